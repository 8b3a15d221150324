"""Balancing on a board that tips, by an IMU on it."""

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.grid import Aligned
from tracker.exercises.runs import Run, Runs
from tracker.exercises.segment import RATE, UP, ImuSegment
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, Metric, Quality, Side
from tracker.signals.filters import smoothed

METHOD = "board_imu"
ZONE_DEG = 5.0
_GRID_HZ = 100.0
_HOP = 25
_MOVING_RAD_S = np.radians(1.0)
_PAUSE_HOPS = 8
_SHORTEST_S = 5.0
_LAID_FLAT_RAD = np.radians(6.0)
_TILT_ERROR_DEG = 0.3
_CUTOFF_HZ = 10.0
_STOP_SAMPLES, _STOP_DEG_S = 2, 25.0
_OUTWARD = 0.5
_APART_SAMPLES = 20


class BoardBalance:
    """Trials on a wobble board; see `BalanceSource`.

    A trial lasts as long as the board moves, with pauses of less than two seconds.

    Parameters
    ----------
    stream
        The IMU on the board, without samples, turned in any way about the vertical. Where one of
        its axes is near the vertical it is taken to lie flat on the board.
    context
        `Variant.forward` says which of its axes points ahead.
    """

    def __init__(self, stream: Stream, context: Context) -> None:
        self._name = stream.name
        self._side: Side = context.variant.side or "both"
        self._forward = context.variant.forward
        self._segment = ImuSegment(stream, rest_bias=True)
        self._grid = Aligned({stream.name: self._segment.gridded}, _GRID_HZ)
        self._told_edges = stream.rate_hz >= 0.9 * _GRID_HZ
        self._runs = Runs(self._moves, _PAUSE_HOPS)
        self._findings: list[Finding] = []
        self._curves: list[Curve] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `BalanceSource.feed`."""
        return self._segment.feed(stream, time, values)

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """See `BalanceSource.advance`."""
        if ended:
            self._segment.begin()
        self._grid.advance(ended=ended)
        found = self._runs.advance(self._grid.size // _HOP, ended=ended)
        efforts = [self._effort(run) for run in found]
        return tuple(effort for effort in efforts if effort is not None)

    def findings(self) -> tuple[Finding, ...]:
        """See `BalanceSource.findings`."""
        return tuple(self._findings)

    def curves(self) -> tuple[Curve, ...]:
        """See `BalanceSource.curves`."""
        return tuple(self._curves[-1:])

    def _moves(self, hop: int, first: int) -> bool:
        del first
        rate = self._grid[self._name][hop * _HOP : (hop + 1) * _HOP, RATE]
        return bool(np.linalg.norm(rate.std(axis=0)) > _MOVING_RAD_S)

    def _effort(self, run: Run) -> Effort | None:
        first, last = run[0] * _HOP, run[1] * _HOP
        if last - first < _SHORTEST_S * _GRID_HZ:
            return None
        part = self._grid[self._name][first:last]
        known = np.isfinite(part).all(axis=1)
        normal, flat = _normal(part[known][:, UP])
        across, along = _axes(normal, self._forward)
        tilt = np.degrees(np.column_stack([_lean(part[:, UP], normal, a) for a in (along, across)]))
        start_s = (self._grid.start_s or 0.0) + first / _GRID_HZ
        end_s = start_s + (last - first) / _GRID_HZ
        self._curve(tilt)
        metrics, withheld = self._measured(tilt[known], part[known][:, RATE], flat=flat)
        metrics["hold_time"] = Metric.of("hold_time", end_s - start_s, METHOD, uncertainty=0.25)
        if not flat:
            self._findings.append(_not_flat(self._name, start_s, end_s))
        return Effort(
            exercise="balance",
            side=self._side,
            start_s=start_s,
            top_s=(start_s + end_s) / 2,
            end_s=end_s,
            metrics=metrics,
            withheld=withheld,
        )

    def _measured(
        self, tilt: Samples, rate: Samples, *, flat: bool
    ) -> tuple[dict[str, Metric], dict[str, str]]:
        quality = Quality.GOOD if flat else Quality.FAIR
        centred = tilt - tilt.mean(axis=0)
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        major, minor = (centred @ directions.T).std(axis=0)
        from_flat = np.linalg.norm(tilt, axis=1)
        metrics = {
            name: Metric.of(name, value, METHOD, uncertainty=_TILT_ERROR_DEG)
            for name, value in (
                ("tilt_sd", float(np.hypot(major, minor))),
                ("tilt_sd_major", float(major)),
                ("tilt_sd_minor", float(minor)),
            )
        }
        share = 100 * float((from_flat < ZONE_DEG).mean())
        moved = [
            100 * float((from_flat < ZONE_DEG + by * _TILT_ERROR_DEG).mean()) for by in (-1.0, 1.0)
        ]
        metrics["time_in_zone"] = Metric.of(
            "time_in_zone",
            share,
            METHOD,
            quality=quality,
            uncertainty=max(0.5, (moved[1] - moved[0]) / 2),
        )
        withheld: dict[str, str] = {}
        if self._forward is None:
            reason = "which of the board sensor's axes points ahead is not known: say --forward"
            withheld |= dict.fromkeys(("tilt_sd_ap", "tilt_sd_ml"), reason)
        else:
            for name, spread in zip(("tilt_sd_ap", "tilt_sd_ml"), tilt.std(axis=0), strict=True):
                metrics[name] = Metric.of(name, float(spread), METHOD, uncertainty=_TILT_ERROR_DEG)
        if self._told_edges:
            count = len(edge_contacts(from_flat, rate))
            metrics["edge_contacts"] = Metric.of(
                "edge_contacts", count, METHOD, quality=Quality.FAIR
            )
        else:
            withheld["edge_contacts"] = "needs 100 samples a second"
        return metrics, withheld

    def _curve(self, tilt: Samples) -> None:
        time = self._grid.time
        whole = np.full(time.size, np.nan)
        if self._curves:
            before = self._curves[-1].value
            whole[: before.size] = before
        first = time.size - len(tilt)
        whole[first:] = np.linalg.norm(tilt, axis=1)
        self._curves.append(
            Curve("board_tilt", "Tilt of the board", "deg", time, whole, self._name)
        )


def edge_contacts(from_flat_deg: Samples, rate: Samples) -> list[int]:
    """Samples at which a board's edge met the floor: it tipped outwards, and its turn broke off.

    Who balances turns a board by 5° twice a second at most, and brakes it less than that.

    Parameters
    ----------
    from_flat_deg
        (n,) tilt, at 100 Hz.
    rate
        (n, 3) angular velocity, rad/s.
    """
    outward = np.gradient(smoothed(from_flat_deg, _GRID_HZ, _CUTOFF_HZ)) > 0
    far = from_flat_deg > _OUTWARD * float(np.percentile(from_flat_deg, 98))
    braked = np.linalg.norm(rate[_STOP_SAMPLES:] - rate[:-_STOP_SAMPLES], axis=1)
    stops = np.degrees(braked) > _STOP_DEG_S
    stops &= outward[:-_STOP_SAMPLES] & far[_STOP_SAMPLES:]
    found: list[int] = []
    for at in np.flatnonzero(stops):
        if not found or at - found[-1] > _APART_SAMPLES:
            found.append(int(at))
    return found


def _normal(up: Samples) -> tuple[Samples, bool]:
    """The board's normal in the sensor's frame, and whether the sensor lies flat on the board."""
    mean = np.median(up, axis=0)
    mean /= np.linalg.norm(mean)
    nearest = int(np.argmax(np.abs(mean)))
    axis = np.zeros(3)
    axis[nearest] = np.sign(mean[nearest])
    flat = bool(np.arccos(np.clip(mean @ axis, -1.0, 1.0)) < _LAID_FLAT_RAD)
    return (axis if flat else mean), flat


def _axes(normal: Samples, forward: str | None) -> tuple[Samples, Samples]:
    """Directions in the board, in the sensor's frame: to the left, and ahead."""
    ahead = np.zeros(3)
    ahead["xyz".index(forward[-1]) if forward else int(np.argmin(np.abs(normal)))] = 1.0
    ahead -= (ahead @ normal) * normal
    ahead /= np.linalg.norm(ahead)
    return np.cross(normal, ahead), ahead


def _lean(up: Samples, normal: Samples, direction: Samples) -> Samples:
    """(n,) rad by which the board's edge in a direction is lower than its middle."""
    return np.asarray(np.arctan2(-up @ direction, up @ normal))


def _not_flat(stream: str, start_s: float, end_s: float) -> Finding:
    return Finding(
        Code.OFFSET,
        Severity.INFO,
        "the sensor does not lie flat on the board: its mean inclination is taken for flat",
        stream,
        start_s,
        end_s,
        correction="time in zone is about the mean inclination",
    )
