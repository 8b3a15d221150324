"""How tests are spread over processes; and what they measure, shown at the end of the run."""

import gc
import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_TABLES = pytest.StashKey[dict[str, list[str]]]()

_LONG = (
    "test_links.py", "test_crashes.py", "test_record.py", "test_demo.py", "test_live_sending.py",
    "test_every_page.py", "test_session_page.py", "test_operation.py", "test_mixed_sessions.py",
    "test_recording_path.py", "test_record_page.py",
)  # fmt: skip
"""Files that take long, with which a run begins, so that none is left for one process alone."""

Show = Callable[[str, Sequence[str]], None]


# What is imported and collected stays: looking through it for garbage takes a fifth of the time.
gc.disable()

# Who starts the tests in the background of a script has Ctrl-C ignored, also by what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let an example of a property take any time: on a busy machine every one may be slow."""
    settings.register_profile(
        "any time",
        settings.get_profile(settings.get_current_profile_name()),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("any time")


def pytest_collection_finish() -> None:
    """Collect garbage again, but never look through what was there before the first test."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: many tests wait for processes, sensors and clocks."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the long files to the front."""
    items.sort(key=lambda item: item.path.name not in _LONG)


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
