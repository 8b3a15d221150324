"""Having recordings analysed: once by each version of the pipeline, whatever breaks down."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from api.core.curves import encode_curve
from api.core.errors import NotFound, TooLarge, Unusable
from api.core.events import Event, Outbox
from api.core.identifiers import new_id
from api.core.prometheus import Metrics
from api.db.change_numbers import mark_changed
from api.db.engine import Database
from api.jobs.port import Jobs
from api.recordings.reader_process import ReadingFault
from api.recordings.repository import RecordingRepository
from api.recordings.schemas import RecordingOut
from api.recordings.service import RecordingService
from api.sessions.models import CorrectionRow, RunRow, SessionRow
from api.sessions.records import (
    analysis_of,
    corrections_of,
    fill,
    main_exercise,
    stated_exercises,
)
from api.sessions.repository import SessionRepository
from api.sessions.schemas import SessionSummary, Status
from api.sessions.summaries import summaries_of
from api.sessions.training import done_of
from api.storage.blobs import AlreadyStored, Blobs, NotStored, StorageError
from tracker.analysis import PIPELINE_VERSION, analyze
from tracker.errors import InputError
from tracker.exercises.corrections import corrected_segments, without_removed
from tracker.recording.model import Recording
from tracker.results import Analysis

_log = logging.getLogger(__name__)
_OVER = {Status.DONE, Status.FAILED}
_AT_A_TIME = 500
_ATTEMPTS = 10
_UNREAD = "We could not read this file because of a fault of ours; it is kept, nothing to do."


def analyze_recording(recording: Recording) -> Analysis:
    """What the pipeline finds; the exercise, where stated, stands in the recording."""
    return analyze(recording)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What analyses recordings, and the version under which its results are kept."""

    run: Callable[[Recording], Analysis] = analyze_recording
    version: str = PIPELINE_VERSION


