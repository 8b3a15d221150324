"""Where samples of a plate are missing, so that what hangs on them can be doubted."""

from collections.abc import Mapping

import numpy as np

from tracker.exercises.base import Samples
from tracker.recording import Kind, Stream

_NEAR_S = 0.03
_MOST_SAMPLES = 3.5


class Losses:
    """Stretches of more than three samples without a force, of all plates.

    A grid bridges short ones, which does no harm but where the force bends sharply.
    """

    def __init__(self, streams: Mapping[str, Stream]) -> None:
        plates = {name: one for name, one in streams.items() if one.kind is Kind.FORCE_PLATE}
        self._column = {
            name: [channel.name for channel in one.channels].index("fz")
            for name, one in plates.items()
        }
        self._longest = {name: _MOST_SAMPLES / one.rate_hz for name, one in plates.items()}
        self._last: dict[str, float] = {}
        self._spans: list[tuple[float, float]] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> None:
        """Take the next samples of one plate."""
        known = time[np.isfinite(values[:, self._column[stream]])]
        if not known.size:
            return
        whole = np.concatenate(([self._last.get(stream, known[0])], known))
        for at in np.flatnonzero(np.diff(whole) > self._longest[stream]):
            self._spans.append((float(whole[at]), float(whole[at + 1])))
        self._last[stream] = float(known[-1])

    def near(self, time_s: float) -> bool:
        """Whether samples are missing at that time or within 30 ms of it."""
        return any(start - _NEAR_S < time_s < end + _NEAR_S for start, end in self._spans)
