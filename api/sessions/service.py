"""What can be done with sessions: look at them, correct them, delete them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.audit import note_of_athlete
from api.core.curves import decimate, decode_curve, numbers, window
from api.core.errors import NotFound, Unusable
from api.core.events import Event, Outbox
from api.core.identifiers import new_id
from api.core.paging import page_end, page_start
from api.core.viewer import Viewer
from api.db.change_numbers import mark_changed
from api.db.engine import Database
from api.recordings.intake import Upload
from api.recordings.repository import RecordingRepository
from api.recordings.service import RecordingService
from api.sessions.analysis_runs import Analyses, resummarized
from api.sessions.correction_checks import check, check_with
from api.sessions.ensembles import ensembles
from api.sessions.filters import SessionFilter
from api.sessions.models import CorrectionRow, CurveRow, SessionRow
from api.sessions.records import analysis_of
from api.sessions.repository import SessionRepository
from api.sessions.schemas import (
    CorrectionIn,
    CorrectionOut,
    CurveInfo,
    CurveSlice,
    CurvesOut,
    EnsembleOut,
    EnsemblesOut,
    SessionOut,
    SessionPage,
    SessionSummary,
    UploadedOut,
)
from api.storage.blobs import Blobs, NotStored


class SessionService:
    """Keeps sessions.

    Parameters
    ----------
    database, blobs
        Where results and curves are kept.
    recordings
        Gives the recordings.
    analyses
        Has them analysed.
    outbox
        Tells others what happened.
    close_links
        Closes the links to the report of a session, in the transaction that deletes the session.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        recordings: RecordingService,
        analyses: Analyses,
        outbox: Outbox,
        close_links: Callable[[AsyncSession, str, datetime], Awaitable[None]],
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._recordings = recordings
        self._analyses = analyses
        self._outbox = outbox
        self._close_links = close_links

    async def take(self, viewer: Viewer, athlete_id: str, upload: Upload) -> UploadedOut:
        """Store an upload and have it analysed.

        Raises
        ------
        Unusable, TooLarge
            If no recording can be made of it.
        """
        stored = await self._recordings.store(viewer, athlete_id, upload)
        session = await self._analyses.ask_for(stored.recording)
        return UploadedOut(created=stored.created, recording=stored.recording, session=session)

    async def finish(
        self, viewer: Viewer, recording_id: str, chunks: dict[str, int]
    ) -> UploadedOut:
        """Make a recording of its chunks and have it analysed; twice gives the same.

        Raises
        ------
        NotFound
            If the viewer has begun no such recording.
        Conflict
            If chunks are missing; it names them.
        Unusable, TooLarge
            If no recording can be made of them.
        """
        stored = await self._recordings.ingest.finish(viewer, recording_id, chunks)
        session = await self._analyses.ask_for(stored.recording)
        return UploadedOut(created=stored.created, recording=stored.recording, session=session)

    async def page(
        self,
        viewer: Viewer,
        limit: int,
        wanted: SessionFilter | None = None,
        *,
        cursor: str | None = None,
        updated_after: datetime | None = None,
    ) -> SessionPage:
        """Some sessions: newest first or, for a copy, in the order in which they changed."""
        start = page_start(cursor, updated_after)
        async with self._database.reading() as session:
            rows = await SessionRepository(session).page(
                viewer, limit, wanted or SessionFilter(), start
            )
        end = page_end(rows, limit, start, "performed_at")
        shown = [SessionSummary.of(row) for row in rows[:limit]]
        return SessionPage(items=shown, next=end.next, resume=end.resume)

    async def get(self, viewer: Viewer, session_id: str) -> SessionOut:
        """One session with its results; NotFound if the viewer sees none of that id."""
        async with self._database.reading() as session:
            sessions = SessionRepository(session)
            row = _there(await sessions.whole(viewer, session_id), session_id)
            newest = await sessions.newest_run(session_id)
        return SessionOut.whole(row, newest)

    async def curves(
        self,
        viewer: Viewer,
        session_id: str,
        start_s: float | None,
        end_s: float | None,
        points: int,
    ) -> CurvesOut:
        """A window of all curves in at most `points` points each.

        Raises
        ------
        NotFound
            If there is no such session.
        Unusable
            If the window ends before it starts.
        """
        curves, data = await self._curves(viewer, session_id)
        first = min((curve.start_s for curve in curves), default=0.0)
        last = max((curve.end_s for curve in curves), default=0.0)
        start = first if start_s is None else start_s
        end = last if end_s is None else end_s
        if end < start:
            raise Unusable(f"The window ends at {end} s, before it starts at {start} s.")
        slices = await asyncio.to_thread(_slices, curves, data, start, end, points)
        return CurvesOut(session_id=session_id, start_s=start, end_s=end, curves=slices)

    async def ensembles(
        self,
        viewer: Viewer,
        session: SessionOut,
        points: int,
        each: int,
        wanted: Collection[str] | None = None,
    ) -> EnsemblesOut:
        """A session's efforts laid over each other, without those that people removed.

        Parameters
        ----------
        viewer, session
            Who asks for which.
        points, each
            Steps of a mean, and the most samples of one effort.
        wanted
            Names of curves; None for all.

        Raises
        ------
        NotFound
            If there is no such session any more.
        """
        analysis = session.analysis
        rows, data = await self._curves(viewer, session.id, wanted)
        if analysis is None or not rows:
            return EnsemblesOut(session_id=session.id, items=[])
        efforts = [(number, one) for number, one in enumerate(analysis.efforts) if not one.removed]

        def laid() -> list[EnsembleOut]:
            curves = {
                one.name: (CurveInfo.model_validate(one, from_attributes=True), *decode_curve(told))
                for one, told in zip(rows, data, strict=True)
            }
            return ensembles(efforts, curves, points, each)

        return EnsemblesOut(session_id=session.id, items=await asyncio.to_thread(laid))

    async def correct(self, viewer: Viewer, session_id: str, body: CorrectionIn) -> CorrectionOut:
        """Keep what a person says of a stretch of a session, and bring its numbers up to it.

        Raises
        ------
        Unusable
            If the stretch ends before it starts, a field belongs to another kind of correction or
            is missing, or nothing lies there that could be parted or joined.
        """
        check(body)
        row = CorrectionRow(
            id=new_id(),
            session_id=session_id,
            created_by=viewer.user_id,
            created_at=datetime.now(UTC),
            **body.model_dump(),
        )
        async with self._database.writing() as session:
            sessions = SessionRepository(session)
            corrected = _there(await sessions.seen(viewer, session_id), session_id)
            await _fits(sessions, corrected, body)
            await sessions.add(row)
            await self._corrected(sessions, corrected)
            await _note(session, "session.corrected", viewer, corrected)
            await self._outbox.put(
                session, Event.SESSION_CORRECTED, session_id, corrected.athlete_id
            )
        await self._after_correction(row)
        return CorrectionOut.model_validate(row)

    async def take_back(self, viewer: Viewer, session_id: str, correction_id: str) -> None:
        """Undo a correction; NotFound if there is none of that id in force."""
        async with self._database.writing() as session:
            sessions = SessionRepository(session)
            corrected = _there(await sessions.seen(viewer, session_id), session_id)
            standing = await sessions.corrections(session_id)
            row = next((one for one in standing if one.id == correction_id), None)
            if row is None:
                raise NotFound(f"There is no correction {correction_id} in force.")
            row.undone_at = datetime.now(UTC)
            await session.flush()
            await self._corrected(sessions, corrected)
            await _note(session, "session.correction_undone", viewer, corrected)
            await self._outbox.put(
                session, Event.SESSION_CORRECTED, session_id, corrected.athlete_id
            )
        await self._after_correction(row)

    async def delete(self, viewer: Viewer, session_id: str) -> None:
        """Delete a session: it is hidden at once, and really gone after some weeks."""
        async with self._database.writing() as session:
            row = _there(await SessionRepository(session).seen(viewer, session_id), session_id)
            row.deleted_at = now = datetime.now(UTC)
            await self._close_links(session, session_id, now)
            await RecordingRepository(session).hide(row.recording_id, row.deleted_at)
            await _note(session, "session.deleted", viewer, row)
            await self._outbox.put(session, Event.SESSION_DELETED, session_id, row.athlete_id)
        await self._outbox.send()

    async def restore(self, viewer: Viewer, session_id: str) -> SessionSummary:
        """Bring a deleted session back while it is not gone; NotFound otherwise."""
        async with self._database.writing() as session:
            row = _there(
                await SessionRepository(session).seen(viewer, session_id, deleted=True), session_id
            )
            row.deleted_at = None
            await RecordingRepository(session).hide(row.recording_id, None)
            await _note(session, "session.restored", viewer, row)
        return SessionSummary.of(row)

    async def purge(self, kept: timedelta) -> int:
        """Really delete what was deleted longer ago than that; gives how many."""
        async with self._database.reading() as session:
            gone = await SessionRepository(session).deleted_before(datetime.now(UTC) - kept)
        for recording_id in gone:
            # Another process may be quicker.
            with suppress(NotFound):
                await self.forget(recording_id)
        return len(gone)

    async def forget(self, recording_id: str) -> None:
        """Delete a recording, its session, results and objects, for good."""
        async with self._database.reading() as session:
            keys = await SessionRepository(session).curve_keys(recording_id)
        await self._recordings.delete(recording_id)
        await self._blobs.delete(*keys)

    async def _curves(
        self, viewer: Viewer, session_id: str, wanted: Collection[str] | None = None
    ) -> tuple[list[CurveRow], list[bytes]]:
        """Curves of the results as they are now, encoded."""
        missed: set[str] = set()
        while True:
            async with self._database.reading() as session:
                row = await SessionRepository(session).with_curves(viewer, session_id)
            run = _there(row, session_id).run
            curves = [
                one
                for one in ([] if run is None else run.curves)
                if wanted is None or one.name in wanted
            ]
            keys = {curve.object_key for curve in curves}
            try:
                return curves, [await self._blobs.get(curve.object_key) for curve in curves]
            except NotStored:
                # An analysis that ended meanwhile has put its own in their place.
                if keys == missed:
                    raise
                missed = keys

    async def _corrected(self, sessions: SessionRepository, row: SessionRow) -> None:
        mark_changed(row)
        await resummarized(sessions, row)

    async def _after_correction(self, row: CorrectionRow) -> None:
        if row.kind != "remove":
            await self._analyses.again(row.session_id)
        await self._outbox.send()


