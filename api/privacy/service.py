"""Everything about a person, to take along or to erase."""

from api.db.engine import Database
from api.storage.blobs import Blobs


class PrivacyService:
    """Everything about a person, to take along or to erase.

    Parameters
    ----------
    database, blobs
        Where things are kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
