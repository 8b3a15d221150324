"""Where real files are, and files of our own making for what no real one shows."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared(name: str) -> Path:
    """A file or folder of the collected real recordings; the test is skipped without them."""
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"the collected recordings are not here: {path}")
    return path


def biomdp(name: str) -> Path:
    """A data file that the wheel of biomdp carries."""
    spec = importlib.util.find_spec("biomdp")
    if spec is None or not spec.submodule_search_locations:
        assert not os.environ.get("CI"), "biomdp is not installed"
        pytest.skip("biomdp is not installed")
    return Path(spec.submodule_search_locations[0]) / "tests" / "datasets" / name


def jump_force(rate_hz: float = 1000.0, weight_n: float = 700.0) -> NDArray[np.float64]:
    """Standing, a push, flight, a landing: 4 s that look enough like a jump for a reader."""
    time = np.arange(round(4 * rate_hz)) / rate_hz
    force = np.full(time.size, weight_n) + 2.0 * np.sin(2 * np.pi * 1.3 * time)
    force[(time >= 1.5) & (time < 1.8)] *= 0.5
    force[(time >= 1.8) & (time < 2.1)] *= 2.2
    force[(time >= 2.1) & (time < 2.6)] = 0.5
    force[(time >= 2.6) & (time < 2.8)] *= 3.0
    return np.round(force, 2)
