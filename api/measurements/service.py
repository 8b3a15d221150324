"""The numbers of many sessions as rows, and the recordings behind them."""

from api.db.engine import Database
from api.storage.blobs import Blobs


class MeasurementService:
    """The numbers of many sessions as rows, and the recordings behind them.

    Parameters
    ----------
    database, blobs
        Where things are kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
