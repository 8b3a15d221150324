"""Recordings watched as they happen."""

from api.db.engine import Database
from api.storage.blobs import Blobs


class LiveService:
    """Recordings watched as they happen.

    Parameters
    ----------
    database, blobs
        Where things are kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
