"""Identifiers that sort by the time they were made."""

import secrets
import time
from uuid import UUID


def new_id(now_ms: int | None = None) -> str:
    """Make a UUID of version 7 as text: 48 bits of milliseconds, then 74 random bits.

    Source: RFC 9562 (2024), section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
