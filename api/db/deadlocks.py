"""Transactions that lost to another which waited for the same rows."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

_TRIES = 5
_DEADLOCK = "40P01"

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def repeated_on_deadlock(
    work: Callable[_Given, Awaitable[_Made]],
) -> Callable[_Given, Awaitable[_Made]]:
    """Do work that is one transaction again if PostgreSQL chose it to end a deadlock.

    Nothing of the transaction has happened then, and what it waited for goes on.
    """

    @wraps(work)
    async def repeated(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        for _ in range(_TRIES - 1):
            try:
                return await work(*args, **kwargs)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _DEADLOCK:
                    raise
        return await work(*args, **kwargs)

    return repeated
