"""One viewer's stream: what waits to be sent, and what is dropped where it is read too slowly."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.core.viewer import Viewer
from api.live.filters import Wanted

_MOST_FRAMES = 300
_MOST_BYTES = 1_000_000


def sse(event: str, data: Mapping[str, Any]) -> bytes:
    """A frame as it goes to every viewer."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return format_sse_event(event=event, data_str=text)


class View:
    """What one viewer is shown.

    It takes frames at once, whether or not they can be sent; the oldest make room for new ones.

    Parameters
    ----------
    viewer, wanted
        Who watches, and whom.
    athletes
        Whom the viewer sees now.
    """

    def __init__(self, viewer: Viewer, wanted: Wanted, athletes: frozenset[str]) -> None:
        self.viewer = viewer
        self.wanted = wanted
        self.athletes = athletes
        self._frames: deque[tuple[str, bytes]] = deque()
        self._bytes = 0
        self._dropped = 0
        self._ended: str | None = None
        self._changed = asyncio.Event()

    def put(self, athlete_id: str, frame: bytes) -> None:
        """Show a frame about an athlete, whom the viewer must see."""
        self._frames.append((athlete_id, frame))
        self._bytes += len(frame)
        while len(self._frames) > _MOST_FRAMES or self._bytes > _MOST_BYTES:
            self._bytes -= len(self._frames.popleft()[1])
            self._dropped += 1
        self._changed.set()

    def lose(self, athlete_id: str) -> None:
        """Show no more of an athlete, nor what waits to be sent."""
        self._frames = deque(one for one in self._frames if one[0] != athlete_id)
        self._bytes = sum(len(frame) for _, frame in self._frames)
        self.put("", sse("hidden", {"athlete_id": athlete_id}))

    def end(self, reason: str | None = None) -> None:
        """End it; with a reason, nothing more than that is sent."""
        if reason is not None:
            self._frames.clear()
            self._bytes = 0
        self._ended = reason or ""
        self._changed.set()

    async def next(self, at_most_s: float) -> bytes | None:
        """All that waits, a sign of life where nothing came for so long, or None at the end."""
        if not self._frames and self._ended is None:
            try:
                async with asyncio.timeout(at_most_s):
                    await self._changed.wait()
            except TimeoutError:
                return KEEPALIVE_COMMENT
        self._changed.clear()
        if self._ended is not None:
            reason, self._ended = self._ended, ""
            return sse("ended", {"reason": reason}) if reason else None
        frames = [frame for _, frame in self._frames]
        if self._dropped:
            frames.insert(0, sse("lagged", {"dropped": self._dropped}))
        self._frames.clear()
        self._bytes = self._dropped = 0
        return b"".join(frames)
