"""Athletes and consents."""

from typing import Annotated

from fastapi import Depends, status

from api.athletes.schemas import (
    AthleteOut,
    AthletePage,
    AthletePatch,
    ConsentIn,
    ConsentsOut,
)
from api.athletes.service import AthleteService
from api.core.authentication import Manager, Reader, Writer
from api.core.errors import Forbidden, NotFound, Unauthenticated, Unusable, responses
from api.core.parameters import CursorText, Limit, UpdatedAfter
from api.core.routing import Router
from api.core.services import provide

router = Router(prefix="/v1/athletes", tags=["athletes"])
Athletes = Annotated[AthleteService, Depends(provide(AthleteService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)


@router.get(
    "",
    summary="List athletes",
    response_description="Those whom you see.",
    responses=responses(Unauthenticated, Forbidden, Unusable),
)
async def list_athletes(
    athletes: Athletes,
    viewer: Reader,
    limit: Limit = 50,
    cursor: CursorText = None,
    updated_after: UpdatedAfter = None,
    organization_id: str | None = None,
    team_id: str | None = None,
) -> AthletePage:
    """Yourself, and the athletes who consented to be seen by you; newest first.

    With `updated_after` a coach also hears, for some weeks, who of the organization was erased:
    `deleted_at` is set and nothing else is known of them, and all their sessions are gone.
    """
    return await athletes.page(
        viewer,
        limit,
        organization_id=organization_id,
        team_id=team_id,
        cursor=cursor,
        updated_after=updated_after,
    )


@router.get(
    "/{athlete_id}",
    summary="Get an athlete",
    response_description="The athlete.",
    responses=_SEEN,
)
async def get_athlete(athletes: Athletes, viewer: Reader, athlete_id: str) -> AthleteOut:
    """One athlete: yourself, or somebody who consented to be seen by you."""
    return await athletes.get(viewer, athlete_id)


@router.patch(
    "/{athlete_id}",
    summary="Change an athlete",
    response_description="The athlete as it is now.",
    responses=_SEEN,
)
async def change_athlete(
    athletes: Athletes, viewer: Writer, athlete_id: str, body: AthletePatch
) -> AthleteOut:
    """Change what is known of an athlete's body, or the name."""
    return await athletes.change(viewer, athlete_id, body)


@router.get(
    "/{athlete_id}/consents",
    summary="List consents",
    response_description="Newest first, also those that ended.",
    responses=_SEEN,
)
async def list_consents(athletes: Athletes, viewer: Reader, athlete_id: str) -> ConsentsOut:
    """Which coaches may see the athlete, since when, and who might until when."""
    return await athletes.consents(viewer, athlete_id)


@router.put(
    "/{athlete_id}/consents/{coach_id}",
    summary="Let a coach see an athlete",
    response_description="All consents of the athlete.",
    responses=_SEEN,
)
async def grant_consent(
    athletes: Athletes, viewer: Manager, athlete_id: str, coach_id: str, body: ConsentIn
) -> ConsentsOut:
    """Consent to be seen by a coach: only the athlete can, where the athlete has an account."""
    return await athletes.grant(viewer, athlete_id, coach_id, body)


@router.delete(
    "/{athlete_id}/consents/{coach_id}",
    summary="End a consent",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The coach sees the athlete no more.",
    responses=_SEEN,
)
async def revoke_consent(
    athletes: Athletes, viewer: Manager, athlete_id: str, coach_id: str
) -> None:
    """End a consent, at once: the athlete, the coach or an admin may."""
    await athletes.revoke(viewer, athlete_id, coach_id)