class Analyses:
    """Runs of the pipeline.

    Parameters
    ----------
    database, blobs
        Where results and curves are kept.
    recordings
        Gives the recordings.
    jobs
        Calls `run` with what was submitted.
    pipeline
        Does the analysis.
    outbox
        Tells others that results are there.
    metrics
        Counts them.
    look_every_s
        How often a process that works looks for what was left undone.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        recordings: RecordingService,
        jobs: Jobs,
        pipeline: Pipeline,
        outbox: Outbox,
        metrics: Metrics,
        look_every_s: float,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._recordings = recordings
        self._jobs = jobs
        self._pipeline = pipeline
        self._outbox = outbox
        self._metrics = metrics
        self._look_every_s = look_every_s
        self._looking: asyncio.Task[None] | None = None

    async def start(self, *, works: bool) -> None:
        """Begin to run.

        Parameters
        ----------
        works
            Whether this process does what was submitted. It then submits again what others left
            undone, and has all sessions of other pipeline versions analysed again.
        """
        await self._jobs.start(self.run)
        if works:
            await self._resume()
            more = await self._renew_some()
            await self.retry_unread(at_once=True)
            self._looking = asyncio.create_task(self._look_after(renew=more))

    async def stop(self) -> None:
        """Submit no more by itself."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def renew(self) -> None:
        """Have all sessions analysed that this pipeline version has not.

        It can be broken off and repeated: what was asked for is not asked for again. Old results
        stay until the new ones are complete.
        """
        while await self._renew_some():
            pass

    async def _renew_some(self) -> bool:
        """The same of some; whether there are more."""
        async with self._database.reading() as session:
            behind = await SessionRepository(session).without_run_of(
                self._pipeline.version, _AT_A_TIME
            )
        for session_id in behind:
            await self.again(session_id)
        return len(behind) == _AT_A_TIME

    async def retry_unread(self, *, at_once: bool) -> None:
        """Have recordings analysed that could not be read because of a fault of ours.

        Parameters
        ----------
        at_once
            Whether also those that are to be tried later.
        """
        for recording_id in await self._recordings.unread.due(at_once=at_once):
            async with self._database.reading() as session:
                row = await SessionRepository(session).of_recording(recording_id)
            if row is not None:
                await self.again(row.id, failed_too=True)

    async def _resume(self) -> None:
        async with self._database.reading() as session:
            left = await SessionRepository(session).unfinished(self._pipeline.version)
        for run_id in left:
            await self._jobs.submit(run_id)

    async def _look_after(self, *, renew: bool) -> None:
        """Renew the rest; and submit what a process put down and then died or lost the queue."""
        while renew or self._jobs.durable:
            try:
                if renew:
                    await self.renew()
                    renew = False
                if self._jobs.durable:
                    await asyncio.sleep(self._look_every_s)
                    await self._resume()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("analyses cannot be looked for: %s", type(error).__name__)
                await asyncio.sleep(self._look_every_s)

    async def ask_for(self, recording: RecordingOut) -> SessionSummary:
        """Have a recording analysed, unless it was by this version; a deleted session returns."""
        async with self._database.reading() as session:
            known = await SessionRepository(session).of_recording(recording.id)
        if known is None:
            try:
                known = await self._opened(recording)
            except IntegrityError:
                # Asked for twice at one time, or the recording was deleted meanwhile.
                async with self._database.reading() as session:
                    known = await SessionRepository(session).of_recording(recording.id)
        if known is None:
            raise NotFound(f"There is no recording {recording.id}.")
        await self.again(known.id, failed_too=True, deleted_too=True)
        async with self._database.reading() as session:
            row = await SessionRepository(session).get(known.id)
        if row is None:
            raise NotFound(f"There is no recording {recording.id}.")
        return SessionSummary.of(row)

    async def again(
        self, session_id: str, *, failed_too: bool = False, deleted_too: bool = False
    ) -> None:
        """Have a session analysed as it stands now, unless that was done.

        Parameters
        ----------
        session_id
            Which.
        failed_too
            Whether an analysis that failed is tried again.
        deleted_too
            Whether a deleted session returns; else it is left alone.
        """
        try:
            async with self._database.writing() as session:
                run_id = await self._queued(
                    session, session_id, failed_too=failed_too, deleted_too=deleted_too
                )
        except IntegrityError:
            # Another process asked for the same at the same time, and will have it run.
            return
        if run_id is not None:
            await self._jobs.submit(run_id)

    async def run(self, run_id: str) -> None:
        """Analyse and keep the results, or the reason why there are none."""
        async with self._database.writing() as session:
            sessions = SessionRepository(session)
            run = await sessions.run(run_id, lock=True)
            if run is None or run.status in _OVER or run.pipeline_version != self._pipeline.version:
                return
            row = await sessions.get(run.session_id)
            if row is None:
                return
            run.status = Status.ANALYSING.value
            run.attempts += 1
            attempts = run.attempts
            if row.run_id is None:
                row.status = Status.ANALYSING.value
            recording_id, corrections = row.recording_id, await sessions.corrections(row.id)
        if attempts > _ATTEMPTS:
            await self._fail(run_id, f"The analysis was begun {_ATTEMPTS} times and never ended.")
            return
        began = time.monotonic()
        try:
            recording = await self._recordings.load(recording_id)
            analysis = await asyncio.to_thread(self._analysed, recording, corrections)
            encoded = await asyncio.to_thread(_encode, analysis)
        except Exception as error:
            if _passes(error):
                # Not the recording's fault: whoever runs this tries again later.
                raise
            await self._fail(run_id, *_reason(run_id, error))
        else:
            await self._finish(run_id, analysis, encoded)
            self._metrics.run(Status.DONE.value, time.monotonic() - began)
            return
        self._metrics.run(Status.FAILED.value, time.monotonic() - began)

    def _analysed(self, recording: Recording, corrections: Sequence[CorrectionRow]) -> Analysis:
        # Removals are applied to the stored results, so that they show at once.
        efforts = tuple(one for one in corrections_of(corrections) if not one.remove)
        stated = stated_exercises(corrections)
        if stated:
            segments = corrected_segments(self._pipeline.run(recording), stated)
            recording = replace(recording, segments=segments)
        return self._pipeline.run(replace(recording, corrections=efforts))

    async def _opened(self, recording: RecordingOut) -> SessionRow:
        now = _now()
        row = SessionRow(
            id=new_id(),
            recording_id=recording.id,
            athlete_id=recording.athlete_id,
            status=Status.QUEUED.value,
            pipeline_version=self._pipeline.version,
            created_at=now,
            performed_at=recording.started_at or recording.created_at,
        )
        async with self._database.writing() as session:
            await SessionRepository(session).add(row)
        return row

    async def _queued(
        self, session: AsyncSession, session_id: str, *, failed_too: bool, deleted_too: bool
    ) -> str | None:
        sessions = SessionRepository(session)
        row = await sessions.get(session_id)
        if row is None:
            return None
        if row.deleted_at is not None and not deleted_too and failed_too:
            return None
        if row.deleted_at is not None and deleted_too:
            row.deleted_at = None
            await RecordingRepository(session).hide(row.recording_id, None)
        revision = await sessions.revision(session_id)
        run = await sessions.run_of(session_id, self._pipeline.version, revision)
        if run is not None:
            if run.status != Status.FAILED or not failed_too:
                return None
            run.status, run.failure, run.attempts = Status.QUEUED.value, None, 0
        else:
            run = RunRow(
                id=new_id(),
                session_id=session_id,
                pipeline_version=self._pipeline.version,
                revision=revision,
                status=Status.QUEUED.value,
                created_at=_now(),
            )
            await sessions.add(run)
        if row.run_id is None:
            row.status, row.failure = Status.QUEUED.value, None
        return run.id

    async def _finish(self, run_id: str, analysis: Analysis, encoded: list[bytes]) -> None:
        stale: list[str] = []
        async with self._database.writing() as session:
            sessions = SessionRepository(session)
            locked = await sessions.run(run_id, lock=True)
            if locked is None or locked.status in _OVER:
                return
            run, row = await sessions.filled(run_id), await sessions.get(locked.session_id)
            if run is None or row is None:
                return
            fill(run, analysis)
            run.status, run.finished_at = Status.DONE.value, _now()
            for curve, data in zip(run.curves, encoded, strict=True):
                await self._put_again(curve.object_key, data)
            row.run_id, row.failure, row.finished_at = run.id, None, run.finished_at
            row.pipeline_version = run.pipeline_version
            # Of a recording that could not be read at first, it is known only now.
            row.performed_at = row.recording.started_at or row.performed_at
            removals = corrections_of(await sessions.corrections(row.id))
            await summarized(sessions, row, without_removed(analysis, removals))
            stale = await sessions.drop_runs_before(run)
            await self._outbox.put(session, Event.SESSION_ANALYSED, row.id, row.athlete_id)
        await self._blobs.delete(*stale)
        await self._outbox.send()

    async def _put_again(self, key: str, data: bytes) -> None:
        """Store a curve; one of an analysis that was cut off is replaced."""
        try:
            await self._blobs.put_new(key, data)
        except AlreadyStored:
            await self._blobs.delete(key)
            await self._blobs.put_new(key, data)

    async def _fail(self, run_id: str, reason: str, status: Status = Status.FAILED) -> None:
        """End a run without results; the session, if it has none, gets the status."""
        async with self._database.writing() as session:
            sessions = SessionRepository(session)
            run = await sessions.run(run_id, lock=True)
            if run is None:
                return
            row = await sessions.get(run.session_id)
            run.status, run.failure, run.finished_at = Status.FAILED.value, reason, _now()
            if row is not None and row.run_id is None:
                row.status, row.failure = status.value, reason
                row.finished_at = _now()
                if status is Status.FAILED:
                    await self._outbox.put(session, Event.SESSION_FAILED, row.id, row.athlete_id)
        await self._outbox.send()


