"""Tables of recordings and their streams; the samples themselves are objects in the store."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.db.base import ID, Base, UtcDateTime


class RecordingRow(Base):
    """One upload and what was said of it.

    `fingerprint` tells whether the same was sent before: the upload's checksum together with
    what was stated beside it. `description` is the text of ``recording.json``.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        UniqueConstraint("athlete_id", "fingerprint"),
        Index(None, "athlete_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    athlete_id: Mapped[str] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    upload_name: Mapped[str] = mapped_column(String(255))
    upload_bytes: Mapped[int]
    upload_sha256: Mapped[str] = mapped_column(String(64), index=True)
    object_key: Mapped[str] = mapped_column(String(512))
    stated_rate_hz: Mapped[float | None]
    stated_exercise: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    duration_s: Mapped[float]
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    description: Mapped[str] = mapped_column(Text)
    streams: Mapped[list["StreamRow"]] = relationship(
        order_by="StreamRow.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="raise",
    )


class StreamRow(Base):
    """One sensor's samples: where they are and what they hold."""

    __tablename__ = "recording_streams"

    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    placement: Mapped[str] = mapped_column(String(64))
    rate_hz: Mapped[float]
    samples: Mapped[int]
    missing_samples: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]
    channels: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    object_key: Mapped[str] = mapped_column(String(512))


class UnreadRow(Base):
    """A recording whose upload is kept, but could not be read because of a fault of ours.

    It has no streams yet. `tries` counts how often this `version` of the program tried to read it;
    from `retry_at` on it is tried again. The row goes when the recording is read.
    """

    __tablename__ = "unread_recordings"

    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    retry_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IngestRow(Base):
    """A recording that arrives in chunks.

    Once it is finished, `recording_id` is the recording made of them: of the same id, unless the
    same bytes were there before.
    """

    __tablename__ = "ingests"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    athlete_id: Mapped[str] = mapped_column(
        ForeignKey("athletes.id", ondelete="CASCADE"), index=True
    )
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(255))
    exercise: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recording_id: Mapped[str | None] = mapped_column(ID)


class ChunkRow(Base):
    """One chunk that has arrived; its bytes are an object in the store."""

    __tablename__ = "chunks"

    ingest_id: Mapped[str] = mapped_column(
        ForeignKey("ingests.id", ondelete="CASCADE"), primary_key=True
    )
    stream: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


def chunk_key(recording_id: str, stream: str, number: int, sha256: str) -> str:
    """Where a chunk's bytes are; the key holds the digest, so the same key is the same bytes."""
    return f"ingests/{recording_id}/{stream}/{number:06d}-{sha256[:32]}"
