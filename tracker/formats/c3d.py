"""Force platforms in C3D files, decoded by ezc3d."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError, ReaderFault
from tracker.findings import Code, Finding, Severity
from tracker.formats import c3d_worker
from tracker.formats.c3d_header import Structure, check_c3d, is_c3d
from tracker.formats.columns import Side, understand
from tracker.formats.plates import PlateColumns, plate_streams, upright
from tracker.recording import Recording

__all__ = ["is_c3d", "read_c3d"]

_FORCE_UNITS = {"N": 1.0, "n": 1.0, "kN": 1000.0, "KN": 1000.0, "": 1.0}
_COP_FROM_N = 10.0
_TIME_LIMIT_S = 120.0
_LENGTHS = {"m": 1.0, "cm": 0.01, "mm": 0.001}

_Platform = dict[str, NDArray[Any]]


def read_c3d(path: Path, rate_hz: float | None = None) -> Recording:
    """Read the force platforms of a C3D file.

    Force is taken as the ground's reaction, turned over where the file has it as the body's
    action; the vertical axis is the normal of the plates' corners. The centre of pressure is
    missing where less than 10 N press. Which way x and y point is as sure as the order in which
    the file lists the corners.

    Parameters
    ----------
    path
        The file.
    rate_hz
        What the person told; the file's own rate is kept and a difference is a finding.

    Raises
    ------
    FileFormatError
        If it is damaged or cut short, or holds no force platform that can be read.
    ReaderFault
        If the decoder crashes on it, or cannot be started.
    """
    structure = check_c3d(path)
    plates = structure.numbers("FORCE_PLATFORM:USED")
    if not plates or not plates[0]:
        raise FileFormatError(
            path, "no force platform is in this C3D file; export it with the plates' channels"
        )
    rates = structure.numbers("ANALOG:RATE")
    if not rates or not 0 < rates[0] < 1e6:
        raise FileFormatError(path, "the C3D file does not state the rate of its analog channels")
    platforms = _decoded(path)
    if not platforms:
        raise FileFormatError(path, "no force platform of this C3D file could be decoded")
    findings = _rate_findings(rates[0], rate_hz)
    columns: list[PlateColumns] = []
    for index, platform in enumerate(platforms):
        plate, remarks = _plate(path, structure, platform, index)
        columns.append(plate)
        findings += remarks
    samples = min(plate.columns["fz"].size for plate in columns)
    if samples < 2:
        raise FileFormatError(path, "the force platforms have no samples")
    time = np.arange(samples) / rates[0]
    streams, remarks = plate_streams(columns, time=time, rate_hz=float(rates[0]))
    return Recording(tuple(streams), findings=(*findings, *remarks))


def _decoded(path: Path) -> list[_Platform]:
    """Let ezc3d decode the platforms, in a process that may crash."""
    # -P keeps this folder and the current one out of the child's path.
    command = [sys.executable, "-P", c3d_worker.__file__, str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; no shell sees the path
            command, capture_output=True, timeout=_TIME_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileFormatError(path, "the C3D file is damaged: decoding it does not end") from None
    except OSError as error:
        raise ReaderFault(path, f"no process could be started to decode it: {error}") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").split("\n")
        last = next((line[:150] for line in reversed(lines) if line.strip()), "")
        if done.returncode == c3d_worker.REFUSED:
            raise FileFormatError(path, f"the C3D file cannot be decoded: {last}")
        if done.returncode == c3d_worker.OUT_OF_TIME:
            raise FileFormatError(path, "the C3D file is damaged: decoding it does not end")
        status = f"the C3D decoder ended with status {done.returncode}"
        raise ReaderFault(path, f"{status}: {last}" if last else status)
    with np.load(BytesIO(done.stdout), allow_pickle=False) as arrays:
        return [
            {name: arrays[f"{name}_{i}"] for name in (*c3d_worker.ARRAYS, "unit_force")}
            for i in range(int(arrays["count"]))
        ]


def _plate(
    path: Path, structure: Structure, platform: _Platform, index: int
) -> tuple[PlateColumns, list[Finding]]:
    unit = _force_unit(structure, platform, index)
    if unit not in _FORCE_UNITS:
        raise FileFormatError(path, f"force in {unit!r} is not known; export it in N")
    force = np.asarray(platform["force"], dtype=np.float64) * _FORCE_UNITS[unit]
    corners = np.asarray(platform["corners"], dtype=np.float64).T
    vertical, findings = _vertical(corners, index)
    columns = {f"f{axis}": force[i] for i, axis in enumerate("xyz")}
    metres = _metres(corners, structure)
    if metres is not None and _in_order(corners):
        pressed = np.abs(columns[vertical]) >= _COP_FROM_N
        cop = np.asarray(platform["center_of_pressure"], dtype=np.float64)
        cop = (cop + _lever_error(structure, platform, force, vertical, index)) * metres
        columns |= {
            f"cop_{axis}": np.where(pressed, cop[i], np.nan) for i, axis in enumerate("xyz")
        }
        turned = upright(columns, vertical)
    else:
        turned = {"fz": columns[vertical]}
        findings.append(
            Finding(
                Code.FORMAT,
                Severity.WARNING,
                f"the corners of force platform {index + 1} do not go around a plate",
                correction="horizontal forces and centre of pressure left out",
            )
        )
    described, called = _labels(structure, index)
    source = {"format": "C3D", "file": path.name}
    if len(set(described)) == 1:
        source["device"] = described[0]
    return PlateColumns(turned, _side([*described, *called]), source), findings


def _lever_error(
    structure: Structure,
    platform: _Platform,
    force: NDArray[np.float64],
    vertical: str,
    index: int,
) -> NDArray[np.float64]:
    """What must be added to the centre of pressure of a Kistler plate, in the file's lengths.

    A plate of type 3 has its sensors `az0` under the surface, to be written as a negative number.
    Kistler's own exports write it positive; ezc3d then turns the whole origin over, sensor
    distances included, so that the horizontal force's part has the wrong sign: it makes the path
    of a quiet standing a third too long.
    """
    stated = structure.numbers("FORCE_PLATFORM:ORIGIN")[3 * index : 3 * index + 3]
    kind = structure.numbers("FORCE_PLATFORM:TYPE")[index]
    turned_over = np.allclose(platform["origin"], [-one for one in stated])
    if kind != 3 or stated[2] <= 0 or not turned_over:
        return np.zeros_like(force)
    weight = force["xyz".index(vertical[1])]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * stated[2] * force / weight, dtype=np.float64)


def _vertical(corners: NDArray[np.float64], index: int) -> tuple[str, list[Finding]]:
    """The laboratory's vertical axis: the one along the plate's normal."""
    normal = np.abs(np.cross(corners[1] - corners[0], corners[3] - corners[0]))
    longest = float(normal.max())
    if not np.isfinite(longest) or longest <= 0:
        return "fz", []
    axis = "xyz"[int(np.argmax(normal))]
    if axis == "z":
        return "fz", []
    message = f"force platform {index + 1}: {axis} is the vertical axis of this laboratory"
    remark = Finding(Code.FORMAT, Severity.INFO, message, correction="axes turned, z upwards")
    return f"f{axis}", [remark]


def _in_order(corners: NDArray[np.float64]) -> bool:
    """Whether the corners follow one another around a rectangle."""
    diagonal = float(np.linalg.norm(corners[2] - corners[0]))
    closed = float(np.linalg.norm(corners[0] - corners[1] + corners[2] - corners[3]))
    return bool(np.isfinite(diagonal) and diagonal > 0 and closed < 0.05 * diagonal)


def _metres(corners: NDArray[np.float64], structure: Structure) -> float | None:
    """Metres in the file's unit of length, judged by the plate: its sides are 0.15 to 3 m long.

    Kistler's own files leave the unit out and mean millimetres.
    """
    edge = float(np.linalg.norm(corners[1] - corners[0]))
    stated = structure.texts("POINT:UNITS")
    order = [_LENGTHS[one] for one in stated[:1] if one in _LENGTHS] + list(_LENGTHS.values())
    return next((factor for factor in order if 0.15 <= edge * factor <= 3.0), None)


def _force_unit(structure: Structure, platform: _Platform, index: int) -> str:
    """The unit of force: of the plate's channels, unless a matrix makes force of voltages."""
    units = structure.texts("ANALOG:UNITS")
    first = _channels(structure, index)[:1]
    if structure.numbers("FORCE_PLATFORM:TYPE")[index] != 4 and first and first[0] < len(units):
        return units[first[0]]
    return str(platform["unit_force"])


