"""Links that show a session's report."""

from typing import Annotated

from fastapi import Depends, status

from api.core.authentication import Reader, Writer
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated, responses
from api.core.routing import Router
from api.core.services import provide
from api.shares.schemas import NewShareOut, ShareIn, SharesOut
from api.shares.service import ShareService

router = Router(prefix="/v1/sessions/{session_id}/shares", tags=["sessions"])
Shares = Annotated[ShareService, Depends(provide(ShareService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)


@router.post(
    "",
    summary="Share a session's report",
    status_code=status.HTTP_201_CREATED,
    response_description="The link; its secret is shown this once.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict),
)
async def share_session(
    shares: Shares, viewer: Writer, session_id: str, body: ShareIn
) -> NewShareOut:
    """Make a link that shows the report of a session to whoever holds it, without signing in.

    It works until it expires, is revoked, the session is deleted, or you see the session no more.
    """
    return await shares.make(viewer, session_id, body)


@router.get(
    "",
    summary="List the links to a session's report",
    response_description="Newest first, also those that work no more.",
    responses=_SEEN,
)
async def list_shares(shares: Shares, viewer: Reader, session_id: str) -> SharesOut:
    """Who shared the report, until when, and how often it was looked at."""
    return await shares.of(viewer, session_id)


@router.delete(
    "/{share_id}",
    summary="Revoke a link to a session's report",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It shows nothing any more.",
    responses=_SEEN,
)
async def revoke_share(shares: Shares, viewer: Writer, session_id: str, share_id: str) -> None:
    """Close a link at once, whoever made it."""
    await shares.revoke(viewer, session_id, share_id)
