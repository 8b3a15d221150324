"""Standing on a force plate that tells the centre of pressure."""

import numpy as np

from tracker.exercises.base import Buffer, Context, Samples
from tracker.exercises.grid import Aligned, Gridded
from tracker.exercises.runs import Run, Runs
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, Metric, Quality, Side
from tracker.signals.sway import Sway, sway_of

METHOD = "plate_cop"
_HOP_S = 0.25
_LEVEL_HOPS = 4
_LIGHTEST_N = 150.0
_SHORTEST_STATED_S, _SHORTEST_S = 5.0, 15.0
_ENOUGH_S = 20.0
_SETTLING_S, _LEAVING_S = 1.0, 0.5
_LEAST_RATE_HZ = 20.0
_NOISY = 0.2
_ERROR = 0.02
"""Of a velocity and an area: what other filters of 10 Hz, and other programs, differ by."""
_LENGTH_ERROR_M = 0.0002


class _Limits:
    """What still counts as standing.

    Shares of the weight by which it may differ and spread, how far pressure may move in a quarter
    of a second, and how long it must last.
    """

    def __init__(self, *, stated: bool) -> None:
        self.moved = 0.15
        self.spread = 0.10 if stated else 0.03
        self.travel_m = 0.15 if stated else 0.025
        self.shortest_s = _SHORTEST_STATED_S if stated else _SHORTEST_S


