"""The structure of a C3D file, walked before the file is given to a parser.

The library that decodes C3D trusts what it reads: a wrong length sends it far outside the file,
and a file that was cut short is filled up with zeros. So lengths, dimensions and the size of the
data are checked first.

Format: The C3D File Format User Guide (Motion Lab Systems, 2008).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

from tracker.errors import FileFormatError

_BLOCK = 512
_KEY = 0x50
_INTEL, _DEC, _MIPS = 84, 85, 86
_MAX_PARAMETERS = 5000
_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
_MAX_CHANNELS = 4096
_MAX_PLATES = 32

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its dimensions and, in the file's order, its values."""

    dimensions: tuple[int, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """What a sound C3D file says of itself.

    Parameters
    ----------
    parameters
        By ``GROUP:NAME``.
    frames
        Of the point data.
    analog_per_frame
        Samples of every analog channel in one frame.
    """

    parameters: dict[str, Parameter]
    frames: int
    analog_per_frame: int

    def numbers(self, name: str) -> tuple[float, ...]:
        """The numbers of a parameter; empty if there is none or it is text."""
        found = self.parameters.get(name)
        if found is None or any(isinstance(value, str) for value in found.values):
            return ()
        return tuple(float(value) for value in found.values)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a parameter; empty if there is none or it holds numbers."""
        found = self.parameters.get(name)
        if found is None:
            return ()
        return tuple(value for value in found.values if isinstance(value, str))


def is_c3d(head: bytes) -> bool:
    """Whether a file's first bytes can be those of a C3D file."""
    return len(head) > 2 and head[1] == _KEY and 2 <= head[0] <= 20


def check_c3d(path: Path) -> Structure:
    """Walk the structure of a C3D file.

    Raises
    ------
    FileFormatError
        If it is cut short, or a length or dimension in it cannot be.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_BLOCK)
            first = (head[0] - 1) * _BLOCK if len(head) == _BLOCK else 0
            file.seek(first)
            section = file.read(_BLOCK * 256)
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    if len(head) < _BLOCK or len(section) < _BLOCK:
        raise FileFormatError(path, "the C3D file ends in its header; copy or export it again")
    if section[3] not in {_INTEL, _DEC, _MIPS}:
        raise FileFormatError(path, "the C3D file's parameters are damaged (no processor type)")
    reader = _Reader(path, section[: section[2] * _BLOCK or len(section)], section[3])
    return _checked(path, head, reader, dict(reader.parameters()), size)


def _checked(
    path: Path, head: bytes, reader: "_Reader", parameters: dict[str, Parameter], size: int
) -> Structure:
    order = ">" if reader.processor == _MIPS else "<"
    words = struct.unpack(f"{order}10H", head[:20])
    points, analogs, begin, end, data_block, per_frame = (
        words[1], words[2], words[3], words[4], words[8], words[9],
    )  # fmt: skip
    scale = reader.real(head[12:16])
    structure = Structure(parameters, max(0, end - begin + 1), per_frame)
    frames = structure.frames
    stated = structure.numbers("POINT:FRAMES")
    if stated and stated[0] > 0 and round(stated[0]) % 65536 != frames % 65536:
        raise FileFormatError(
            path, f"the C3D file states {frames} frames in one place and {stated[0]:.0f} in another"
        )
    used = structure.numbers("ANALOG:USED")
    if per_frame and (analogs % per_frame or (used and round(used[0]) != analogs // per_frame)):
        raise FileFormatError(path, "the C3D file contradicts itself on its analog channels")
    if not per_frame and analogs:
        raise FileFormatError(path, "the C3D file contradicts itself on its analog rate")
    stated_points = structure.numbers("POINT:USED")
    if stated_points and round(stated_points[0]) != points:
        raise FileFormatError(path, "the C3D file contradicts itself on its number of points")
    starts = structure.numbers("POINT:DATA_START")
    _check_sizes(path, structure, analogs // per_frame if per_frame else 0)
    width = 4 if scale < 0 else 2
    needed = frames * (4 * points + analogs) * width
    begins = {round(one) for one in (data_block, *starts) if one > 1}
    if not begins:
        raise FileFormatError(path, "the C3D file does not say where its data begin")
    held = size - (min(begins) - 1) * _BLOCK
    if held < needed:
        each = (4 * points + analogs) * width
        raise FileFormatError(
            path,
            f"cut short: {frames} frames are promised, {max(0, held) // each} are there; copy or "
            "export it again",
        )
    return structure


def _check_sizes(path: Path, structure: Structure, channels: int) -> None:
    """Check what the channels' and the force platforms' parameters must have in common."""
    plates = structure.numbers("FORCE_PLATFORM:USED")
    count = round(plates[0]) if plates else 0
    if not 0 <= count <= _MAX_PLATES or channels > _MAX_CHANNELS:
        raise FileFormatError(path, f"{count} force platforms, {channels} channels: cannot be")
    for name, least in (("SCALE", channels), ("OFFSET", channels), ("GEN_SCALE", min(1, channels))):
        if len(structure.numbers(f"ANALOG:{name}")) < least:
            raise FileFormatError(path, f"ANALOG:{name} of the C3D file is missing or too short")
    if count:
        _check_plates(path, structure, channels, count)


def _check_plates(path: Path, structure: Structure, channels: int, count: int) -> None:
    needs = {"TYPE": (count,), "CORNERS": (3, 4, count), "ORIGIN": (3, count)}
    for name, shape in needs.items():
        found = structure.parameters.get(f"FORCE_PLATFORM:{name}")
        if found is None or not structure.numbers(f"FORCE_PLATFORM:{name}"):
            raise FileFormatError(path, f"FORCE_PLATFORM:{name} of the C3D file is missing")
        sizes = found.dimensions + (1,) * (len(shape) - len(found.dimensions))
        if sizes[: len(shape) - 1] != shape[:-1] or sizes[len(shape) - 1] < count:
            raise FileFormatError(
                path, f"FORCE_PLATFORM:{name} of the C3D file does not fit {count} plates"
            )
    chosen = structure.numbers("FORCE_PLATFORM:CHANNEL")
    wired = structure.parameters.get("FORCE_PLATFORM:CHANNEL")
    if wired is None or not chosen or len(chosen) < 6 * count:
        raise FileFormatError(path, "FORCE_PLATFORM:CHANNEL of the C3D file is missing or short")
    if any(not 0 <= one <= channels for one in chosen):
        raise FileFormatError(path, f"a force platform uses a channel beyond {channels}")
    _check_types(path, structure, wired, count)


def _check_types(path: Path, structure: Structure, wired: Parameter, count: int) -> None:
    rows = wired.dimensions[0]
    for kind in structure.numbers("FORCE_PLATFORM:TYPE")[:count]:
        if kind not in {1, 2, 3, 4}:
            raise FileFormatError(
                path,
                f"force platforms of type {kind:g} are not read (1 to 4 are); export the forces "
                "as text",
            )
        if rows < (8 if kind == 3 else 6):
            raise FileFormatError(path, f"a force platform of type {kind:g} lacks channels")
        matrix = structure.parameters.get("FORCE_PLATFORM:CAL_MATRIX")
        if kind == 4 and (matrix is None or len(matrix.values) < 36 * count):
            raise FileFormatError(path, "a force platform of type 4 lacks its calibration matrix")


class _Reader:
    """Walks groups and parameters, never outside the section."""

    def __init__(self, path: Path, section: bytes, processor: int) -> None:
        self.processor = processor
        self._path = path
        self._data = section
        self._order = ">" if processor == _MIPS else "<"

    def parameters(self) -> Iterator[tuple[str, Parameter]]:
        """All parameters with their full names."""
        groups: dict[int, str] = {}
        found: list[tuple[int, str, Parameter]] = []
        at = 4
        for _ in range(_MAX_PARAMETERS):
            length = abs(self._byte(at, signed=True))
            if not length:
                break
            group = self._byte(at + 1, signed=True)
            name = self._take(at + 2, length).decode("latin-1").upper()
            offset_at = at + 2 + length
            (offset,) = struct.unpack(f"{self._order}H", self._take(offset_at, 2))
            end = offset_at + offset if offset else len(self._data)
            if end > len(self._data) or (offset and offset < 3):
                raise self._damaged(name)
            if group in {0, -128} or -group in groups:
                raise self._damaged(name)
            if group < 0:
                groups[-group] = name
                self._check_description(name, offset_at + 2, end)
            else:
                found.append((group, name, self._parameter(name, offset_at + 2, end)))
            if not offset:
                break
            at = end
        for group, name, parameter in found:
            if group not in groups:
                raise self._damaged(name)
            yield f"{groups[group]}:{name}", parameter

    def real(self, raw: bytes) -> float:
        """A float32 in the file's own number format."""
        if self.processor == _DEC:
            swapped = raw[2:] + raw[:2]
            return float(struct.unpack("<f", swapped)[0]) / 4
        return float(struct.unpack(f"{self._order}f", raw)[0])

    def _parameter(self, name: str, at: int, end: int) -> Parameter:
        kind = self._byte(at, signed=True)
        if kind not in _SIZES:
            raise self._damaged(name)
        rank = self._byte(at + 1)
        if rank > 7:
            raise self._damaged(name)
        dimensions = tuple(self._take(at + 2, rank))
        if kind == -1 and name == "LABELS" and not dimensions:
            # The decoder takes them for a table and reads outside of it.
            raise self._damaged(name)
        count = prod(dimensions)
        start = at + 2 + rank
        if start + count * _SIZES[kind] > end:
            raise self._damaged(name)
        raw = self._take(start, count * _SIZES[kind])
        self._check_description(name, start + len(raw), end)
        if kind == -1:
            width = dimensions[0] if dimensions else 1
            texts = [raw[i : i + width] for i in range(0, len(raw), width)] if width else []
            return Parameter(
                dimensions, tuple(text.decode("latin-1").strip(" \0") for text in texts)
            )
        if kind == 4:
            parts = [raw[i : i + 4] for i in range(0, len(raw), 4)]
            return Parameter(dimensions, tuple(self.real(part) for part in parts))
        code = "B" if kind == 1 else "H"
        return Parameter(dimensions, struct.unpack(f"{self._order}{count}{code}", raw))

    def _check_description(self, name: str, at: int, end: int) -> None:
        """A text behind each group and parameter, of no interest but for its length."""
        if at < end and at + 1 + self._byte(at) > end:
            raise self._damaged(name)

    def _byte(self, at: int, *, signed: bool = False) -> int:
        return int.from_bytes(self._take(at, 1), "little", signed=signed)

    def _take(self, at: int, length: int) -> bytes:
        if at + length > len(self._data):
            raise self._damaged("the last one")
        return self._data[at : at + length]

    def _damaged(self, name: str) -> FileFormatError:
        printable = "".join(letter for letter in name if letter.isprintable())[:30]
        return FileFormatError(
            self._path,
            f"the C3D file's parameters are damaged at {printable!r}; copy or export it again",
        )
