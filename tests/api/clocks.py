"""A server whose clock is wrong."""

import datetime as standard
import sys
from typing import Self

import pytest


def set_clock_back(monkeypatch: pytest.MonkeyPatch, by: standard.timedelta) -> None:
    """Have every module of the server read a clock that is behind."""

    class Behind(standard.datetime):
        @classmethod
        def now(cls, tz: standard.tzinfo | None = None) -> Self:
            return super().now(tz) - by

    for name, module in list(sys.modules.items()):
        if name.startswith("api.") and vars(module).get("datetime") is standard.datetime:
            monkeypatch.setattr(module, "datetime", Behind)
