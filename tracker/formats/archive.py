"""A folder as a zip, as a server hands out a recording or a phone app exports its tables."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tracker.errors import FileFormatError
from tracker.recording import Recording
from tracker.recording.manifest import FILE_NAME

MAX_MEMBERS = 200
MAX_UNZIPPED_BYTES = 2**30

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 2**20


def is_zip(head: bytes) -> bool:
    """Whether a file's first bytes are those of a zip."""
    return head.startswith(_MAGIC)


def read_zip(path: Path, open_folder: Callable[[Path], Recording]) -> Recording:
    """Read the recording in a zip, at its top or in one folder in it.

    Only the files beside ``recording.json``, or those at the highest level where there are tables,
    are unpacked, into a folder that is gone afterwards.

    Parameters
    ----------
    path
        The zip.
    open_folder
        Opens the unpacked folder.

    Raises
    ------
    FileFormatError
        If it is broken or too large when unpacked, or holds no recording or more than one.
    """
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(prefix="calf-") as scratch:
            # Under the zip's own name, which may tell where a sensor was.
            folder = Path(scratch) / path.stem
            folder.mkdir()
            _unpack(path, archive, folder)
            return _renamed(path, folder, open_folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise FileFormatError(path, f"the zip is broken or encrypted ({error})") from error
    except (OSError, ValueError) as error:
        raise FileFormatError(path, f"the zip cannot be read ({error})") from error


def _renamed(path: Path, folder: Path, open_folder: Callable[[Path], Recording]) -> Recording:
    try:
        return open_folder(folder)
    except FileFormatError as error:
        inside = error.path.relative_to(folder) if error.path != folder else Path()
        raise FileFormatError(path / inside, error.problem) from error


def _unpack(path: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise FileFormatError(path, f"{len(members)} files in the zip are too many")
    root = _root(path, members)
    left = MAX_UNZIPPED_BYTES
    for member in members:
        name = PurePosixPath(member.filename)
        if name.parent != root or name.name in {"", ".", ".."} or "\\" in name.name:
            continue
        left = _copy(path, archive, member, folder / name.name, left)


def _root(path: Path, members: list[zipfile.ZipInfo]) -> PurePosixPath:
    names = [PurePosixPath(member.filename) for member in members]
    roots = {name.parent for name in names if name.name == FILE_NAME}
    if len(roots) > 1:
        raise FileFormatError(path, f"{len(roots)} recordings are in the zip; open them one by one")
    if roots:
        return roots.pop()
    tables = {name.parent for name in names if name.suffix.lower() == ".csv"}
    if not tables:
        raise FileFormatError(
            path,
            f"neither {FILE_NAME} nor a phone app's tables are in the zip; zip a whole recording "
            "folder",
        )
    return min(tables, key=lambda table: len(table.parts))


def _copy(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int
) -> int:
    """Unpack one file; what the zip claims of its size is not believed."""
    with archive.open(member) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                size = MAX_UNZIPPED_BYTES // 2**20
                raise FileFormatError(path, f"unpacks to more than {size} MB; split the recording")
            sink.write(chunk)
    return left
