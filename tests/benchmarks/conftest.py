"""The databases of the server's own tests, and when benchmarks are collected."""

from pathlib import Path

import pytest

from tests.api.conftest import backend, postgres, pytest_generate_tests

__all__ = ["backend", "postgres", "pytest_generate_tests"]

_GATE = "not nightly"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import benchmarks, and the programs they compare with, only where they run."""
    if config.getoption("benchmark_enable") or config.getoption("markexpr") != _GATE:
        return None
    return collection_path.name.startswith("test_") or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave benchmarks that measure nothing, because nobody enabled them, to the nightly checks."""
    if config.getoption("benchmark_enable"):
        return
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.nightly)
