"""Logs: one line a request and what went wrong, without a value that anybody sent.

Messages of errors may hold what was sent or measured, and so may the statement that a database
refused; of an error only its kinds and places are logged.
"""

import logging
import logging.config
import re
import secrets
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is being answered."""

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TALKATIVE = dict.fromkeys(("httpx2", "alembic", "procrastinate", "uvicorn"), "WARNING")
"""Libraries that say more than is wanted, some of it whole addresses."""

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(*, json_lines: bool) -> None:
    """Have everything logged to the standard error stream.

    Parameters
    ----------
    json_lines
        Whether as one JSON object a line; else as text for people.
    """
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request": {"()": "api.core.logs.OfRequest"}},
            "formatters": {
                "json": {"()": "api.core.logs.JsonLines"},
                "text": {"()": "api.core.logs.Text"},
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "json" if json_lines else "text",
                    "filters": ["request"],
                }
            },
            "root": {"level": "INFO", "handlers": ["stderr"]},
            "loggers": {name: {"level": level} for name, level in TALKATIVE.items()}
            # Its lines of requests hold whole addresses; ours are in `api.http.request_log`.
            | {"uvicorn.access": {"handlers": [], "propagate": False}},
        }
    )


def request_id_of(sent: str | None) -> str:
    """The id that a request came with, if it is one; else a new one."""
    if sent is not None and _SANE_ID.fullmatch(sent):
        return sent
    return secrets.token_hex(8)


class OfRequest(logging.Filter):
    """Adds to each record the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let all pass."""
        record.request_id = REQUEST_ID.get()
        return True


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
            json_ensure_ascii=False,
        )

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Kinds and places."""
        return trace(ei[1])


class Text(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:7} {name}: {message}", style="{")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Kinds and places."""
        return trace(ei[1])

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """With the request's id, where there is one."""
        line = super().formatMessage(record)
        request_id: Any = getattr(record, "request_id", None)
        return line if request_id is None else f"{line} [{request_id}]"


def trace(error: BaseException | None) -> str:
    """Where an error and its causes came from, without their messages."""
    return "".join(_traced(error)).rstrip()


def _traced(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _traced(before)
        yield "which led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
    if isinstance(error, BaseExceptionGroup):
        for exception in error.exceptions:
            yield from _traced(exception)
