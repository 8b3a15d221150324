"""The server's health, what Prometheus reads, and the meaning of the server's numbers."""

from typing import Annotated

from fastapi import Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.core.errors import NotReady, responses
from api.core.routing import Router
from api.core.services import provide
from api.system.schemas import Catalogue, Health, MetricInfo, Ready
from api.system.service import SystemService
from api.version import VERSION
from tracker.analysis import PIPELINE_VERSION
from tracker.metrics import CATALOGUE

router = Router(prefix="/v1", tags=["system"])
System = Annotated[SystemService, Depends(provide(SystemService))]
scraped = Router()


@router.get("/metrics", summary="List metrics", response_description="The catalogue.")
async def list_metrics() -> Catalogue:
    """What each number in a result means: definition, unit, source, smallest real change."""
    shown = [
        MetricInfo.model_validate(quantity, from_attributes=True) for quantity in CATALOGUE.values()
    ]
    return Catalogue(metrics=shown)


@router.get(
    "/health",
    summary="Ask whether the server is alive",
    response_description="It is.",
)
async def get_health() -> Health:
    """Answer at once: a process that does not should be ended and begun again."""
    return Health(status="ok", version=VERSION, pipeline_version=PIPELINE_VERSION)


@router.get(
    "/ready",
    summary="Ask whether the server can do its work",
    response_description="All its parts answer.",
    responses=responses(NotReady),
)
async def get_ready(system: System) -> Ready:
    """Answer once the database, the object store and the queue of analyses have answered.

    A proxy sends requests elsewhere while this is answered 503: the fields of the problem name
    the parts that do not answer.
    """
    return Ready(status="ready", parts=await system.ready())


@scraped.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request, system: System) -> Response:
    """Counts and times of this process in Prometheus' own format."""
    peer = request.client.host if request.client else None
    shown = await system.metrics(peer, request.headers)
    return Response(shown, media_type=CONTENT_TYPE_LATEST)
