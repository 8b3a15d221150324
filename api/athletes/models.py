"""Tables of athletes and of the consents that let coaches see them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base, UtcDateTime
from api.db.change_numbers import Synchronized, current_time


class AthleteRow(Synchronized, Base):
    """One person's body in one organization; with a user, once that person has an account."""

    __tablename__ = "athletes"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id"),
        Index(None, "change_number", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    user_id: Mapped[str | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    birth_year: Mapped[int | None]
    sex: Mapped[str | None] = mapped_column(String(8))
    mass_kg: Mapped[float | None]
    height_m: Mapped[float | None]
    foot_length_m: Mapped[float | None]
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=current_time)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ErasedAthleteRow(Synchronized, Base):
    """That there was an athlete who is erased: kept a while for whoever keeps a copy.

    It stands in a table of its own, so that nothing can be put down for the athlete any more.
    """

    __tablename__ = "erased_athletes"
    __table_args__ = (Index(None, "change_number", "id"),)
    change_time: ClassVar[str] = "erased_at"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime, default=current_time)


class ConsentRow(Base):
    """That a coach may see an athlete, from when and until when.

    `basis` is ``own`` where the athlete said so here, ``stated`` where the coach states that the
    athlete, or who answers for them, said so elsewhere.
    """

    __tablename__ = "consents"
    __table_args__ = (Index(None, "coach_id", "athlete_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    athlete_id: Mapped[str] = mapped_column(
        ForeignKey("athletes.id", ondelete="CASCADE"), index=True
    )
    coach_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    basis: Mapped[str] = mapped_column(String(8))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
