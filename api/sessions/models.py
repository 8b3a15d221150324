"""Tables of results: sessions, their runs, sets, efforts, metrics, findings and curves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.db.base import COUNT, ID, Base, UtcDateTime
from api.db.change_numbers import Synchronized, current_time
from api.recordings.models import RecordingRow


class SessionRow(Synchronized, Base):
    """What was done in one recording, as the newest complete run found it.

    `run_id` is that run, whose results are shown until a newer one is complete. `done` is
    what it adds to a diary of training.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "athlete_id", "performed_at", "id"),
        Index(None, "deleted_at"),
        Index(None, "performed_at", "id"),
        Index(None, "change_number", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), unique=True
    )
    athlete_id: Mapped[str] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    run_id: Mapped[str | None] = mapped_column(ID)
    status: Mapped[str] = mapped_column(String(16), index=True)
    failure: Mapped[str | None] = mapped_column(Text)
    pipeline_version: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    performed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=current_time)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exercise: Mapped[str | None] = mapped_column(String(64))
    side: Mapped[str | None] = mapped_column(String(16))
    effort_count: Mapped[int | None]
    full_effort_count: Mapped[int | None]
    done: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    recording: Mapped[RecordingRow] = relationship(lazy="raise")
    run: Mapped["RunRow | None"] = relationship(
        primaryjoin="foreign(SessionRow.run_id) == RunRow.id", viewonly=True, lazy="raise"
    )
    corrections: Mapped[list["CorrectionRow"]] = relationship(
        order_by="CorrectionRow.id", passive_deletes=True, lazy="raise"
    )


class RunRow(Base):
    """One analysis of a session's recording.

    By one version of the pipeline, and with what people had said of its exercises until then
    (`revision`). `attempts` counts how often it was begun, for a recording that takes down whoever
    analyses it.
    """

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("session_id", "pipeline_version", "revision"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    pipeline_version: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    duration_s: Mapped[float | None]
    stream_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")

    efforts: Mapped[list["EffortRow"]] = relationship(
        order_by="EffortRow.position", cascade="all, delete-orphan", passive_deletes=True,
        lazy="raise",
    )  # fmt: skip
    sets: Mapped[list["SetRow"]] = relationship(
        order_by="SetRow.position", cascade="all, delete-orphan", passive_deletes=True,
        lazy="raise",
    )  # fmt: skip
    findings: Mapped[list["FindingRow"]] = relationship(
        order_by="FindingRow.position", cascade="all, delete-orphan", passive_deletes=True,
        lazy="raise",
    )  # fmt: skip
    curves: Mapped[list["CurveRow"]] = relationship(
        order_by="CurveRow.position", cascade="all, delete-orphan", passive_deletes=True,
        lazy="raise",
    )  # fmt: skip


class CorrectionRow(Base):
    """What a person says of a stretch of a session, apart from what the machine found.

    It names times, not efforts, so that it holds for whatever a later analysis finds there.
    """

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    end_s: Mapped[float]
    at_s: Mapped[float | None]
    exercise: Mapped[str | None] = mapped_column(String(64))
    side: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(500))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SummaryRow(Base):
    """One quantity over one session, exercise and side; trends and overviews read nothing else."""

    __tablename__ = "session_summaries"
    __table_args__ = (Index(None, "athlete_id", "quantity", "exercise", "performed_at"),)

    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    exercise: Mapped[str] = mapped_column(String(64), primary_key=True)
    side: Mapped[str] = mapped_column(String(16), primary_key=True)
    quantity: Mapped[str] = mapped_column(String(64), primary_key=True)
    athlete_id: Mapped[str] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    performed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    mean: Mapped[float]
    lowest: Mapped[float]
    highest: Mapped[float]
    unit: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(64))
    quality: Mapped[str] = mapped_column(String(8))
    uncertainty: Mapped[float | None]


class MeasuredColumns:
    """The columns of one metric, of an effort or a set."""

    quantity: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[float]
    unit: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(64))
    quality: Mapped[str] = mapped_column(String(8))
    uncertainty: Mapped[float | None]


class WithheldColumns:
    """The columns of a metric that is not given, and why."""

    quantity: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class EffortRow(Base):
    """One repetition, jump or hold."""

    __tablename__ = "efforts"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    id: Mapped[int] = mapped_column(COUNT, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise: Mapped[str] = mapped_column(String(64))
    side: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    top_s: Mapped[float]
    end_s: Mapped[float]
    full: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    phases: Mapped[dict[str, Any]] = mapped_column(JSON)
    metrics: Mapped[list["EffortMetricRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    withheld: Mapped[list["EffortWithheldRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


class EffortMetricRow(MeasuredColumns, Base):
    """One number measured in an effort, in the unit of the catalogue."""

    __tablename__ = "effort_metrics"
    effort_id: Mapped[int] = mapped_column(
        ForeignKey("efforts.id", ondelete="CASCADE"), primary_key=True
    )


class EffortWithheldRow(WithheldColumns, Base):
    """One number that an effort does not give."""

    __tablename__ = "effort_withheld"

    effort_id: Mapped[int] = mapped_column(
        ForeignKey("efforts.id", ondelete="CASCADE"), primary_key=True
    )


class SetRow(Base):
    """Efforts of one exercise and side done without a long rest."""

    __tablename__ = "effort_sets"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    id: Mapped[int] = mapped_column(COUNT, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise: Mapped[str] = mapped_column(String(64))
    side: Mapped[str] = mapped_column(String(16))
    start_s: Mapped[float]
    end_s: Mapped[float]
    certainty: Mapped[float | None]
    metrics: Mapped[list["SetMetricRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    withheld: Mapped[list["SetWithheldRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


class SetMetricRow(MeasuredColumns, Base):
    """One number measured over a set, in the unit of the catalogue."""

    __tablename__ = "set_metrics"
    set_id: Mapped[int] = mapped_column(
        ForeignKey("effort_sets.id", ondelete="CASCADE"), primary_key=True
    )


class SetWithheldRow(WithheldColumns, Base):
    """One number that a set does not give."""

    __tablename__ = "set_withheld"

    set_id: Mapped[int] = mapped_column(
        ForeignKey("effort_sets.id", ondelete="CASCADE"), primary_key=True
    )


class FindingRow(Base):
    """One thing noticed about the data."""

    __tablename__ = "findings"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    severity: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text)
    stream: Mapped[str | None] = mapped_column(String(255))
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    correction: Mapped[str | None] = mapped_column(Text)


class CurveRow(Base):
    """A signal worth looking at; its samples are an object in the store."""

    __tablename__ = "curves"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(128))
    unit: Mapped[str] = mapped_column(String(16))
    stream: Mapped[str] = mapped_column(String(255))
    samples: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]
    object_key: Mapped[str] = mapped_column(String(512))
