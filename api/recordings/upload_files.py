"""What a client sends, made into files that may be opened; nothing it sends is trusted."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from api.core.errors import TooLarge, Unusable
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.manifest import FILE_NAME as DESCRIPTION

_COLUMNAR_SUFFIXES = {".parquet", ".arrow", ".feather", ".ipc", ".orc"}
_COLUMNAR_MAGIC = (b"PAR1", b"ARROW1", b"FEA1", b"ORC")
_ZIP_MAGIC = b"PK"
_WANTED_SUFFIXES = {".csv", ".txt", ".tsv", ".c3d"}
_CHUNK = 1 << 20


def unpack(
    upload: Path, name: str, folder: Path, *, max_members: int, max_bytes: int
) -> tuple[Path, str]:
    """Lay out an upload so that a reader can open it.

    Parameters
    ----------
    upload
        The bytes as they came.
    name
        What the client calls the file; used for messages and the kind of file only.
    folder
        An empty folder to unpack into.
    max_members, max_bytes
        Of a zip, unpacked.

    Returns
    -------
    The file or folder to open, and the name to call it in messages.

    Raises
    ------
    Unusable
        If it is columnar data, or a zip that is broken or holds no recording.
    TooLarge
        If a zip unfolds to more than is allowed.
    """
    plain = safe_name(name)
    refuse_columnar(plain, upload)
    if not (_head(upload).startswith(_ZIP_MAGIC) or zipfile.is_zipfile(upload)):
        # A file's kind is told by its name, and a journal has but one.
        target = folder / (JOURNAL if plain.endswith(".calf") else plain)
        upload.replace(target)
        return target, plain
    try:
        with zipfile.ZipFile(upload) as archive:
            members = _members(archive, plain, max_members)
            left = max_bytes
            for member, file_name in members:
                left -= _extract(archive, member, folder / file_name, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise Unusable(f"{plain}: the zip is broken or of a kind not known ({error})") from error
    except RuntimeError as error:
        raise Unusable(f"{plain}: the zip is locked by a password; send it without") from error
    unpacked = sorted(folder.iterdir())
    for file in unpacked:
        refuse_columnar(f"{plain}/{file.name}", file)
        if _head(file).startswith(_ZIP_MAGIC):
            raise Unusable(f"{plain}: {file.name} is itself a zip; send that one")
    return (folder if _is_folder(unpacked) else unpacked[0]), plain


def safe_name(name: str) -> str:
    """The last part of a client's file name, without anything that could leave a folder."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(one if one.isalnum() or one in " ._-()+" else "_" for one in last).strip(" .")
    return kept[-120:] or "upload"


def refuse_columnar(name: str, file: Path) -> None:
    """Refuse Parquet, Arrow and their kin by name and by their first bytes.

    A small file of these unfolds to any size, and their readers were not made for files of
    strangers.
    """
    columnar_name = PurePosixPath(name.lower()).suffix in _COLUMNAR_SUFFIXES
    if columnar_name or _head(file).startswith(_COLUMNAR_MAGIC):
        raise Unusable(
            f"{name}: Parquet and Arrow files are not opened here; send the streams as CSV "
            f"(calf export --format csv) or send the recording's {JOURNAL}"
        )


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(8)


def _members(
    archive: zipfile.ZipFile, name: str, max_members: int
) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files of the one recording in the zip, each with its name in the folder."""
    infos = archive.infolist()
    if len(infos) > max_members:
        raise TooLarge(f"{name}: {len(infos)} files in one zip; at most {max_members} are taken")
    files = [info for info in infos if not info.is_dir() and not _is_clutter(info.filename)]
    for info in files:
        suffix = PurePosixPath(info.filename.lower()).suffix
        if suffix in _COLUMNAR_SUFFIXES:
            raise Unusable(
                f"{name}: {info.filename} is Parquet or Arrow, which is not opened here; send "
                f"the streams as CSV (calf export --format csv) or send the {JOURNAL}"
            )
    roots = {PurePosixPath(info.filename).parent for info in files if _is_root(info.filename)}
    if len(roots) > 1:
        raise Unusable(f"{name}: the zip holds {len(roots)} recordings; send one at a time")
    root = roots.pop() if roots else None
    wanted = [(info, safe_name(info.filename)) for info in files if _is_wanted(info, root)]
    if root is None and len(wanted) != 1:
        raise Unusable(f"{name}: the zip holds neither a {DESCRIPTION} nor a {JOURNAL}")
    if len({target for _, target in wanted}) < len(wanted):
        raise Unusable(f"{name}: two files in the zip have one name")
    return wanted


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Unpack one file; a zip's own word on its size is not trusted."""
    written = 0
    with archive.open(member) as source, target.open("wb") as sink:
        while block := source.read(_CHUNK):
            written += len(block)
            if written > left:
                raise TooLarge(f"{member.filename}: the zip unfolds to more than is taken here")
            sink.write(block)
    return written


def _is_clutter(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return any(part == "__MACOSX" or part.startswith(".") for part in parts if part != "..")


def _is_root(path: str) -> bool:
    return PurePosixPath(path).name in {DESCRIPTION, JOURNAL}


def _is_wanted(info: zipfile.ZipInfo, root: PurePosixPath | None) -> bool:
    path = PurePosixPath(info.filename)
    if root is not None and path.parent != root:
        return False
    return _is_root(info.filename) or path.suffix.lower() in _WANTED_SUFFIXES


def _is_folder(unpacked: list[Path]) -> bool:
    return any(file.name in {DESCRIPTION, JOURNAL} for file in unpacked)