class PlateBalance:
    """Trials on one plate; see `BalanceSource`.

    A trial goes on while the weight stays on the plate and its point of action is known. Where
    it was not said that balance was tested, standing counts only if it is quiet and long.

    Parameters
    ----------
    stream
        The plate, without samples; it has ``cop_x`` and ``cop_y``.
    context
        `Variant.forward` says which axis points ahead.
    stated
        Whether balance was said to be tested.
    """

    def __init__(self, stream: Stream, context: Context, *, stated: bool) -> None:
        self._name, self._rate_hz = stream.name, stream.rate_hz
        self._side: Side = context.variant.side or "both"
        self._forward = context.variant.forward
        self._limits = _Limits(stated=stated)
        self._buffer = Buffer([channel.name for channel in stream.channels])
        channels = ("fz", "cop_x", "cop_y")
        # A plate's file may hold the centre of pressure alone.
        self._force = Gridded(self._buffer, channels[:1], stream.rate_hz)
        self._centre = Gridded(self._buffer, channels[1:], stream.rate_hz)
        sources = {"force": self._force, "centre": self._centre}
        self._grid = Aligned(sources, stream.rate_hz)
        self._hop = max(2, round(_HOP_S * stream.rate_hz))
        self._runs = Runs(self._stands)
        self._weightless = True
        self._findings: list[Finding] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `BalanceSource.feed`."""
        if stream != self._name:
            return False
        self._buffer.append(time, values)
        return True

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """See `BalanceSource.advance`."""
        self._grid.advance(ended=ended)
        found = self._runs.advance(self._grid.size // self._hop, ended=ended)
        efforts = [self._effort(run) for run in found]
        return tuple(effort for effort in efforts if effort is not None)

    def findings(self) -> tuple[Finding, ...]:
        """See `BalanceSource.findings`."""
        return tuple(self._findings)

    def curves(self) -> tuple[Curve, ...]:
        """See `BalanceSource.curves`."""
        if not self._grid.size:
            return ()
        return tuple(
            Curve(
                f"centre_of_pressure_{axis}",
                f"Centre of pressure, {axis}",
                "mm",
                self._grid.time,
                1000 * self._grid["centre"][:, column],
                self._name,
            )
            for column, axis in enumerate("xy")
        )

    def _stands(self, hop: int, first: int) -> bool:
        at = slice(hop * self._hop, (hop + 1) * self._hop)
        centre = self._grid["centre"][at]
        if not np.isfinite(centre).all() or np.ptp(centre, axis=0).max() > self._limits.travel_m:
            return False
        force = self._grid["force"][at, 0]
        if np.isnan(force).all() and np.isnan(self._grid["force"][: at.start, 0]).all():
            return True
        begin = slice(first * self._hop, (first + _LEVEL_HOPS) * self._hop)
        level = float(np.mean(self._grid["force"][begin, 0][: at.stop - begin.start]))
        # A comparison with NaN is false.
        return bool(
            level > _LIGHTEST_N
            and abs(float(force.mean()) - level) < self._limits.moved * level
            and float(force.std()) < self._limits.spread * level
        )

    def _effort(self, run: Run) -> Effort | None:
        first, last = run[0] * self._hop, run[1] * self._hop
        whole = self._grid.size // self._hop
        if run[1] == whole:
            last = self._grid.size
        # Who steps onto the plate, or off, does not balance yet.
        if run[0] > 0:
            first += round(_SETTLING_S * self._rate_hz)
        if run[1] < whole:
            last -= round(_LEAVING_S * self._rate_hz)
        centre = self._grid["centre"][first:last]
        length_s = (last - first) / self._rate_hz
        if length_s < self._limits.shortest_s or self._rate_hz < _LEAST_RATE_HZ:
            return None
        centre = centre[np.isfinite(centre).all(axis=1)]
        sway = sway_of(centre, self._rate_hz)
        start_s, end_s = (self._at(one) for one in (first, last - 1))
        metrics, withheld = self._measured(sway, length_s)
        if sway.noise_velocity_m_s > _NOISY * sway.velocity_m_s:
            self._findings.append(_noisy(sway, self._name, start_s, end_s))
        return Effort(
            exercise="balance",
            side=self._side,
            start_s=start_s,
            top_s=(start_s + end_s) / 2,
            end_s=end_s,
            metrics=metrics,
            withheld=withheld,
        )

    def _measured(self, sway: Sway, length_s: float) -> tuple[dict[str, Metric], dict[str, str]]:
        quality = Quality.GOOD if length_s >= _ENOUGH_S else Quality.FAIR
        noise = sway.noise_velocity_m_s
        if noise > _NOISY * sway.velocity_m_s:
            quality = Quality.POOR if noise > 0.5 * sway.velocity_m_s else Quality.FAIR
        share = noise / max(sway.velocity_m_s, noise) if noise else 0.0
        of_speed = float(np.hypot(_ERROR, 1.0 - np.sqrt(1.0 - share**2)))

        def metric(name: str, value: float, error: float) -> Metric:
            return Metric.of(name, value, METHOD, quality=quality, uncertainty=error)

        metrics = {
            "hold_time": Metric.of("hold_time", length_s, METHOD, uncertainty=_HOP_S / 2),
            "cop_path": metric("cop_path", sway.path_m, of_speed * sway.path_m),
            "cop_velocity": metric("cop_velocity", sway.velocity_m_s, of_speed * sway.velocity_m_s),
            "cop_area": metric("cop_area", sway.area_m2, _ERROR * sway.area_m2),
            "cop_mean_frequency": metric(
                "cop_mean_frequency", sway.mean_frequency_hz, 0.05 * sway.mean_frequency_hz
            ),
            "cop_rms": metric("cop_rms", float(np.hypot(*sway.rms_m)), _LENGTH_ERROR_M),
        }
        apart = ("cop_velocity_ap", "cop_velocity_ml", "cop_rms_ap", "cop_rms_ml")
        if self._forward is None:
            reason = "which of the plate's axes points ahead is not known: say --forward x or y"
            return metrics, dict.fromkeys(apart, reason)
        ahead = 0 if self._forward.endswith("x") else 1
        speeds, spreads = sway.axis_velocity_m_s, sway.rms_m
        for name, axis in (("ap", ahead), ("ml", 1 - ahead)):
            speed, spread = f"cop_velocity_{name}", f"cop_rms_{name}"
            metrics[speed] = metric(speed, speeds[axis], of_speed * speeds[axis])
            metrics[spread] = metric(spread, spreads[axis], _LENGTH_ERROR_M)
        return metrics, {}

    def _at(self, sample: int) -> float:
        return (self._grid.start_s or 0.0) + sample / self._rate_hz


def _noisy(sway: Sway, stream: str, start_s: float, end_s: float) -> Finding:
    return Finding(
        Code.NOISE,
        Severity.WARNING,
        f"the plate's own noise makes {100 * sway.noise_velocity_m_s:.1f} cm/s of the sway's "
        f"{100 * sway.velocity_m_s:.1f} cm/s: path and velocity read too high",
        stream,
        start_s,
        end_s,
    )
