"""What is said when a part of the server is gone for a while."""

import pytest
from sqlalchemy.exc import DBAPIError

from api.http.outages import unavailable


class _Refused(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "passing"),
    [("40P01", True), ("40001", True), ("57P01", True), ("23505", False), ("42601", False)],
)
def test_what_passes_is_to_be_tried_again(sqlstate: str, passing: bool) -> None:
    """Who lost a deadlock may ask again; a fault of the program stays one."""
    error = DBAPIError("SELECT 1", None, _Refused(sqlstate))

    assert (unavailable(error) is not None) is passing
