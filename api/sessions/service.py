"""What can be done with sessions: have them made, look at them, delete them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from api.db.engine import Database
from api.errors import NotFound, Unusable
from api.identifiers import new_id
from api.jobs.port import Jobs
from api.recordings.intake import Upload
from api.recordings.service import RecordingService
from api.sessions.curves import decimate, decode_curve, encode_curve, window
from api.sessions.models import CurveRow, SessionRow
from api.sessions.records import fill
from api.sessions.repository import SessionRepository
from api.sessions.schemas import (
    CurveSlice,
    CurvesOut,
    SessionOut,
    SessionPage,
    SessionSummary,
    Status,
    UploadedOut,
    numbers,
)
from api.storage.blobs import AlreadyStored, Blobs, StorageError
from tracker.analysis import PIPELINE_VERSION, analyze
from tracker.errors import InputError
from tracker.recording.model import Recording
from tracker.results import Analysis

_log = logging.getLogger(__name__)


def analyze_recording(recording: Recording) -> Analysis:
    """What the pipeline finds; the exercise, where stated, stands in the recording."""
    return analyze(recording)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What analyses recordings, and the version under which its results are kept."""

    run: Callable[[Recording], Analysis] = analyze_recording
    version: str = PIPELINE_VERSION


class SessionService:
    """Makes and keeps sessions.

    Parameters
    ----------
    database, blobs
        Where results and curves are kept.
    recordings
        Gives the recordings.
    jobs
        Runs the analyses.
    pipeline
        Does them.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        recordings: RecordingService,
        jobs: Jobs,
        pipeline: Pipeline,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._recordings = recordings
        self._jobs = jobs
        self._pipeline = pipeline

    async def start(self) -> None:
        """Begin to run analyses, first those that an earlier process left undone."""
        await self._jobs.start(self.run)
        async with self._database.reading() as session:
            left = await SessionRepository(session).unfinished()
        for session_id in left:
            await self._jobs.submit(session_id)

    async def take(self, upload: Upload) -> UploadedOut:
        """Store an upload and have it analysed.

        Raises
        ------
        Unusable, TooLarge
            If no recording can be made of it.
        """
        stored = await self._recordings.store(upload)
        session = await self.ask_for(stored.recording.id)
        return UploadedOut(created=stored.created, recording=stored.recording, session=session)

    async def ask_for(self, recording_id: str) -> SessionSummary:
        """Have a recording analysed by this version of the pipeline, unless it was before."""
        row = SessionRow(
            id=new_id(),
            recording_id=recording_id,
            pipeline_version=self._pipeline.version,
            status=Status.QUEUED.value,
            created_at=datetime.now(UTC),
        )
        try:
            async with self._database.writing() as session:
                repository = SessionRepository(session)
                known = await repository.of_recording(recording_id, self._pipeline.version)
                if known is not None and known.status != Status.FAILED:
                    return SessionSummary.of(known)
                if known is None:
                    await repository.add(row)
                else:
                    row = known
                    row.status, row.failure = Status.QUEUED.value, None
                session_id = row.id
        except IntegrityError:
            # Asked for twice at one time, or the recording was deleted meanwhile.
            return await self._existing(recording_id)
        await self._jobs.submit(session_id)
        return await self.summary(session_id)

    async def run(self, session_id: str) -> None:
        """Analyse and keep the results, or the reason why there are none."""
        async with self._database.writing() as session:
            row = await SessionRepository(session).summary(session_id)
            if row is None or row.status in {Status.DONE, Status.FAILED}:
                return
            row.status = Status.ANALYSING.value
            recording_id = row.recording_id
        try:
            recording = await self._recordings.load(recording_id)
            analysis = await asyncio.to_thread(self._pipeline.run, recording)
            encoded = await asyncio.to_thread(_encode, analysis)
        except InputError as error:
            await self._fail(session_id, str(error))
        except (NotFound, StorageError) as error:
            await self._fail(session_id, f"The recording cannot be read: {error}")
        except Exception:
            _log.exception("the analysis of session %s broke down", session_id)
            await self._fail(
                session_id, "The analysis broke down; this is a fault of the program. "
                "The server's log says more."
            )  # fmt: skip
        else:
            await self._finish(session_id, analysis, encoded)

    async def page(self, limit: int, offset: int) -> SessionPage:
        """Some sessions, newest first."""
        async with self._database.reading() as session:
            rows, total = await SessionRepository(session).page(limit, offset)
        items = [SessionSummary.of(row) for row in rows]
        return SessionPage(items=items, total=total, limit=limit, offset=offset)

    async def summary(self, session_id: str) -> SessionSummary:
        """One session without its results; NotFound if there is none."""
        async with self._database.reading() as session:
            row = await SessionRepository(session).summary(session_id)
        return SessionSummary.of(_there(row, session_id))

    async def get(self, session_id: str) -> SessionOut:
        """One session with its results; NotFound if there is none."""
        async with self._database.reading() as session:
            row = await SessionRepository(session).whole(session_id)
        return SessionOut.whole(_there(row, session_id))

    async def curves(
        self, session_id: str, start_s: float | None, end_s: float | None, points: int
    ) -> CurvesOut:
        """A window of all curves in at most `points` points each.

        Raises
        ------
        NotFound
            If there is no such session.
        Unusable
            If the window ends before it starts.
        """
        async with self._database.reading() as session:
            row = await SessionRepository(session).with_curves(session_id)
        curves = _there(row, session_id).curves
        first = min((curve.start_s for curve in curves), default=0.0)
        last = max((curve.end_s for curve in curves), default=0.0)
        start = first if start_s is None else start_s
        end = last if end_s is None else end_s
        if end < start:
            raise Unusable(f"The window ends at {end} s, before it starts at {start} s.")
        data = [await self._blobs.get(curve.object_key) for curve in curves]
        slices = await asyncio.to_thread(_slices, curves, data, start, end, points)
        return CurvesOut(session_id=session_id, start_s=start, end_s=end, curves=slices)

    async def delete(self, session_id: str) -> None:
        """Delete a session, and its recording when no other session is left of it."""
        async with self._database.writing() as session:
            repository = SessionRepository(session)
            row = _there(await repository.with_curves(session_id), session_id)
            recording_id, keys = row.recording_id, [curve.object_key for curve in row.curves]
            await repository.delete(session_id)
            others = await repository.count_of_recording(recording_id)
        await self._blobs.delete(*keys)
        if not others:
            await self._recordings.delete(recording_id)

    async def _existing(self, recording_id: str) -> SessionSummary:
        async with self._database.reading() as session:
            repository = SessionRepository(session)
            row = await repository.of_recording(recording_id, self._pipeline.version)
        if row is None:
            raise NotFound(f"There is no recording {recording_id}.")
        return SessionSummary.of(row)

    async def _finish(self, session_id: str, analysis: Analysis, encoded: list[bytes]) -> None:
        async with self._database.writing() as session:
            row = await SessionRepository(session).whole(session_id)
            if row is None:
                return
            fill(row, analysis)
            row.status = Status.DONE.value
            row.finished_at = datetime.now(UTC)
            for curve, data in zip(row.curves, encoded, strict=True):
                await self._put_again(curve.object_key, data)

    async def _put_again(self, key: str, data: bytes) -> None:
        """Store a curve; one of an analysis that was cut off is replaced."""
        try:
            await self._blobs.put_new(key, data)
        except AlreadyStored:
            await self._blobs.delete(key)
            await self._blobs.put_new(key, data)

    async def _fail(self, session_id: str, reason: str) -> None:
        async with self._database.writing() as session:
            row = await SessionRepository(session).summary(session_id)
            if row is not None:
                row.status = Status.FAILED.value
                row.failure = reason
                row.finished_at = datetime.now(UTC)


def _there(row: SessionRow | None, session_id: str) -> SessionRow:
    if row is None:
        raise NotFound(f"There is no session {session_id}.")
    return row


def _encode(analysis: Analysis) -> list[bytes]:
    return [encode_curve(curve.time, curve.value) for curve in analysis.curves]


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
