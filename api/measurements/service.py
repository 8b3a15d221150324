"""The numbers of many sessions as rows, and the recordings behind them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from api.audit.log import AuditLog
from api.core.errors import Unavailable
from api.core.paging import page_end, page_start
from api.core.viewer import Viewer
from api.core.zip_stream import zip_stream
from api.db.engine import Database
from api.measurements.filters import Asked, RowFilter
from api.measurements.recordings_export import Export
from api.measurements.repository import MeasurementRepository
from api.measurements.rows import (
    Found,
    Page,
    Values,
    effort_items,
    measurement_items,
    runs_of,
    session_items,
)
from api.memberships.repository import MembershipRepository
from api.sessions.filters import SessionFilter
from api.storage.blobs import Blobs

_TRIES = 5


class MeasurementService:
    """Gives many sessions' efforts and numbers as rows, and their recordings as a zip.

    Parameters
    ----------
    database, blobs
        Where things are kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    async def efforts(self, viewer: Viewer, asked: Asked) -> Page:
        """The efforts of some sessions.

        Raises
        ------
        Unusable
            If the cursor is none of ours.
        """
        return await self._page(viewer, asked, effort_items, numbers=False)

    async def measurements(self, viewer: Viewer, asked: Asked) -> Page:
        """The numbers of some sessions.

        Raises
        ------
        Unusable
            If the cursor is none of ours.
        """
        return await self._page(viewer, asked, measurement_items, numbers=True)

    async def all_efforts(self, viewer: Viewer, asked: Asked) -> AsyncIterator[Page]:
        """The efforts of all sessions that are wanted, page by page; the first one is there."""
        return await self._all(viewer, asked, effort_items, numbers=False)

    async def all_measurements(self, viewer: Viewer, asked: Asked) -> AsyncIterator[Page]:
        """The numbers of all sessions that are wanted, page by page; the first one is there."""
        return await self._all(viewer, asked, measurement_items, numbers=True)

    async def export(self, viewer: Viewer, wanted: SessionFilter) -> AsyncGenerator[bytes]:
        """The bytes of a zip of all recordings that are wanted, made while they are taken."""
        await self._note("recordings.exported", viewer, wanted)
        export = Export(self._database, self._blobs, viewer, wanted)
        return zip_stream(export.members(await export.first()))

    async def _note(self, action: str, viewer: Viewer, wanted: SessionFilter) -> None:
        """Note an export in the log of the organization that was named, by one of its members."""
        named = wanted.organization_id or viewer.organization_id
        async with self._database.writing() as session:
            organizations = MembershipRepository(session)
            member = named is not None and await organizations.role(named, viewer.user_id)
            AuditLog(session).note(
                action, user_id=viewer.user_id, organization_id=named if member else None
            )

    async def _all(
        self,
        viewer: Viewer,
        asked: Asked,
        items_of: Callable[[Found, RowFilter], list[Values]],
        *,
        numbers: bool,
    ) -> AsyncIterator[Page]:
        await self._note("measurements.exported", viewer, asked.sessions)
        first = await self._page(viewer, asked, items_of, numbers=numbers)

        async def pages() -> AsyncIterator[Page]:
            page = first
            yield page
            while page.next is not None:
                following = replace(asked, cursor=page.next)
                page = await self._page(viewer, following, items_of, numbers=numbers)
                yield page

        return pages()

    async def _page(
        self,
        viewer: Viewer,
        asked: Asked,
        items_of: Callable[[Found, RowFilter], list[Values]],
        *,
        numbers: bool,
    ) -> Page:
        start = page_start(asked.cursor, asked.updated_after)
        for _ in range(_TRIES):
            async with self._database.reading() as session:
                repository = MeasurementRepository(session)
                sessions = await repository.sessions(
                    viewer, asked.limit, asked.sessions, asked.rows, start
                )
                shown = sessions[: asked.limit]
                found = await _found(repository, shown, asked.rows, numbers=numbers)
                # An analysis that became complete between two of the statements took the rows
                # of the one before with it.
                whole = await repository.are_current(runs_of(shown))
            if whole:
                break
        else:
            raise Unavailable("The sessions are being analysed again; try again in a moment.")
        end = page_end(sessions, asked.limit, start, "performed_at")
        items = await asyncio.to_thread(items_of, found, asked.rows)
        return Page(items, session_items(shown), end.next, end.resume)


async def _found(
    repository: MeasurementRepository,
    sessions: Sequence[Row[Any]],
    wanted: RowFilter,
    *,
    numbers: bool,
) -> Found:
    runs = runs_of(sessions)
    # The efforts also tell which sets lost some of theirs.
    efforts = await repository.efforts(runs)
    if not numbers:
        return Found(sessions, efforts)
    return Found(
        sessions,
        efforts,
        await repository.effort_metrics(runs, wanted) if wanted.scope != "set" else (),
        await repository.sets(runs) if wanted.scope != "effort" else (),
        await repository.set_metrics(runs, wanted) if wanted.scope != "effort" else (),
    )
