"""What was being deleted while a backup was made, left out of what is restored."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from api.db.engine import Database
from api.recordings.models import ChunkRow, RecordingRow, StreamRow, chunk_key
from api.sessions.models import CurveRow, RunRow, SessionRow

_AT_A_TIME = 500


async def leave_out(database: Database, keys: Sequence[str]) -> None:
    """Delete what refers to objects that are not there; sessions are analysed again."""
    for start in range(0, len(keys), _AT_A_TIME):
        some = keys[start : start + _AT_A_TIME]
        of_streams = select(StreamRow.recording_id).where(StreamRow.object_key.in_(some))
        async with database.writing() as session:
            runs = (
                await session.scalars(select(CurveRow.run_id).where(CurveRow.object_key.in_(some)))
            ).all()
            ids = [key.split("/")[1] for key in some if key.startswith("ingests/")]
            chunks = (
                await session.scalars(select(ChunkRow).where(ChunkRow.ingest_id.in_(ids)))
            ).all()
            for chunk in chunks:
                if chunk_key(chunk.ingest_id, chunk.stream, chunk.number, chunk.sha256) in some:
                    await session.delete(chunk)
            for statement in (
                update(SessionRow)
                .where(SessionRow.run_id.in_(runs))
                .values(run_id=None, status="queued"),
                delete(RunRow).where(RunRow.id.in_(runs)),
                delete(RecordingRow).where(
                    or_(RecordingRow.object_key.in_(some), RecordingRow.id.in_(of_streams))
                ),
            ):
                await session.execute(statement)
