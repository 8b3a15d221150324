"""The demo club."""

from typing import Annotated

from fastapi import Depends, status

from api.core.authentication import Manager, Reader
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated, responses
from api.core.routing import Router
from api.core.services import provide
from api.demo.schemas import DemoOut
from api.demo.service import DemoService

router = Router(prefix="/v1", tags=["demo"])
Demo = Annotated[DemoService, Depends(provide(DemoService))]


@router.post(
    "/demo",
    summary="Fill a demo club",
    status_code=status.HTTP_202_ACCEPTED,
    response_description="How far it is; filling it goes on.",
    responses=responses(Unauthenticated, Forbidden),
)
async def begin_demo(demo: Demo, viewer: Manager) -> DemoOut:
    """Make an organization of simulated athletes to look around in, and fill it.

    Their recordings come from simulated sensors and are analysed as any other; the organization
    and its athletes are marked as `simulated`. There is one for each who asks; asking again goes
    on with one that broke off. For admins.
    """
    return await demo.begin(viewer)


@router.get(
    "/demo",
    summary="Get the demo club",
    response_description="Whether there is one, and how far it is filled.",
    responses=responses(Unauthenticated, Forbidden),
)
async def get_demo(demo: Demo, viewer: Reader) -> DemoOut:
    """Your demo club: `none`, or how many of its sessions are measured by now."""
    return await demo.progress(viewer)


@router.delete(
    "/demo",
    summary="Remove the demo club",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Removed.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict),
)
async def remove_demo(demo: Demo, viewer: Manager) -> None:
    """Erase your demo club with all that is in it, for good; nothing else is touched."""
    await demo.remove(viewer)