def _channels(structure: Structure, index: int) -> list[int]:
    """Which analog channels the plate uses, counted from 0."""
    rows = structure.parameters["FORCE_PLATFORM:CHANNEL"].dimensions[0]
    channels = structure.numbers("FORCE_PLATFORM:CHANNEL")
    return [
        round(channel) - 1
        for channel in channels[index * rows : (index + 1) * rows]
        if channel >= 1
    ]


def _labels(structure: Structure, index: int) -> tuple[list[str], list[str]]:
    """What the plate's channels are described as, and what they are called."""
    mine = _channels(structure, index)
    described = structure.texts("ANALOG:DESCRIPTIONS")
    called = structure.texts("ANALOG:LABELS")
    return [described[i] for i in mine if i < len(described)], [
        called[i] for i in mine if i < len(called)
    ]


def _side(labels: list[str]) -> Side | None:
    sides = {understand(label).side for label in labels} - {None}
    return sides.pop() if len(sides) == 1 else None


def _rate_findings(stated: float, told: float | None) -> list[Finding]:
    if told is None or abs(told / stated - 1) <= 0.01:
        return []
    message = f"the C3D file states {stated:g} Hz, told were {told:g} Hz"
    return [Finding(Code.RATE, Severity.WARNING, message, correction=f"{stated:g} Hz used")]
