"""What phone apps and phone-like loggers leave: Sensor Logger, phyphox, MetaWear's MetaBase.

Each writes one table a sensor, or one for all; a folder (or a zip, unpacked) holds them.

Sensor Logger: ``Accelerometer.csv`` is without gravity, which ``Gravity.csv`` or
``TotalAcceleration.csv`` hold; ``AccelerometerUncalibrated.csv`` is in g on iOS. ``time`` is in ns,
axes come as ``z, y, x``. On iOS accelerations have Apple's sign (lying on its back a phone reads
-1 g) unless `standardisation` is on, and are turned over.
phyphox: ``Time (s)`` and ``Acceleration x (m/s^2)``, ``Linear Acceleration x (m/s^2)`` (without
gravity), ``Gyroscope x (rad/s)``.
MetaWear: ``epoc (ms)``, ``elapsed (s)``, ``x-axis (g)`` or ``x-axis (deg/s)``, a file a sensor.
"""

import re
from pathlib import Path

import numpy as np

from tracker.errors import FileFormatError
from tracker.findings import Code, Severity
from tracker.formats.imu_stream import Array, ImuData, Sampled, imu_recording, placement_in
from tracker.formats.named_columns import NamedColumns, header_line, read_named_columns
from tracker.recording import Recording
from tracker.recording.text import read_text

_LINEAR = "Accelerometer.csv"
_LOGGER_FILES = ("TotalAcceleration.csv", "AccelerometerUncalibrated.csv", _LINEAR)
_PHYPHOX = r"^(?P<linear>linear )?(?P<what>acceleration|accelerometer|gyroscope) (?P<axis>[xyz]) "
_METAWEAR = ("epoc", "x-axis (")
_ALSO_EPOCH = ("epoch", "x-axis (")


def is_phone_folder(folder: Path) -> bool:
    """Whether a folder holds tables of one of these apps."""
    return bool(_logger_tables(folder) or _tables(folder))


def is_phone_table(text: str) -> bool:
    """Whether a text is a table of one of these apps."""
    return (
        _metawear_header(text) is not None
        or _phyphox_header(text) is not None
        or header_line(text, "seconds_elapsed", "x", "y", "z", within=2) is not None
    )


def read_phone_folder(
    folder: Path, rate_hz: float | None = None, placement: str | None = None
) -> Recording:
    """Read the tables of one recording in a folder.

    Parameters
    ----------
    folder
        Where they are.
    rate_hz, placement
        What the person told.

    Raises
    ------
    FileFormatError
        If there is no acceleration, or a table cannot be read.
    """
    if _logger_tables(folder):
        return _read_logger(folder, rate_hz, placement)
    tables = [_table(path) for path in _tables(folder)]
    return _read_tables(folder, tables, rate_hz, placement)


def read_phone_table(
    path: Path, text: str, rate_hz: float | None = None, placement: str | None = None
) -> Recording:
    """Read one table; that of a sensor alone is completed by its neighbour of the same recording.

    Raises as `read_phone_folder`.
    """
    if header_line(text, "seconds_elapsed", within=2) is not None:
        return _read_logger(path.parent, rate_hz, placement)
    others = [table for table in _tables(path.parent) if table != path and _belong(path, table)]
    tables = [_parsed(path, text), *map(_table, others)]
    return _read_tables(path, tables, rate_hz, placement)


def _read_logger(folder: Path, rate_hz: float | None, placement: str | None) -> Recording:
    about = _metadata(folder)
    apple = about.get("platform", "").lower() == "ios" and about.get("standardisation") != "true"
    tables = _logger_tables(folder)
    if not tables:
        raise FileFormatError(folder, f"{_LINEAR} is missing: there is no acceleration")
    path = tables[0]
    acceleration = _logged(path)
    unit, without_gravity = "m/s²", path.name == _LINEAR
    if path.name == "AccelerometerUncalibrated.csv" and apple:
        unit = "g"
    gravity = folder / "Gravity.csv"
    if without_gravity and gravity.is_file():
        down, without_gravity = _logged(gravity), False
        added = [np.interp(acceleration.time, down.time, one) for one in down.values.T]
        acceleration = Sampled(acceleration.time, acceleration.values + np.column_stack(added))
    if apple:
        acceleration = Sampled(acceleration.time, -acceleration.values)
    turning = folder / "Gyroscope.csv"
    data = ImuData(
        folder,
        "Sensor Logger",
        acceleration,
        _logged(turning) if turning.is_file() else None,
        acceleration_unit=unit,
        without_gravity=without_gravity,
        placement=placement or _phone(folder),
        source={"device": about["device name"]} if about.get("device name") else {},
    )
    if apple:
        data.note(Code.INVERTED, Severity.INFO, "Apple's accelerations have the opposite sign",
                  "turned over")  # fmt: skip
    return imu_recording(data, rate_hz)


def _logger_tables(folder: Path) -> list[Path]:
    """Sensor Logger's accelerations, the best first; phyphox calls a file of its own alike."""
    return [path for name in _LOGGER_FILES if "seconds_elapsed" in _head(path := folder / name)]