async def summarized(sessions: SessionRepository, row: SessionRow, analysis: Analysis) -> None:
    """Bring a session's own numbers and summaries up to its corrected analysis."""
    row.status = Status.DONE.value
    mark_changed(row)
    efforts = analysis.counted
    row.exercise, row.side = main_exercise(efforts)
    row.effort_count, row.full_effort_count = len(efforts), sum(effort.full for effort in efforts)
    row.done = done_of(analysis, await sessions.description(row.recording_id))
    await sessions.summarize(row.id, summaries_of(row, analysis))


async def resummarized(sessions: SessionRepository, row: SessionRow) -> None:
    """The same from the results that are kept."""
    run = None if row.run_id is None else await sessions.filled(row.run_id)
    if run is not None:
        await summarized(sessions, row, analysis_of(run, await sessions.corrections(row.id)))


def _passes(error: Exception) -> bool:
    """Whether an error means that a part of the server does not answer for a while."""
    down = isinstance(error, (StorageError, SQLAlchemyError, OSError))
    return down and not isinstance(error, NotStored)


def _reason(run_id: str, error: Exception) -> tuple[str, Status]:
    """Why there are no results, for whoever sent the recording, and the session's status."""
    if isinstance(error, ReadingFault):
        return _UNREAD, Status.KEPT
    if isinstance(error, (InputError, Unusable, TooLarge)):
        return str(error), Status.FAILED
    if isinstance(error, (NotFound, NotStored)):
        return f"The recording cannot be read: {error}", Status.FAILED
    _log.error("the analysis %s broke down", run_id, exc_info=error)
    reason = "The analysis broke down; this is a fault of the program. The server's log says more."
    return reason, Status.FAILED


def _encode(analysis: Analysis) -> list[bytes]:
    return [encode_curve(curve.time, curve.value) for curve in analysis.curves]


def _now() -> datetime:
    return datetime.now(UTC)
