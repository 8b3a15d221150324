"""What is measured on one raise, and what is withheld for want of what."""

import numpy as np

from tracker.exercises.base import Context
from tracker.exercises.calf_raise.body import Foot
from tracker.exercises.calf_raise.centre import PLATE, Rise, measured_rise, modelled_rise
from tracker.exercises.calf_raise.source import Source
from tracker.exercises.calf_raise.view import GRID_HZ, Seen
from tracker.exercises.plates import Plates
from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.results import Metric, Quality
from tracker.signals.filters import Signal, derivative
from tracker.signals.force import quietest

_BRIDGED_SHARE = 0.05
_LEFT_SHARE, _STANDING_N, _LEAST_RISE = 0.4, 300.0, 0.25
_SAME_WEIGHT, _SHARE_ERROR = 0.04, 0.01
OFF_PLATE = "the plate was left or unloaded"
NO_RISE = "the body did not rise with the heel, as when the toes are lifted or the knee bends"
_WEIGHING_S = 10.0
_CENTRE_EDGE_S, _CENTRE_EDGE_SHARE = 0.015, 0.025
_TIMES = ("concentric_time", "eccentric_time", "top_hold_time", "bottom_hold_time")
_CENTRE = (
    "peak_vertical_velocity", "mean_vertical_velocity", "peak_power", "mean_power", "work",
)  # fmt: skip


