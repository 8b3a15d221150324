"""Which objects have a row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.recordings.models import ChunkRow, IngestRow, RecordingRow, StreamRow, chunk_key
from api.sessions.models import CurveRow

_OURS = ("recordings", "runs", "ingests")


async def wanted(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Those of some objects that a row refers to, and those that are none of ours."""
    ids: dict[str, set[str]] = defaultdict(set)
    found = set()
    for key in keys:
        folder, _, rest = key.partition("/")
        if folder in _OURS and "/" in rest:
            ids[folder].add(rest.partition("/")[0])
        else:
            found.add(key)
    for query in (
        select(RecordingRow.object_key).where(RecordingRow.id.in_(ids["recordings"])),
        select(StreamRow.object_key).where(StreamRow.recording_id.in_(ids["recordings"])),
        select(CurveRow.object_key).where(CurveRow.run_id.in_(ids["runs"])),
    ):
        found |= set((await session.scalars(query)).all())
    return found | await _chunks(session, keys, ids["ingests"])


async def _chunks(session: AsyncSession, keys: Iterable[str], ids: set[str]) -> set[str]:
    """Those that are chunks of a recording that is arriving, or have a row.

    What arrives may be sent again, and then has its object already and gets a row any moment.
    """
    arriving = select(IngestRow.id).where(IngestRow.id.in_(ids), IngestRow.finished_at.is_(None))
    open_ids = set((await session.scalars(arriving)).all())
    rows = await session.execute(
        select(ChunkRow.ingest_id, ChunkRow.stream, ChunkRow.number, ChunkRow.sha256).where(
            ChunkRow.ingest_id.in_(ids - open_ids)
        )
    )
    here = {chunk_key(*row) for row in rows}
    return {
        key
        for key in keys
        if key.startswith("ingests/") and (key.split("/")[1] in open_ids or key in here)
    }
