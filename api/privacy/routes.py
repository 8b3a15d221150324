"""Everything about a person, to take along or to erase."""

from fastapi import APIRouter, status

from api.dependencies import AllServices, Manager
from api.errors import (
    Conflict,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    responses,
)
from api.privacy.schemas import EraseIn

router = APIRouter(prefix="/v1", tags=["privacy"])


@router.post(
    "/me/erase",
    summary="Erase yourself",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Nothing is kept of you.",
    responses=responses(Unauthenticated, Forbidden, Conflict, TooMany),
)
async def erase_me(services: AllServices, viewer: Manager, body: EraseIn) -> None:
    """Erase your account, and what was measured of you in any organization, for good.

    Takes the password, and no API key. The audit log keeps what was done, not by whom. An
    organization whose last member you are goes as well; where you are the last admin among other
    members, make another one first.
    """
    await services.privacy.erase_me(viewer, body.password)


@router.delete(
    "/athletes/{athlete_id}",
    summary="Erase an athlete",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Nothing is kept of the athlete.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def erase_athlete(services: AllServices, viewer: Manager, athlete_id: str) -> None:
    """Erase a profile and all that was measured under it, for good.

    Your own, or that of an athlete without an account for whom you answer, as a coach or an
    admin; not with an API key. Who keeps a copy hears of it by `GET /v1/athletes` with
    `updated_after`, and by the webhook event `athlete.erased`.
    """
    await services.privacy.erase_athlete(viewer, athlete_id)
