"""The table of demo clubs."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import Base, UtcDateTime


class DemoRow(Base):
    """How far a demo club is filled; the club itself is an organization that is `simulated`.

    `filler` names who fills it at the moment, and `beat_at` says when that one was last heard of.
    """

    __tablename__ = "demos"

    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    # One each; null once that account is gone and others keep the club.
    user_id: Mapped[str | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), unique=True
    )
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recordings: Mapped[int]
    filler: Mapped[str | None] = mapped_column(String(36))
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str | None] = mapped_column(Text)
