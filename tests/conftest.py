"""What tests measure is shown at the end of the run, so that every run's log holds it."""

from collections.abc import Callable, Sequence
from typing import Any

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


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its tables to the process that prints them."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["tables"] = session.config.stash.get(_TABLES, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the tables of a worker."""
    tables = node.config.stash.setdefault(_TABLES, {})
    for title, lines in getattr(node, "workeroutput", {}).get("tables", {}).items():
        tables.setdefault(title, []).extend(lines)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was left."""
    for title, lines in config.stash.get(_TABLES, {}).items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
