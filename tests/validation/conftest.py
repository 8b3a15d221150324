"""Show the validation's tables at the end of the run, so that every run's log holds them."""

import pytest

from tests.validation.comparison import Comparison, raises_table
from tests.validation.jumps import JumpErrors, jumps_table

_RAISES = pytest.StashKey[list[Comparison]]()
_JUMPS = pytest.StashKey[list[JumpErrors]]()


@pytest.fixture(scope="session")
def rows(pytestconfig: pytest.Config) -> list[Comparison]:
    """Where a test leaves its row of the table of calf raises."""
    return pytestconfig.stash.setdefault(_RAISES, [])


@pytest.fixture(scope="session")
def jump_rows(pytestconfig: pytest.Config) -> list[JumpErrors]:
    """Where a test leaves its column of the table of jumps."""
    return pytestconfig.stash.setdefault(_JUMPS, [])


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
