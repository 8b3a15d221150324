"""Where tests leave their rows; the tables are shown when all tests have run."""

from collections.abc import Iterator

import pytest

from tests.conftest import Show
from tests.validation.clocks import ClockErrors, clock_table
from tests.validation.comparison import Comparison, raises_table
from tests.validation.jumps import JumpErrors, jumps_table
from tests.virtual_time import pytest_asyncio_loop_factories

__all__ = ["clock_rows", "jump_rows", "pytest_asyncio_loop_factories", "rows"]


@pytest.fixture(scope="session")
def rows(show: Show) -> Iterator[list[Comparison]]:
    """Rows of the table of calf raises."""
    found: list[Comparison] = []
    yield found
    key = (
        "reps: found/true+extra; other columns: bias|RMSE, % of the truth where so named; a dash: "
    )
    show("calf raises: measured against truth", [key + "withheld", *raises_table(found)])


@pytest.fixture(scope="session")
def jump_rows(show: Show) -> Iterator[list[JumpErrors]]:
    """Columns of the table of jumps."""
    found: list[JumpErrors] = []
    yield found
    key = "bias|RMSE over all jumps; a dash: withheld"
    show("countermovement jumps: measured against truth", [key, *jumps_table(found)])


@pytest.fixture(scope="session")
def clock_rows(show: Show) -> Iterator[list[ClockErrors]]:
    """Rows of the table of clocks."""
    found: list[ClockErrors] = []
    yield found
    key = "connection interval, packet periods of IMU|plate in ms; median|95th percentile"
    show("clocks: misalignment of an IMU and a plate, ms", [key, *clock_table(found)])
