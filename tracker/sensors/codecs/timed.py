"""Numbers for the samples of sensors that send times and no numbers."""

from dataclasses import dataclass

_BACK_S = 1.0
_LONGEST_S = 600.0
_LEARNING = 0.02
_RATE_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a packet belongs: its run, its first sample's index, and that sample's time in µs."""

    run: int
    first_index: int
    t_us: float


class TimedSequence:
    """Counts samples by their times.

    The period is learnt from packets that follow one another, so that a true rate beside the stated
    one neither hides a loss nor invents one; after a long loss its length in samples is as sure as
    that period, while the times are exact. A packet that is older than the newest by less than a
    second is late or doubled; a longer step back, or one ahead by more than ten minutes, is a clock
    that was set anew.

    Parameters
    ----------
    rate_hz
        As stated; the true one may differ by a tenth.
    wrap_us
        What the clock wraps at; None if it never does.
    """

    def __init__(self, rate_hz: float, wrap_us: int | None = None) -> None:
        self._nominal_us = self._period_us = 1e6 / rate_hz
        self._wrap_us = wrap_us
        self._run = -1
        self._last_index = 0
        self._last_us = 0.0

    @property
    def period_us(self) -> float:
        """Between two samples, as learnt so far."""
        return self._period_us

    def place(self, last_us: float, count: int) -> Place:
        """Place a packet by the time of its last sample (modulo the wrap) and its samples."""
        step_us = last_us - self._last_us
        if self._wrap_us is not None:
            step_us = (step_us + self._wrap_us / 2) % self._wrap_us - self._wrap_us / 2
        if self._run < 0 or not -_BACK_S * 1e6 < step_us < _LONGEST_S * 1e6:
            return self._anew(last_us, count)
        steps = round(step_us / self._period_us)
        index, time_us = self._last_index + steps, self._last_us + step_us
        if steps == count and abs(step_us / count / self._nominal_us - 1) < _RATE_TOLERANCE:
            self._period_us += _LEARNING * (step_us / count - self._period_us)
        if steps > 0:
            self._last_index, self._last_us = index, time_us
        return self._first(index, time_us, count)

    def _anew(self, last_us: float, count: int) -> Place:
        self._run += 1
        self._last_index, self._last_us = count - 1, last_us
        return self._first(count - 1, last_us, count)

    def _first(self, last_index: int, last_us: float, count: int) -> Place:
        before = count - 1
        return Place(self._run, last_index - before, last_us - before * self._period_us)
