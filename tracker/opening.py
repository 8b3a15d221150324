"""Open a recording, or a file of another program; its content decides which reader."""

from dataclasses import replace
from pathlib import Path

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.formats.archive import is_zip, read_zip
from tracker.formats.c3d import is_c3d, read_c3d
from tracker.formats.force_csv import read_force_text
from tracker.formats.insole_angle_csv import is_insole_angle, read_insole_angle
from tracker.formats.kistler import is_kistler, read_kistler
from tracker.formats.phone_apps import (
    is_phone_folder,
    is_phone_table,
    read_phone_folder,
    read_phone_table,
)
from tracker.formats.witmotion_log import is_witmotion, read_witmotion
from tracker.formats.xsens_dot import is_xsens_dot, read_xsens_dot
from tracker.recording import Recording, read_folder
from tracker.recording.journal import FILE_NAME as JOURNAL_NAME
from tracker.recording.journal import is_journal
from tracker.recording.manifest import FILE_NAME as MANIFEST_NAME
from tracker.recording.text import read_text
from tracker.sensors.replay import recording_from_journal

_HEAD_BYTES = 512
_RATE_TOLERANCE = 0.01
_NOT_RECORDINGS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"PAR1", "a Parquet file by itself; open the recording folder that it belongs to"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89HDF", "an HDF5 or MATLAB file; export the force as CSV or C3D"),
    (b"MATLAB", "a MATLAB file; export the force as CSV or C3D"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save the sheet as CSV"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def open_recording(
    path: Path | str, *, rate_hz: float | None = None, placement: str | None = None
) -> Recording:
    """Open a recording or another program's file.

    Accepted are a recording folder (or its ``recording.json``), a zip of one, a journal or the
    folder of a recording that was interrupted, C3D with force platforms, Kistler BioWare text,
    text columns of force, text columns of insole force with an ankle angle, and what inertial
    sensors and phones leave: Movella (Xsens) DOT, WitMotion, Sensor Logger, phyphox, MetaWear. The
    content decides, not the name.

    Parameters
    ----------
    path
        File or folder.
    rate_hz
        Samples a second, for files that state neither rate nor times. A file's own rate or times
        win; if they differ from this by more than 1 %, the recording has a finding.
    placement
        Where an inertial sensor was worn, such as ``left_shank`` or ``phone_waist``, for files that
        do not say; without effect on others.

    Raises
    ------
    FileFormatError
        If it is missing, broken, or of no known kind, or `rate_hz` is impossible; names file,
        line and what to do.
    MissingInformation
        If the file states neither rate nor times, and `rate_hz` is missing.

    Examples
    --------
    A table of force over time, as many programs export it.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> from tracker import open_recording
    >>> rows = np.column_stack((np.arange(500) / 100, np.full(500, 700.0)))
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "standing.csv"
    ...     np.savetxt(file, rows, delimiter=",", header="time,fz", comments="")
    ...     recording = open_recording(file)
    >>> [plate] = recording.streams
    >>> plate.kind.value, plate.rate_hz, float(plate["fz"].mean())
    ('force_plate', 100.0, 700.0)
    """
    path = Path(path)
    if rate_hz is not None and not 0 < rate_hz < 1e6:
        raise FileFormatError(path, f"a sampling rate of {rate_hz:g} Hz is not possible")
    try:
        if path.is_dir():
            return _open_folder(path, rate_hz, placement)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise FileFormatError(path, "there is no such file or folder") from None
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise FileFormatError(path, f"cannot be read ({error})") from error
    return _open_file(path, head, rate_hz, placement)


def _open_folder(path: Path, rate_hz: float | None, placement: str | None) -> Recording:
    if (path / MANIFEST_NAME).is_file():
        return _compared(read_folder(path), rate_hz)
    if (path / JOURNAL_NAME).is_file():
        return _compared(recording_from_journal(path / JOURNAL_NAME), rate_hz)
    if is_phone_folder(path):
        return read_phone_folder(path, rate_hz, placement)
    raise FileFormatError(
        path,
        f"no recording is in this folder: neither {MANIFEST_NAME} nor {JOURNAL_NAME}, nor a phone "
        "app's tables",
    )


def _open_file(path: Path, head: bytes, rate_hz: float | None, placement: str | None) -> Recording:
    if not head:
        raise FileFormatError(path, "the file is empty")
    if is_journal(head):
        return _compared(recording_from_journal(path), rate_hz)
    if is_zip(head):
        return read_zip(path, lambda folder: _open_folder(folder, rate_hz, placement))
    if is_c3d(head):
        return read_c3d(path, rate_hz)
    if is_witmotion(head):
        return read_witmotion(path, rate_hz, placement)
    for magic, kind in _NOT_RECORDINGS:
        if head.startswith(magic):
            raise FileFormatError(path, f"this is {kind}, not a recording")
    return _open_text(path, rate_hz, placement)


def _open_text(path: Path, rate_hz: float | None, placement: str | None) -> Recording:
    if path.name == MANIFEST_NAME:
        return _compared(read_folder(path.parent), rate_hz)
    text = read_text(path)
    if is_kistler(text):
        return read_kistler(path, text, rate_hz)
    if is_insole_angle(text):
        return read_insole_angle(path, text, rate_hz)
    if is_xsens_dot(text):
        return read_xsens_dot(path, text, rate_hz, placement)
    if is_phone_table(text):
        return read_phone_table(path, text, rate_hz, placement)
    return read_force_text(path, text, rate_hz)


def _compared(recording: Recording, rate_hz: float | None) -> Recording:
    """Say so if a recording of our own, which states its rates, has none like the one told."""
    rates = sorted({stream.rate_hz for stream in recording.streams})
    if rate_hz is None or any(abs(rate_hz / rate - 1) <= _RATE_TOLERANCE for rate in rates):
        return recording
    stated = ", ".join(f"{rate:g}" for rate in rates)
    finding = Finding(
        Code.RATE,
        Severity.WARNING,
        f"the recording states {stated} Hz, told were {rate_hz:g} Hz",
        correction="the recording's own rates used",
    )
    return replace(recording, findings=(*recording.findings, finding))
