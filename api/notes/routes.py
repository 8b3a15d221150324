"""Notes on sessions."""

from typing import Annotated

from fastapi import Depends, status

from api.core.authentication import Reader, Writer
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated, responses
from api.core.routing import Router
from api.core.services import provide
from api.notes.schemas import NoteIn, NoteOut, NotesOut
from api.notes.service import NoteService

router = Router(prefix="/v1/sessions/{session_id}/notes", tags=["sessions"])
Notes = Annotated[NoteService, Depends(provide(NoteService))]
_SEEN = responses(Unauthenticated, Forbidden, NotFound)


@router.get(
    "",
    summary="List a session's notes",
    response_description="Oldest first.",
    responses=_SEEN,
)
async def list_notes(notes: Notes, viewer: Reader, session_id: str) -> NotesOut:
    """What the athlete and their coaches wrote beside a session."""
    return await notes.of(viewer, session_id)


@router.post(
    "",
    summary="Write a note",
    status_code=status.HTTP_201_CREATED,
    response_description="The note.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict),
)
async def write_note(notes: Notes, viewer: Writer, session_id: str, body: NoteIn) -> NoteOut:
    """Write a note beside a session, which all who see the session read."""
    return await notes.write(viewer, session_id, body)


@router.patch(
    "/{note_id}",
    summary="Change a note",
    response_description="The note as it is now.",
    responses=_SEEN,
)
async def change_note(
    notes: Notes, viewer: Writer, session_id: str, note_id: str, body: NoteIn
) -> NoteOut:
    """Put other words in the place of a note of yours."""
    return await notes.change(viewer, session_id, note_id, body)


@router.delete(
    "/{note_id}",
    summary="Delete a note",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It is gone.",
    responses=_SEEN,
)
async def delete_note(notes: Notes, viewer: Writer, session_id: str, note_id: str) -> None:
    """Delete a note of yours, for good."""
    await notes.delete(viewer, session_id, note_id)
