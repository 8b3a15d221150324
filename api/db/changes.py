"""How much a statement changed."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.ext.asyncio import AsyncSession


async def changed(session: AsyncSession, statement: Update | Delete) -> int:
    """Carry out an update or a deletion; how many rows it changed."""
    # What a session gives is typed for queries; of a change it is always the cursor's.
    done = cast("CursorResult[Any]", await session.execute(statement))
    return done.rowcount
