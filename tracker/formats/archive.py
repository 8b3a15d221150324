"""A recording folder as a zip, as a server hands it out or a person mails it."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tracker.errors import FileFormatError
from tracker.recording import Recording, read_folder
from tracker.recording.manifest import FILE_NAME

MAX_MEMBERS = 200
MAX_UNZIPPED_BYTES = 2**30

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 2**20


def is_zip(head: bytes) -> bool:
    """Whether a file's first bytes are those of a zip."""
    return head.startswith(_MAGIC)


def read_zip(path: Path) -> Recording:
    """Read the recording folder in a zip, at its top or in one folder in it.

    Only the files beside ``recording.json`` are unpacked, into a folder that is gone afterwards.

    Raises
    ------
    FileFormatError
        If it is broken or too large when unpacked, or holds no recording or more than one.
    """
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(prefix="calf-") as folder:
            _unpack(path, archive, Path(folder))
            return _renamed(path, Path(folder))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise FileFormatError(path, f"the zip is broken or encrypted ({error})") from error
    except (OSError, ValueError) as error:
        raise FileFormatError(path, f"the zip cannot be read ({error})") from error


def _renamed(path: Path, folder: Path) -> Recording:
    try:
        return read_folder(folder)
    except FileFormatError as error:
        inside = error.path.relative_to(folder) if error.path != folder else Path(FILE_NAME)
        raise FileFormatError(path / inside, error.problem) from error


def _unpack(path: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise FileFormatError(path, f"{len(members)} files in the zip are too many")
    roots = {
        PurePosixPath(one.filename).parent
        for one in members
        if PurePosixPath(one.filename).name == FILE_NAME
    }
    if not roots:
        raise FileFormatError(path, f"no {FILE_NAME} is in the zip; zip a whole recording folder")
    if len(roots) > 1:
        raise FileFormatError(path, f"{len(roots)} recordings are in the zip; open them one by one")
    (root,) = roots
    left = MAX_UNZIPPED_BYTES
    for member in members:
        name = PurePosixPath(member.filename)
        if name.parent != root or name.name in {"", ".", ".."} or "\\" in name.name:
            continue
        left = _copy(path, archive, member, folder / name.name, left)


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
