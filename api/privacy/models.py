"""The table of objects that are still to be deleted."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import Base, UtcDateTime


class UnwantedRow(Base):
    """A folder of objects whose rows are gone; put down in the transaction that took the rows.

    Whoever dies before the objects are deleted leaves the row, and another goes on from it.
    """

    __tablename__ = "unwanted_objects"

    prefix: Mapped[str] = mapped_column(String(128), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
