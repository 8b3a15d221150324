"""From columns of force to streams of force plates: upright, in newtons, each with its name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.findings import Code, Finding, Severity
from tracker.formats.timing import gap_findings
from tracker.recording import CHANNELS, Channel, Gap, Kind, Stream

Column = NDArray[np.float64]

LOADED_N = 50.0
"""No one stands, jumps or steps on a plate with less; sensors' noise stays below."""


@dataclass(frozen=True, slots=True)
class PlateColumns:
    """One plate as a file has it.

    Parameters
    ----------
    columns
        Of ``fx, fy, fz`` in N and ``cop_x, cop_y`` in m, those that there are.
    side
        Under which foot, where the file says so.
    source
        Device and format, for the stream.
    """

    columns: Mapping[str, Column]
    side: Literal["left", "right"] | None = None
    source: Mapping[str, str] = field(default_factory=dict)


def plate_streams(
    plates: list[PlateColumns],
    *,
    time: Column,
    rate_hz: float,
    gaps: tuple[Gap, ...] = (),
) -> tuple[list[Stream], list[Finding]]:
    """Make the streams of a recording's plates.

    Kilonewtons are turned into newtons and forces that point down are turned over, with a
    finding. Plates on which nobody stood are left out, unless nobody stood on any.

    Parameters
    ----------
    plates
        At least one, in the file's order.
    time
        (n,) seconds, of all of them.
    """
    findings: list[Finding] = []
    streams: list[Stream] = []
    corrected: list[tuple[int, PlateColumns]] = []
    for number, plate in enumerate(plates, start=1):
        label = _label(number, plate, len(plates))
        upright, remarks = _corrected(plate, label)
        corrected.append((number, upright))
        findings += remarks
    kept = [one for one in corrected if _peak(one[1]) >= LOADED_N]
    if not kept:
        kept = corrected
    for number, plate in corrected:
        if all(number != one[0] for one in kept):
            message = f"plate {number} was never loaded (at most {_peak(plate):.0f} N)"
            findings.append(
                Finding(Code.FORMAT, Severity.INFO, message, correction="plate left out")
            )
    named, remarks = _named(kept)
    findings += remarks
    for name, placement, plate in named:
        stream = _stream(name, placement, plate, time, rate_hz, gaps)
        streams.append(stream)
        findings += gap_findings(stream)
        if "fz" not in plate.columns:
            findings.append(
                Finding(
                    Code.NAN,
                    Severity.WARNING,
                    "the file has the centre of pressure but no vertical force; what needs force "
                    "is withheld",
                    name,
                )
            )
    return streams, findings


def endless_as_missing(columns: Mapping[str, Column]) -> tuple[dict[str, Column], list[Finding]]:
    """Turn infinite values into NaN, and say so."""
    endless = {name: np.isinf(values) for name, values in columns.items()}
    count = int(sum(one.sum() for one in endless.values()))
    if not count:
        return dict(columns), []
    finding = Finding(
        Code.NAN, Severity.WARNING, f"{count} values are infinite", correction="taken as missing"
    )
    return {name: np.where(endless[name], np.nan, one) for name, one in columns.items()}, [finding]


def upright(columns: Mapping[str, Column], vertical: str) -> dict[str, Column]:
    """Turn axes so that `vertical` (``fx``, ``fy`` or ``fz``) becomes ``fz``, right-handed.

    Parameters
    ----------
    columns
        ``fx, fy, fz`` and, where known, all three of ``cop_x, cop_y, cop_z``.
    """
    shift = {"fx": 1, "fy": 2, "fz": 0}[vertical]
    axes = "xyz"
    turned = {f"f{axes[i]}": columns[f"f{axes[(i + shift) % 3]}"] for i in range(3)}
    for i in range(2):
        source = f"cop_{axes[(i + shift) % 3]}"
        if source in columns:
            turned[f"cop_{axes[i]}"] = columns[source]
    return turned


def vertical_axis(columns: Mapping[str, Column]) -> str:
    """Which of ``fx, fy, fz`` carries the body's weight: the largest on average."""
    means = {name: _mean_size(columns[name]) for name in ("fx", "fy", "fz") if name in columns}
    largest = max(means, key=lambda name: means[name])
    # Unloaded, noise and offsets must not choose; then the field's convention holds.
    return largest if means[largest] > 2 * means.get("fz", 0.0) else "fz"


def _mean_size(values: Column) -> float:
    present = values[np.isfinite(values)]
    return float(abs(present.mean())) if present.size else 0.0


def _peak(plate: PlateColumns) -> float:
    if "fz" not in plate.columns:
        return np.inf
    present = np.abs(plate.columns["fz"])
    present = present[np.isfinite(present)]
    return float(np.percentile(present, 99.5)) if present.size else 0.0


