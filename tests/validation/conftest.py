"""Show the validation's tables at the end of the run, so that every run's log holds them."""

import pytest

from tests.validation.clocks import ClockErrors, clock_table
from tests.validation.comparison import Comparison, raises_table
from tests.validation.jumps import JumpErrors, jumps_table

_RAISES = pytest.StashKey[list[Comparison]]()
_JUMPS = pytest.StashKey[list[JumpErrors]]()
_CLOCKS = pytest.StashKey[list[ClockErrors]]()


@pytest.fixture(scope="session")
def rows(pytestconfig: pytest.Config) -> list[Comparison]:
    """Where a test leaves its row of the table of calf raises."""
    return pytestconfig.stash.setdefault(_RAISES, [])


@pytest.fixture(scope="session")
def jump_rows(pytestconfig: pytest.Config) -> list[JumpErrors]:
    """Where a test leaves its column of the table of jumps."""
    return pytestconfig.stash.setdefault(_JUMPS, [])


@pytest.fixture(scope="session")
def clock_rows(pytestconfig: pytest.Config) -> list[ClockErrors]:
    """Where a test leaves its row of the table of clocks."""
    return pytestconfig.stash.setdefault(_CLOCKS, [])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the tables of what was run."""
    raises = config.stash.get(_RAISES, [])
    if raises:
        terminalreporter.section("calf raises: measured against truth")
        terminalreporter.write_line(
            "reps: found/true+extra; other columns: bias|RMSE, % of the truth where so named; "
            "a dash: withheld"
        )
        for line in raises_table(raises):
            terminalreporter.write_line(line)
    jumps = config.stash.get(_JUMPS, [])
    if jumps:
        terminalreporter.section("countermovement jumps: measured against truth")
        terminalreporter.write_line("bias|RMSE over all jumps; a dash: withheld")
        for line in jumps_table(jumps):
            terminalreporter.write_line(line)
    clocks = config.stash.get(_CLOCKS, [])
    if clocks:
        terminalreporter.section("clocks: misalignment of an IMU and a plate, ms")
        terminalreporter.write_line("connection interval, packet periods of IMU|plate in ms;")
        terminalreporter.write_line("median|95th percentile over recordings")
        for line in clock_table(clocks):
            terminalreporter.write_line(line)
