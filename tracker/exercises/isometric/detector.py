"""Isometric plantar flexion: pushes against what does not give, on a plate or a force gauge.

What tells a push from a movement is physics: a force that stays above the weight for a second
would throw a body that is free to move off the floor.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.plates import Plates
from tracker.exercises.runs import Run, Runs
from tracker.findings import Finding
from tracker.gravity import GRAVITY
from tracker.metrics.jump import RFD_WINDOWS_MS
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality, Side
from tracker.signals.filters import lowpass

EXERCISE = "isometric_plantar_flexion"
METHOD = "plate"
_HOP_S = 0.05
_BASE_HOPS, _LAG_HOPS, _STEADY_HOPS, _LONG_HOPS = 20, 2, 12, 25
_LEAST_N, _LEAST_SHARE = 40.0, 0.06
_SHORTEST_S = 0.8
_STANDING_N = 300.0
_FREE_M_S = 2.0
"""A body that such an impulse would have made faster than this cannot have been free to move."""
_RETURNS = 0.25
_PEAK_HZ = 40.0
_HELD = 0.5
_ONSET_SD, _ONSET_SHARE = 5.0, 0.01
_STEADY, _STILL_SHARE, _STILL_N = 0.04, 0.03, 8.0
_ERROR, _ERROR_N = 0.01, 2.0
_RFD_MOST_HZ = 60.0
_NO_MASS = "no body mass: give --mass, or stand still on the plate before"


class IsometricDetector:
    """Pushes on one plate or several, or on a force gauge; see `Detector`.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        Whether it was said that this was done: then pushes from an unloaded plate or gauge count,
        which else could be somebody who steps onto it.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        self._plates = Plates(streams)
        self._side: Side = context.variant.side or "both"
        self._mass_kg = context.subject.mass_kg
        self._load_kg = context.variant.load_kg or 0.0
        self._stated = stated
        self._hop = max(1, round(_HOP_S * self._plates.rate_hz))
        self._hops: list[float] = []
        self._runs = Runs(self._pushes, 1)
        self._efforts: list[Effort] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`."""
        if not self._plates.feed(stream, time, values):
            return ()
        return self._advance(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """A push that the recording ends is none that was let go; see `Detector.finish`."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All pushes so far."""
        return tuple(self._efforts)

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return _summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """Nothing is to be said."""
        return ()

    def curves(self) -> tuple[Curve, ...]:
        """The vertical force."""
        return self._plates.curves()

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        self._plates.advance(ended=ended)
        total = self._plates.total
        hops = total.size // self._hop
        fresh = total[len(self._hops) * self._hop : hops * self._hop].reshape(-1, self._hop)
        self._hops += fresh.mean(axis=1).tolist()
        found = [self._effort(run) for run in self._runs.advance(hops, ended=ended)]
        new = tuple(one for one in found if one is not None)
        self._efforts += new
        return new

    def _base(self, hop: int) -> float:
        """Median force of the second before a hop; NaN where there is none."""
        before = self._hops[max(0, hop - _LAG_HOPS - _BASE_HOPS) : max(0, hop - _LAG_HOPS)]
        return float(np.median(before)) if len(before) >= _BASE_HOPS // 2 else np.nan

    def _pushes(self, hop: int, first: int) -> bool:
        base = self._base(first)
        if hop == first and not self._may_begin(hop, base):
            return False
        if hop - first > _LONG_HOPS and self._begins_anew(hop):
            return False
        return self._hops[hop] > _above(base)

    def _begins_anew(self, hop: int) -> bool:
        """Whether somebody only came to stand in what was taken for a push, and pushes now.

        Steadier than a push that grows slowly.
        """
        base = self._base(hop)
        before = self._hops[hop - _LAG_HOPS - _STEADY_HOPS : hop - _LAG_HOPS]
        steady = float(np.std(before)) < _STILL_N / 2 + _STILL_SHARE / 3 * base
        return steady and self._may_begin(hop, base) and self._hops[hop] > _above(base)

    def _may_begin(self, hop: int, base: float) -> bool:
        """Whether before a hop the force was steady, and somebody stood there if need be."""
        if not (self._stated or base > _STANDING_N):
            return False
        before = self._hops[max(0, hop - _LAG_HOPS - _STEADY_HOPS) : hop - _LAG_HOPS]
        return len(before) > 1 and float(np.std(before)) < _STILL_N + _STILL_SHARE * base

    def _effort(self, run: Run) -> Effort | None:
        base = self._base(run[0])
        rate = self._plates.rate_hz
        length_s = (run[1] - run[0]) * self._hop / rate
        standing = base > _STANDING_N
        if length_s < _SHORTEST_S:
            return None
        first = max(0, run[0] * self._hop - round(_BASE_HOPS * _HOP_S * rate))
        force = self._plates.total[first : run[1] * self._hop + self._hop]
        if not np.isfinite(force).all():
            return None
        push = _Push(force, rate, base)
        impulse = float(np.sum(push.net[push.onset :])) / rate
        if standing and impulse < _FREE_M_S * base / GRAVITY:
            return None
        if push.base_spread > _STILL_N + _STILL_SHARE * base:
            return None
        after = self._hops[run[1] : run[1] + 2]
        if not after or min(after) > base + _RETURNS * push.peak_net:
            return None
        metrics, withheld = self._measured(push, standing=standing)
        start_s = self._plates.start_s + first / rate
        rise, let_go = (start_s + one / rate for one in push.held)
        return Effort(
            exercise=EXERCISE,
            side=self._side,
            start_s=start_s + push.onset / rate,
            top_s=start_s + push.peak_at / rate,
            end_s=start_s + force.size / rate,
            phases={"hold": (rise, let_go)},
            metrics=metrics,
            withheld=withheld,
        )

    def _measured(
        self, push: "_Push", *, standing: bool
    ) -> tuple[dict[str, Metric], dict[str, str]]:
        peak = push.base + push.peak_net
        error = float(np.hypot(_ERROR * peak, _ERROR_N))
        net_error = float(np.hypot(_ERROR * push.peak_net, push.base_error_n + _ERROR_N))
        quality = Quality.GOOD if push.base_spread < _STEADY * push.peak_net else Quality.FAIR
        held_s = (push.held[1] - push.held[0]) / push.rate_hz
        metrics = {
            "peak_force": Metric.of("peak_force", peak, METHOD, uncertainty=error),
            "peak_force_net": Metric.of(
                "peak_force_net", push.peak_net, METHOD, quality=quality, uncertainty=net_error
            ),
            "hold_time": Metric.of("hold_time", held_s, METHOD, uncertainty=0.02),
            "hold_force": Metric.of(
                "hold_force", push.hold_net, METHOD, quality=quality, uncertainty=net_error
            ),
        }
        withheld: dict[str, str] = {}
        mass = self._mass_kg
        share = 0.01
        if mass is None and standing:
            mass, share = push.base / GRAVITY - self._load_kg, push.base_error_n / push.base
        if mass is None:
            withheld |= dict.fromkeys(("peak_force_relative", "peak_force_body_weight"), _NO_MASS)
        else:
            relative = float(np.hypot(error / peak, share))
            for name, value in (
                ("peak_force_relative", peak / mass),
                ("peak_force_body_weight", peak / (mass * GRAVITY)),
            ):
                metrics[name] = Metric.of(name, value, METHOD, uncertainty=relative * value)
        for window_ms in RFD_WINDOWS_MS:
            name = f"rate_of_force_development_{window_ms}ms"
            if push.rate_hz < _RFD_MOST_HZ * 50 / window_ms:
                withheld[name] = f"{push.rate_hz:.0f} samples a second are too few for it"
                continue
            slope, slope_error = push.slope(window_ms / 1000)
            metrics[name] = Metric.of(name, slope, METHOD, quality=quality, uncertainty=slope_error)
        return metrics, withheld


def _above(base: float) -> float:
    """What is more than a force that strays; a comparison with NaN is false."""
    return base + max(_LEAST_N, _LEAST_SHARE * base)


class _Push:
    """One push and the second before it.

    Parameters
    ----------
    force
        (n,) N.
    rate_hz
        Of the samples.
    base
        The force before it.
    """

    def __init__(self, force: Samples, rate_hz: float, base: float) -> None:
        self.rate_hz, self.base = rate_hz, base
        self.net = force - base
        smooth = lowpass(self.net, rate_hz, _PEAK_HZ)
        self.peak_at = int(np.argmax(smooth))
        self.peak_net = float(smooth[self.peak_at])
        lead = round((_BASE_HOPS - _LAG_HOPS) * _HOP_S * rate_hz)
        before = self.net[: max(4, lead)]
        self.base_spread = float(before.std())
        self.base_error_n = float(
            np.std([part.mean() for part in np.array_split(before, 4)], ddof=1) / 2
        )
        self.onset = self._onset(smooth)
        above = np.flatnonzero(smooth > _HELD * self.peak_net)
        self.held = (float(above[0]), float(above[-1]))
        self.hold_net = float(self.net[above[0] : above[-1] + 1].mean())

    def _onset(self, smooth: Samples) -> int:
        """Last sample before the rise that does not stand out of the rest."""
        half = int(np.argmax(smooth > _HELD * self.peak_net))
        least = max(
            _ONSET_SHARE * self.peak_net, min(_ONSET_SD * self.base_spread, 0.1 * self.peak_net)
        )
        below = np.flatnonzero(self.net[:half] < least)
        return int(below[-1]) if below.size else 0

    def slope(self, window_s: float) -> tuple[float, float]:
        """Rise of force in a window from the onset, N/s, and its standard deviation."""
        rise = [self._after(window_s + shift) for shift in (-0.005, 0.0, 0.005)]
        error = np.hypot((rise[2] - rise[0]) / 2, self.base_spread)
        return rise[1] / window_s, float(error) / window_s

    def _after(self, seconds: float) -> float:
        at = self.onset + seconds * self.rate_hz
        start, end = np.interp((self.onset, at), np.arange(self.net.size), self.net)
        return float(end - start)


def _summed_up(group: Sequence[Effort]) -> EffortSet:
    nets = [effort.metrics["peak_force_net"] for effort in group]
    best = max(nets, key=lambda net: net.value)
    metrics = {
        "reps": Metric.of("reps", len(group), METHOD),
        "best_force": Metric.of(
            "best_force", best.value, METHOD, quality=best.quality, uncertainty=best.uncertainty
        ),
    }
    withheld = {}
    if len(group) >= 3:
        lost = 100 * (best.value - nets[-1].value) / best.value
        share = (best.uncertainty or 0.0) / best.value
        metrics["force_fatigue"] = Metric.of(
            "force_fatigue", lost, METHOD, uncertainty=100 * share * 2**0.5
        )
    else:
        withheld["force_fatigue"] = "needs three pushes"
    return EffortSet(
        exercise=EXERCISE,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )
