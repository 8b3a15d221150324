"""The recordings themselves, as they were sent and as they were read, for a zip."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from api.core.viewer import Viewer
from api.core.zip_stream import Contents, Member
from api.db.engine import Database
from api.measurements.repository import MeasurementRepository
from api.recordings.models import RecordingRow
from api.recordings.schemas import RecordingOut
from api.recordings.upload_files import safe_name
from api.sessions.filters import SessionFilter
from api.storage.blobs import Blobs, OpenBlob, StorageError

_log = logging.getLogger(__name__)
_AT_A_TIME = 100
_FIRST = ""


class Export:
    """Goes through recordings once, with one block of one object in memory at a time.

    The database is asked for a hundred recordings at a time, by id, and no connection is kept in
    between. A recording that is deleted meanwhile may be missing, and one that is added may be in
    it; none is in it twice.

    Each recording is a folder that `calf analyze` reads: ``recording.json`` and its streams, and
    beside them ``upload/`` with the file as it was sent. ``manifest.json`` at the end has every
    file with its checksum; it and ``ERRORS.txt`` name what could not be read. Of all that went by
    only what the manifest says is kept, some hundred bytes a file.

    Parameters
    ----------
    database, blobs
        Where recordings are kept.
    viewer, wanted
        Whose recordings, and which; asked again for every hundred, so that an export ends where a
        consent does.
    """

    def __init__(
        self, database: Database, blobs: Blobs, viewer: Viewer, wanted: SessionFilter
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._viewer = viewer
        self._wanted = wanted
        self._recordings: list[str] = []
        self._errors: list[str] = []

    async def first(self) -> list[RecordingRow]:
        """The first recordings: asked before the answer begins, so that it can still be refused."""
        return await self._some(_FIRST)

    async def members(self, rows: list[RecordingRow]) -> AsyncIterator[Member]:
        """All files, recording by recording, from the `first` ones on."""
        while rows:
            for row in rows:
                async for member in self._recording(row):
                    yield member
            rows = await self._some(rows[-1].id)
        if self._errors:
            lines = ("This export is incomplete:", *self._errors, "")
            yield Member("ERRORS.txt", "\n".join(lines).encode())
        yield Member("manifest.json", self._manifest())

    async def _some(self, after: str) -> list[RecordingRow]:
        async with self._database.reading() as session:
            rows = await MeasurementRepository(session).recordings(
                self._viewer, _AT_A_TIME, self._wanted, after
            )
        return list(rows)

    async def _recording(self, row: RecordingRow) -> AsyncIterator[Member]:
        made = row.started_at or row.created_at
        files: list[dict[str, Any]] = []
        for name, key in _files(row).items():
            place = f"{row.id}/{name}"
            if key is None and not row.description:
                self._errors.append(f"{place}: not read yet; the upload is in upload/")
                continue
            if key is None:
                data = row.description.encode()
                files.append(_file(place, len(data), hashlib.sha256(data).hexdigest()))
                yield Member(place, data, made)
                continue
            try:
                opened = await self._blobs.open(key)
            except StorageError as error:
                self._note(place, "cannot be read from the store", error)
                continue
            expected = row.upload_sha256 if key == row.object_key else None
            blocks = self._checked(place, opened, expected, files)
            contents = Contents(opened.size, blocks)
            yield Member(place, contents, made, packed=not name.endswith(".parquet"))
        about = RecordingOut.of(row).model_dump(mode="json") | {"files": files}
        self._recordings.append(json.dumps(about, ensure_ascii=False))

    async def _checked(
        self, place: str, opened: OpenBlob, expected: str | None, files: list[dict[str, Any]]
    ) -> AsyncGenerator[bytes]:
        """The blocks of a file, which is then listed; an error if its checksum is not expected."""
        digest, size = hashlib.sha256(), 0
        try:
            async for block in opened.blocks:
                await asyncio.to_thread(digest.update, block)
                size += len(block)
                yield block
        except StorageError as error:
            self._note(place, "incomplete: the object store stopped answering", error)
            return
        if expected is not None and digest.hexdigest() != expected:
            self._errors.append(f"{place}: the file differs from the upload (checksum)")
        files.append(_file(place, size, digest.hexdigest()))

    def _note(self, place: str, problem: str, error: StorageError) -> None:
        _log.warning("an export lacks %s: %s", place, error)
        self._errors.append(f"{place}: {problem}")

    def _manifest(self) -> bytes:
        about = {
            "format": "calf-recordings-export",
            "version": 1,
            "made_at": datetime.now(UTC).isoformat(),
            "errors": self._errors,
        }
        head = json.dumps(about, ensure_ascii=False)[:-1]
        recordings = ",\n".join(self._recordings)
        return f'{head}, "recordings": [\n{recordings}\n]}}\n'.encode()


def _file(name: str, size: int, checksum: str) -> dict[str, Any]:
    return {"name": name, "bytes": size, "sha256": checksum}


def _files(row: RecordingRow) -> dict[str, str | None]:
    """The files of a recording's folder by name, each with its object's key."""
    streams = {_stream_file(stream.name): stream.object_key for stream in row.streams}
    return {"recording.json": None, **streams, f"upload/{row.upload_name}": row.object_key}


def _stream_file(name: str) -> str:
    """What ``recording.json`` calls it, unless that is no name for a file everywhere."""
    plain = f"{name}.parquet"
    return plain if safe_name(plain) == plain else f"{quote(name, safe='')}.parquet"