class Measure:
    """Makes the metrics of raises from one source and, where there are any, the plates."""

    def __init__(self, source: Source, plates: Plates, context: Context) -> None:
        self._source = source
        self._plates = plates
        self._context = context
        self.foot = Foot.of(context.subject)
        self._weight: float | None = None
        self._weighed = -1
        self._last: tuple[Seen, Rise | None] | None = None
        self.rises: list[tuple[float, Rise]] = []

    def metrics(
        self, seen: Seen, bottom_hold_s: float | None
    ) -> tuple[dict[str, Metric], dict[str, str]]:
        """All metrics of one raise, and the reasons for those that are withheld."""
        metrics = self._times(seen, bottom_hold_s)
        withheld: dict[str, str] = {}
        if not self._source.follows_heel:
            withheld |= dict.fromkeys(_TIMES, f"{self._source.method} tells when, not how far")
        if bottom_hold_s is None and "bottom_hold_time" not in withheld:
            withheld["bottom_hold_time"] = "no repetition right before this one"
        self._angles(seen, metrics, withheld)
        self._heel(seen, metrics, withheld)
        self._centre(seen, metrics, withheld)
        share = self.left_share(seen)
        if share is not None:
            metrics["load_share"] = Metric.of(
                "load_share", 100 * share, PLATE, uncertainty=100 * _SHARE_ERROR
            )
        return metrics, withheld

    def left_share(self, seen: Seen) -> float | None:
        """Part of the force under the left foot; None without a plate for each foot."""
        left, right = (self._plates.at(f"{side}_plate") for side in ("left", "right"))
        if left is None or right is None or self._force(seen) is None:
            return None
        span = slice(self._index(seen, seen.edges.start), self._index(seen, seen.edges.end) + 1)
        force = float(left[span].mean()), float(right[span].mean())
        return force[0] / sum(force) if np.isfinite(sum(force)) and sum(force) > 0 else None

    def why_no_raise(self, seen: Seen) -> str | None:
        """Why what the plates bore meanwhile is no calf raise; None if it may be, or none is."""
        force = self._force(seen)
        weight = self._body_weight(seen)
        if force is None or weight is None or not np.isfinite(force).all():
            return None
        if float(force.min()) < _LEFT_SHARE * weight:
            return OFF_PLATE
        rise, model = self._measured(seen), self._modelled_height(seen)
        if rise is None or model is None or weight < _STANDING_N:
            return None
        return NO_RISE if rise.height.max() < _LEAST_RISE * model else None

    def _times(self, seen: Seen, bottom_hold_s: float | None) -> dict[str, Metric]:
        edges = seen.edges
        if not self._source.follows_heel:
            return {}
        times = {
            "concentric_time": (edges.risen - edges.start) / GRID_HZ,
            "eccentric_time": (edges.end - edges.lowering) / GRID_HZ,
            "top_hold_time": (edges.lowering - edges.risen) / GRID_HZ,
        }
        if bottom_hold_s is not None:
            times["bottom_hold_time"] = bottom_hold_s
        method, quality = self._source.method, self._quality(seen)
        moving = (times["concentric_time"] + times["eccentric_time"]) / 2
        error = self._duration_error(moving)
        return {
            name: Metric.of(name, value, method, quality=quality, uncertainty=error)
            for name, value in times.items()
        }

    def _duration_error(self, moving_s: float) -> float:
        """One standard deviation of a time between two edges, s.

        A slow movement begins and ends the more softly.
        """
        edge = np.hypot(self._source.time_error_s, self._source.edge_share * moving_s)
        return float(2**0.5 * edge)

    def _angles(self, seen: Seen, metrics: dict[str, Metric], withheld: dict[str, str]) -> None:
        names = ("range_of_motion", "peak_plantar_flexion", "peak_plantar_flexion_velocity")
        by = seen.view.angle_by
        if by is None:
            withheld |= dict.fromkeys(names, f"{self._source.method} does not tell the ankle angle")
            return
        quality = self._quality(seen)
        angle, peak = seen.view.signal, float(seen.view.signal[seen.span].max())
        begin = float(np.interp(seen.edges.start, np.arange(angle.size), angle))
        rising = slice(seen.span.start, int(seen.edges.top) + 1)
        fastest = float(derivative(angle, GRID_HZ)[rising].max())
        values = {
            "range_of_motion": (peak - begin, by.error_deg),
            "peak_plantar_flexion_velocity": (fastest, 0.03 * fastest + by.error_deg),
        }
        if seen.view.zeroed:
            values["peak_plantar_flexion"] = (peak, by.peak_error_deg)
        else:
            withheld["peak_plantar_flexion"] = "no quiet standing to measure from"
        for name, (value, uncertainty) in values.items():
            metrics[name] = Metric.of(
                name, value, by.method, quality=quality, uncertainty=uncertainty
            )

    def _heel(self, seen: Seen, metrics: dict[str, Metric], withheld: dict[str, str]) -> None:
        pitch = self._pitch_rad(seen)
        if pitch is None:
            withheld["heel_height"] = f"{self._source.method} does not tell the foot's pitch"
        elif self.foot is None:
            withheld["heel_height"] = "no foot length: give --foot-length (or --height)"
        else:
            heel = self.foot.heel_rise(pitch)
            rise = float(heel.max() - heel[0])
            lever = self.foot.ball_to_heel
            tilt = np.radians(self._source.pitch_error_deg)
            error = np.hypot(rise * self.foot.uncertainty, lever * tilt)
            metrics["heel_height"] = Metric.of(
                "heel_height",
                rise,
                self._source.method,
                quality=self._quality(seen),
                uncertainty=float(error),
            )

    def _centre(self, seen: Seen, metrics: dict[str, Metric], withheld: dict[str, str]) -> None:
        rise = self._measured(seen) or self._modelled(seen)
        if rise is None:
            reason = self._why_no_centre(seen)
            withheld |= dict.fromkeys((*_CENTRE, "peak_joint_power"), reason)
            return
        lasts_s = (rise.risen - rise.start) / rise.rate_hz
        error_s = self._duration_error(lasts_s)
        if rise.method == PLATE:
            error_s = float(2**0.5 * np.hypot(_CENTRE_EDGE_S, _CENTRE_EDGE_SHARE * lasts_s))
        metrics |= rise.metrics(error_s / lasts_s)
        self.rises.append((self._source.start_s + (seen.first + seen.edges.start) / GRID_HZ, rise))
        pitch = self._pitch_rad(seen)
        if pitch is None or self.foot is None or seen.view.angle_by is None:
            withheld["peak_joint_power"] = "needs the ankle's angle and the foot's length"
            return
        sides = 2 if self._context.variant.side == "both" else 1
        if self._context.variant.side is None:
            withheld["peak_joint_power"] = "one leg or two was not stated: give --side"
            return
        position = np.arange(pitch.size) / GRID_HZ
        force = np.interp(position, np.arange(rise.force.size) / rise.rate_hz, rise.force) / sides
        turning = derivative(np.radians(seen.view.signal[seen.span]), GRID_HZ)
        risen = int(seen.edges.risen - seen.edges.start)
        power = (force * self.foot.ankle_lever(pitch) * turning)[: risen + 1].max()
        metrics["peak_joint_power"] = Metric.of(
            "peak_joint_power",
            power,
            f"modelled_moment_{rise.method}",
            quality=Quality.FAIR,
            uncertainty=0.2 * abs(float(power)),
        )

    def _why_no_centre(self, seen: Seen) -> str:
        if self._plates.names:
            return "the plate's force is incomplete during the repetition"
        if self._pitch_rad(seen) is None:
            return f"{self._source.method} does not tell the body's rise"
        if self._context.subject.mass_kg is None:
            return "no body mass: give --mass or stand still on the plate for 1 s"
        return "no foot length: give --foot-length (or --height)"

    def _pitch_rad(self, seen: Seen) -> Signal | None:
        if seen.view.pitch_deg is None:
            return None
        return np.asarray(np.radians(seen.view.pitch_deg[seen.span]))

    def _measured(self, seen: Seen) -> Rise | None:
        """From the plates; kept, as it is asked for twice."""
        if self._last is None or self._last[0] is not seen:
            self._last = seen, self._from_plates(seen)
        return self._last[1]

    def _from_plates(self, seen: Seen) -> Rise | None:
        force = self._force(seen)
        if force is None:
            return None
        risen = round((seen.edges.risen - seen.edges.start) / GRID_HZ * self._plates.rate_hz)
        return measured_rise(force, self._plates.rate_hz, risen, self._body_weight(seen))

    def _modelled(self, seen: Seen) -> Rise | None:
        pitch, mass = self._pitch_rad(seen), self._context.subject.mass_kg
        if pitch is None or self.foot is None or mass is None:
            return None
        mass += self._context.variant.load_kg or 0.0
        risen = int(seen.edges.risen - seen.edges.start)
        return modelled_rise(pitch, GRID_HZ, risen, mass, self.foot)

    def _modelled_height(self, seen: Seen) -> float | None:
        """How far the ankle rises, m; with a foot of usual length where it is not known."""
        pitch = self._pitch_rad(seen)
        if pitch is None:
            return None
        ankle = (self.foot or Foot.usual()).ankle_rise(pitch)
        return float(ankle.max() - ankle[0])

    def _index(self, seen: Seen, position: float) -> int:
        """Sample of the plates at a fractional sample of the stretch."""
        time = self._source.start_s + (seen.first + position) / GRID_HZ
        return round((time - self._plates.start_s) * self._plates.rate_hz)

    def _force(self, seen: Seen) -> Signal | None:
        if not self._plates.names:
            return None
        start, end = self._index(seen, seen.edges.start), self._index(seen, seen.edges.end)
        if start < 0 or end >= self._plates.total.size:
            return None
        return self._plates.total[start : end + 1]

    def _body_weight(self, seen: Seen) -> float | None:
        """Weight from the latest quiet standing before the raise, kept until a newer one."""
        start = max(0, self._index(seen, seen.edges.start))
        if start != self._weighed:
            self._weighed = start
            since = max(0, start - round(_WEIGHING_S * self._plates.rate_hz))
            force, rate_hz = _thinned(self._plates.total[since:start], self._plates.rate_hz)
            quiet = quietest(force, rate_hz)
            if quiet is not None:
                self._weight = quiet.force
        return self._weight

    def weight_finding(self) -> Finding | None:
        """Whether the plate weighs another body than the recording names."""
        mass = self._context.subject.mass_kg
        if mass is None or self._weight is None or self._context.variant.knee == "seated":
            return None
        stated = mass + (self._context.variant.load_kg or 0.0)
        weighed = self._weight / GRAVITY
        if weighed < _STANDING_N / GRAVITY or abs(weighed / stated - 1) < _SAME_WEIGHT:
            return None
        return Finding(
            Code.DISAGREEMENT,
            Severity.WARNING,
            f"the plate weighs {weighed:.1f} kg, body and load are said to be {stated:.1f} kg: "
            "tare the plate, or correct --mass or --load; power and work are the plate's",
            self._plates.names[0],
        )

    def _quality(self, seen: Seen) -> Quality:
        bridged = float(seen.view.missing[seen.span].mean())
        if bridged > _BRIDGED_SHARE:
            return Quality.POOR
        return Quality.FAIR if bridged > 0 else Quality.GOOD


def _thinned(force: Signal, rate_hz: float) -> tuple[Signal, float]:
    """Means of equal blocks, near the grid's rate: a weighing needs no more."""
    step = max(1, round(rate_hz / GRID_HZ))
    whole = force.size - force.size % step
    return force[:whole].reshape(-1, step).mean(axis=1), rate_hz / step
