"""Everything about a person, to take along or to erase."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import Depends, Response, status

from api.core.authentication import Manager, Reader
from api.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    TooMany,
    Unauthenticated,
    responses,
)
from api.core.routing import Router
from api.core.services import provide
from api.core.streaming import Stream
from api.core.zip_stream import MEDIA_TYPE
from api.privacy.schemas import EraseIn
from api.privacy.service import PrivacyService

router = Router(prefix="/v1", tags=["privacy"])
Privacy = Annotated[PrivacyService, Depends(provide(PrivacyService))]
_ZIP: dict[int | str, dict[str, Any]] = {
    status.HTTP_200_OK: {
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    }
}


@router.get(
    "/me/export",
    summary="Take everything about you along",
    response_class=Stream,
    response_description="A zip; its README.txt says what is in it.",
    responses={**_ZIP, **responses(Unauthenticated, Forbidden)},
)
async def export_me(privacy: Privacy, viewer: Reader) -> Response:
    """Your account, and all that was measured of you: uploads as sent, streams, results.

    JSON for what is kept in tables, Parquet for streams and curves. Not with an API key, which
    opens one organization. Rows are read while the file is sent: each is in it once, and one that
    is added meanwhile may be missing.
    """
    return _zip(await privacy.export_me(viewer))


@router.get(
    "/athletes/{athlete_id}/export",
    summary="Take everything about an athlete along",
    response_class=Stream,
    response_description="A zip; its README.txt says what is in it.",
    responses={**_ZIP, **responses(Unauthenticated, Forbidden, NotFound)},
)
async def export_athlete(privacy: Privacy, viewer: Reader, athlete_id: str) -> Response:
    """All about your own profile, or about an athlete without an account who consented to you."""
    return _zip(await privacy.export_athlete(viewer, athlete_id))


@router.post(
    "/me/erase",
    summary="Erase yourself",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Nothing is kept of you.",
    responses=responses(Unauthenticated, Forbidden, Conflict, TooMany),
)
async def erase_me(privacy: Privacy, viewer: Manager, body: EraseIn) -> None:
    """Erase your account, and what was measured of you in any organization, for good.

    Takes the password, and no API key. The audit log keeps what was done, not by whom. An
    organization whose last member you are goes as well; where you are the last admin among other
    members, make another one first.
    """
    await privacy.erase_me(viewer, body.password)


@router.delete(
    "/athletes/{athlete_id}",
    summary="Erase an athlete",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Nothing is kept of the athlete.",
    responses=responses(Unauthenticated, Forbidden, NotFound),
)
async def erase_athlete(privacy: Privacy, viewer: Manager, athlete_id: str) -> None:
    """Erase a profile and all that was measured under it, for good.

    Your own, or that of an athlete without an account for whom you answer, as a coach or an
    admin; not with an API key. Who keeps a copy hears of it by `GET /v1/athletes` with
    `updated_after`, and by the webhook event `athlete.erased`.
    """
    await privacy.erase_athlete(viewer, athlete_id)


def _zip(data: AsyncGenerator[bytes]) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="export.zip"'}
    return Stream(data, headers=headers, media_type=MEDIA_TYPE)