def _label(number: int, plate: PlateColumns, count: int) -> str:
    if plate.side is not None:
        return f"{plate.side}_plate"
    return "plate" if count == 1 else f"plate_{number}"


def _corrected(plate: PlateColumns, label: str) -> tuple[PlateColumns, list[Finding]]:
    columns, findings = endless_as_missing(plate.columns)
    findings = [replace(finding, stream=label) for finding in findings]
    forces = [name for name in ("fx", "fy", "fz") if name in columns]
    if "fz" not in columns:
        return replace(plate, columns=columns), findings
    if _looks_like_kilonewtons(columns["fz"]):
        columns |= {name: 1000.0 * columns[name] for name in forces}
        findings.append(
            Finding(
                Code.UNITS,
                Severity.WARNING,
                f"a vertical force of at most {_peak(plate):.2f} cannot be in newtons",
                label,
                correction="taken as kilonewtons",
            )
        )
    if _points_down(columns["fz"]):
        columns |= {name: -columns[name] for name in forces}
        findings.append(
            Finding(
                Code.INVERTED,
                Severity.INFO,
                "the vertical force was negative under load",
                label,
                correction="forces turned over",
            )
        )
    return replace(plate, columns=columns), findings


def _points_down(fz: Column) -> bool:
    present = fz[np.isfinite(fz)]
    if not present.size:
        return False
    threshold = max(LOADED_N, 0.3 * float(np.percentile(np.abs(present), 99)))
    loaded = present[np.abs(present) > threshold]
    return loaded.size > 0 and float(np.median(loaded)) < 0


def _looks_like_kilonewtons(fz: Column) -> bool:
    """Whether the forces are those of a person in kN, rather than an empty plate in N.

    A person's weight is 0.2 to 2.5 kN for a good part of the time, moves much more than a plate's
    noise, and more smoothly.
    """
    present = fz[np.isfinite(fz)]
    if present.size < 10:
        return False
    size = np.abs(present)
    smooth = np.std(np.diff(present)) < 0.5 * np.std(present)
    low, peak = np.percentile(size, [0.5, 99.5])
    loaded = size[size > 0.3 * peak]
    plausible = 0.3 < peak < 15 and 0.2 < np.median(loaded) < 2.5
    return bool(plausible and smooth and peak - low > 0.1 * peak)


def _named(
    plates: list[tuple[int, PlateColumns]],
) -> tuple[list[tuple[str, str, PlateColumns]], list[Finding]]:
    """Name and place each plate; what was assumed is said."""
    sides = [plate.side for _, plate in plates]
    if len(plates) == 1 and sides[0] is None:
        return [("plate", "plate", plates[0][1])], []
    if None not in sides and len(set(sides)) == len(sides):
        return [(f"{plate.side}_plate", f"{plate.side}_plate", plate) for _, plate in plates], []
    if len(plates) > 2:
        message = "which foot stands on which plate is not stated; only their sum is sure"
        named = [(f"plate_{number}", f"plate_{number}", plate) for number, plate in plates]
        return named, [Finding(Code.FORMAT, Severity.INFO, message)]
    (first, one), (second, other) = plates
    names = (f"plate_{first}", f"plate_{second}")
    if _loaded_together(one, other):
        placements = ("left_plate", "right_plate")
        message = (
            f"the file does not say which foot stands on which plate: {names[0]} is assumed to be "
            f"the left and {names[1]} the right"
        )
    else:
        # Stepping or dropping from one to the other, such as a box on a plate of its own.
        placements = ("plate", "second_plate")
        if _peak(other) > _peak(one):
            placements = ("second_plate", "plate")
        message = "the plates were stood upon one after the other, not one under each foot"
    named = [(names[0], placements[0], one), (names[1], placements[1], other)]
    return named, [Finding(Code.FORMAT, Severity.INFO, message)]


def _loaded_together(one: PlateColumns, other: PlateColumns) -> bool:
    if "fz" not in one.columns or "fz" not in other.columns:
        return True
    first, second = one.columns["fz"] > LOADED_N, other.columns["fz"] > LOADED_N
    return int((first & second).sum()) >= 0.5 * int((first | second).sum())


def _stream(
    name: str,
    placement: str,
    plate: PlateColumns,
    time: Column,
    rate_hz: float,
    gaps: tuple[Gap, ...],
) -> Stream:
    units = CHANNELS[Kind.FORCE_PLATE]
    columns = {"fz": np.full(time.size, np.nan), **plate.columns}
    channels = tuple(Channel(channel, units[channel]) for channel in units if channel in columns)
    return Stream(
        name=name,
        kind=Kind.FORCE_PLATE,
        placement=placement,
        rate_hz=rate_hz,
        time=time,
        values=np.column_stack([columns[channel.name] for channel in channels]),
        channels=channels,
        gaps=gaps,
        source=plate.source,
    )
