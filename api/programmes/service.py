"""Athletes' plans and diaries, and what comes next."""

from api.db.engine import Database


class ProgrammeService:
    """Athletes' plans and diaries, and what comes next.

    Parameters
    ----------
    database
        Where things are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
