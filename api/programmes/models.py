"""Tables of programmes and of the diary kept beside them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import Base, UtcDateTime


class ProgrammeRow(Base):
    """The plan that an athlete follows.

    `sessions_per_week` is the least of the plan's phases; it and `most_pain` stand beside the
    plan so that an overview of many athletes need not read their plans.
    """

    __tablename__ = "programmes"

    athlete_id: Mapped[str] = mapped_column(
        ForeignKey("athletes.id", ondelete="CASCADE"), primary_key=True
    )
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    begins_on: Mapped[date] = mapped_column(Date)
    sessions_per_week: Mapped[int]
    most_pain: Mapped[float]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DiaryDayRow(Base):
    """One day as the athlete told it.

    `done` is what was done, where somebody said so; `sessions` names those that belong to the
    day, where it is not their date that says so. `trained` tells days of training from days of
    which only pain is told.
    """

    __tablename__ = "diary_days"

    athlete_id: Mapped[str] = mapped_column(
        ForeignKey("athletes.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    done: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    sessions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    pain: Mapped[float | None]
    morning_pain: Mapped[float | None]
    rpe: Mapped[float | None]
    minutes: Mapped[float | None]
    trained: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
