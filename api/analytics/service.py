"""Trends, baselines, symmetry, and who of a team needs attention."""

from api.db.engine import Database


class AnalyticsService:
    """Trends, baselines, symmetry, and who of a team needs attention.

    Parameters
    ----------
    database
        Where things are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
