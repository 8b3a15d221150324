"""Recordings watched as they happen."""

from typing import Annotated

from fastapi import Depends, Query, status

from api.core.authentication import Reader
from api.core.errors import Forbidden, TooMany, Unauthenticated, Unusable, responses
from api.core.routing import Router
from api.core.services import provide
from api.core.streaming import Stream
from api.live.filters import Wanted
from api.live.schemas import EVENTS, LiveOut
from api.live.service import LiveService

router = Router(prefix="/v1", tags=["live"])
Live = Annotated[LiveService, Depends(provide(LiveService))]

_Id = Annotated[str, Query(max_length=64)]
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_EXAMPLE = (
    'event: state\ndata: {"recording_id":"01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11","count":1,…}\n\n'
)


class Events(Stream):
    """Frames that are made once for all viewers; FastAPI's own class makes each one's anew."""

    media_type = "text/event-stream"


async def _wanted(
    organization_id: Annotated[_Id | None, Query(description="Only its athletes.")] = None,
    team_id: Annotated[_Id | None, Query(description="Only its athletes.")] = None,
    athlete_id: Annotated[
        list[_Id] | None,
        Query(max_length=200, description="Only these athletes; may be repeated."),
    ] = None,
) -> Wanted:
    return Wanted(organization_id, team_id, tuple(sorted(set(athlete_id or ()))))


WantedOnes = Annotated[Wanted, Depends(_wanted)]


@router.get(
    "/live",
    summary="Watch recordings as they happen",
    response_class=Events,
    response_description="Server-sent events, until either side ends it.",
    responses={
        status.HTTP_200_OK: {
            "content": {
                "text/event-stream": {
                    "schema": {
                        "type": "string",
                        "description": "Events: "
                        + "; ".join(
                            event.__doc__ or "" for event in EVENTS.values() if event.__doc__
                        ),
                    },
                    "example": _EXAMPLE,
                }
            }
        },
        **responses(Unauthenticated, Forbidden, TooMany, Unusable),
    },
)
async def watch(live: Live, viewer: Reader, wanted: WantedOnes) -> Events:
    """Watch everybody whom you see, or some of them, while they record.

    A `snapshot` of who records now comes first, then what happens. Whoever reads too slowly loses
    the oldest events and is told by `lagged`; numbers of repetitions show which are missing, and
    connecting again gives all of them. A consent that ends hides its athlete within seconds.
    """
    view = await live.view(viewer, wanted)
    return Events(live.frames(view), headers=_HEADERS)


@router.get(
    "/live/recordings",
    summary="List who records now",
    response_description="The latest first.",
    responses=responses(Unauthenticated, Forbidden, Unusable),
)
async def list_live(live: Live, viewer: Reader, wanted: WantedOnes) -> LiveOut:
    """Recordings that are arriving now, of yourself and of those whom you see."""
    return await live.recordings(viewer, wanted)