def _head(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(4096).decode("utf-8", "replace")


def _logged(path: Path) -> Sampled:
    table = _table(path)
    time = table["seconds_elapsed"] if "seconds_elapsed" in table else table["time"] * 1e-9
    return Sampled(time, table.matrix("x", "y", "z"))


def _metadata(folder: Path) -> dict[str, str]:
    path = folder / "Metadata.csv"
    if not path.is_file() or not path.stat().st_size:
        return {}
    lines = read_text(path).split("\n")
    return dict(zip(lines[0].split(","), lines[1].split(","), strict=False)) if lines[1:] else {}


def _read_tables(
    path: Path, tables: list[NamedColumns], rate_hz: float | None, placement: str | None
) -> Recording:
    acceleration: tuple[Sampled, str, bool] | None = None
    turning: tuple[Sampled, str] | None = None
    for table in tables:
        for columns, what, unit in _triples(table):
            sampled = Sampled(_times(table), table.matrix(*columns))
            if what == "gyroscope":
                turning = turning or (sampled, "deg/s" if "deg" in unit else "rad/s")
            elif acceleration is None or (acceleration[2] and what != "linear"):
                acceleration = (sampled, "g" if unit == "g" else "m/s²", what == "linear")
    if acceleration is None:
        raise FileFormatError(path, "there is no acceleration; export the accelerometer too")
    data = ImuData(
        path,
        "MetaWear" if any(one.matching("x-axis") for one in tables) else "phyphox",
        acceleration[0],
        turning[0] if turning else None,
        acceleration_unit=acceleration[1],
        gyroscope_unit=turning[1] if turning else "rad/s",
        without_gravity=acceleration[2],
        placement=placement or placement_in(path.stem) or _phone(path),
        findings=[finding for one in tables for finding in one.findings],
    )
    return imu_recording(data, rate_hz)


def _triples(table: NamedColumns) -> list[tuple[list[str], str, str]]:
    """Column names of three axes, what they are (``acceleration``, ``linear`` …) and their unit."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in table.columns:
        unit = re.search(r"\(([^)]*)\)", name)
        named = re.match(_PHYPHOX, name, re.I)
        axis = re.match(r"([xyz])-axis \(", name, re.I)
        if unit is None or not (named or axis):
            continue
        if named:
            gyroscope = named["what"].lower() == "gyroscope"
            what = "gyroscope" if gyroscope else "linear" if named["linear"] else "acceleration"
            found.setdefault((what, unit[1]), {})[named["axis"].lower()] = name
        elif axis:
            what = "gyroscope" if "deg" in unit[1] else "acceleration"
            found.setdefault((what, unit[1]), {})[axis[1].lower()] = name
    return [
        ([axes[one] for one in "xyz"], what, unit)
        for (what, unit), axes in found.items()
        if len(axes) == 3
    ]


def _times(table: NamedColumns) -> Array:
    elapsed = table.matching(r"^elapsed \(s\)|^time \(s\)")
    if elapsed is not None:
        return table[elapsed]
    epoch = table.matching(r"^epoch? \(ms\)")
    if epoch is None:
        raise FileFormatError(table.path, "no column of time; export it with time in seconds")
    return np.asarray(table[epoch] * 1e-3)


def _tables(folder: Path) -> list[Path]:
    """CSV files of a folder that phyphox or MetaWear wrote."""
    return [
        path
        for path in sorted(folder.glob("*.csv"))
        if _metawear_header(head := _head(path)) is not None or _phyphox_header(head) is not None
    ]


def _belong(one: Path, other: Path) -> bool:
    """Whether two files differ only by what the sensor is, its rate and version in their names."""
    sensor = re.compile(r"(linear )?accelero?(meter|ation)?|gyro(scope)?|[\d.]+hz.*$|\.csv$", re.I)
    return sensor.sub("", one.name) == sensor.sub("", other.name)


def _table(path: Path) -> NamedColumns:
    return _parsed(path, read_text(path))


def _parsed(path: Path, text: str) -> NamedColumns:
    at = _metawear_header(text)
    return read_named_columns(path, text, at or _phyphox_header(text) or 0)


def _metawear_header(text: str) -> int | None:
    head = text[:4096]
    by_epoc = header_line(head, *_METAWEAR, within=5)
    return by_epoc if by_epoc is not None else header_line(head, *_ALSO_EPOCH, within=5)


def _phyphox_header(text: str) -> int | None:
    head = text[:4096]
    for words in (("time (s)", "acceleration x"), ("time (s)", "gyroscope x"),
                  ("time (s)", "accelerometer x")):  # fmt: skip
        at = header_line(head, *words, within=5)
        if at is not None:
            return at
    return None


def _phone(path: Path) -> str | None:
    """A phone at a known place, if the name of the folder or file tells one."""
    placement = placement_in(path.stem)
    if placement in {"left_shank", "right_shank"}:
        side, _, segment = placement.partition("_")
        return f"phone_{segment}_{side}"
    return placement
