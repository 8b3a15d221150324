"""What tests measure is shown at the end of the run, so that every run's log holds it."""

from collections.abc import Callable, Sequence

import pytest

_TABLES = pytest.StashKey[dict[str, list[str]]]()

Show = Callable[[str, Sequence[str]], None]


@pytest.fixture(scope="session")
def show(pytestconfig: pytest.Config) -> Show:
    """Leave lines under a title, to be printed when all tests have run; repeated titles add up."""
    tables = pytestconfig.stash.setdefault(_TABLES, {})

    def add(title: str, lines: Sequence[str]) -> None:
        tables.setdefault(title, []).extend(lines)

    return add


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was left."""
    for title, lines in config.stash.get(_TABLES, {}).items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
