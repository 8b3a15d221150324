"""The demo club."""

from fastapi import status

from api.demo.schemas import DemoOut
from api.dependencies import AllServices, Manager, Reader
from api.errors import Conflict, Forbidden, NotFound, Unauthenticated, responses
from api.routing import Router

router = Router(prefix="/v1", tags=["demo"])


@router.post(
    "/demo",
    summary="Fill a demo club",
    status_code=status.HTTP_202_ACCEPTED,
    response_description="How far it is; filling it goes on.",
    responses=responses(Unauthenticated, Forbidden),
)
async def begin_demo(services: AllServices, viewer: Manager) -> DemoOut:
    """Make an organization of simulated athletes to look around in, and fill it.

    Their recordings come from simulated sensors and are analysed as any other; the organization
    and its athletes are marked as `simulated`. There is one for each who asks; asking again goes
    on with one that broke off. For admins.
    """
    return await services.demo.begin(viewer)


@router.get(
    "/demo",
    summary="Get the demo club",
    response_description="Whether there is one, and how far it is filled.",
    responses=responses(Unauthenticated, Forbidden),
)
async def get_demo(services: AllServices, viewer: Reader) -> DemoOut:
    """Your demo club: `none`, or how many of its sessions are measured by now."""
    return await services.demo.progress(viewer)


@router.delete(
    "/demo",
    summary="Remove the demo club",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Removed.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict),
)
async def remove_demo(services: AllServices, viewer: Manager) -> None:
    """Erase your demo club with all that is in it, for good; nothing else is touched."""
    await services.demo.remove(viewer)