async def _fits(sessions: SessionRepository, row: SessionRow, body: CorrectionIn) -> None:
    if body.kind in {"split", "merge"} and row.run_id is not None:
        run = await sessions.filled(row.run_id)
        if run is not None:
            check_with(body, analysis_of(run, await sessions.corrections(row.id)))


async def _note(session: AsyncSession, action: str, viewer: Viewer, row: SessionRow) -> None:
    await note_of_athlete(
        session, row.athlete_id, action, user_id=viewer.user_id, subject=f"session:{row.id}"
    )


def _there(row: SessionRow | None, session_id: str) -> SessionRow:
    if row is None:
        raise NotFound(f"There is no session {session_id}.")
    return row


def _slices(
    curves: list[CurveRow], data: list[bytes], start_s: float, end_s: float, points: int
) -> list[CurveSlice]:
    slices = []
    for curve, encoded in zip(curves, data, strict=True):
        time, value = decode_curve(encoded)
        part = window(time, start_s, end_s)
        shown_time, shown_value = decimate(time[part], value[part], points)
        slices.append(
            CurveSlice(
                name=curve.name,
                label=curve.label,
                unit=curve.unit,
                stream=curve.stream,
                exact=shown_time.size == time[part].size,
                time=shown_time.tolist(),
                value=numbers(shown_value),
            )
        )
    return slices
