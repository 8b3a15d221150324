"""The table of links that show a report."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base, UtcDateTime


class ShareRow(Base):
    """A link to the report of one session, which its secret opens until it expires.

    `shown_name` is the name that the report bears there; None shows none. The link goes with the
    account of who made it, on whose word it stands.
    """

    __tablename__ = "session_shares"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str | None] = mapped_column(String(120))
    shown_name: Mapped[str | None] = mapped_column(String(120))
    shows_club: Mapped[bool]
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened: Mapped[int]
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
