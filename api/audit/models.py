"""The table of the audit log."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base, UtcDateTime


class AuditRow(Base):
    """One deed. Nothing here refers to other tables, for it outlives what it tells of."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "organization_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    organization_id: Mapped[str | None] = mapped_column(ID)
    user_id: Mapped[str | None] = mapped_column(ID)
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(120))
