"""Sending a recording to a calf server."""

import asyncio
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from tracker.cli.chunked import Progress, send_journal
from tracker.cli.server_link import ServerLink
from tracker.errors import FileFormatError, ServerError
from tracker.recording import read_folder, write_folder
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.journal import is_journal
from tracker.recording.manifest import FILE_NAME as MANIFEST

_DEFLATED = zipfile.ZIP_DEFLATED
_PATIENCE_S = 300.0
_ASK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an upload.

    Parameters
    ----------
    session_url
        The page that shows it.
    created
        False if the server had it already.
    session
        The session as the API gives it, its analysis done.
    """

    session_url: str
    created: bool
    session: dict[str, Any]


async def send(
    path: Path,
    server_url: str,
    *,
    key: str | None = None,
    athlete_id: str | None = None,
    rate_hz: float | None = None,
    exercise: str | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Sent:
    """Upload a recording and wait until it is analysed.

    Sent are the sensors' own packets where there is a journal, else the file as it is, or a
    recording folder's streams as zipped CSV. A journal goes in chunks: after a lost link or a
    crash the same call sends only what the server lacks.

    Parameters
    ----------
    path
        What to send.
    server_url
        Where to.
    key
        An API key of the server; None takes ``CALF_API_KEY``, or the one that a server of this
        machine left for its user.
    athlete_id
        Whose recording it is; None is the key's owner.
    rate_hz, exercise
        What the file does not say.
    progress
        Told how many bytes of how many the server has.

    Raises
    ------
    FileFormatError
        If there is nothing to send.
    ServerError
        If the server does not answer, refuses, or cannot analyse what was sent.
    """
    name, data = await asyncio.to_thread(_packed, path)
    async with ServerLink(server_url, key) as link:
        if is_journal(data):
            told = await send_journal(
                link, path, name, data,
                athlete_id=athlete_id, exercise=exercise, progress=progress,
            )  # fmt: skip
        else:
            stated = {"rate_hz": rate_hz, "exercise": exercise, "athlete_id": athlete_id}
            form = {one: str(value) for one, value in stated.items() if value is not None}
            told = await link.ask("POST", "/v1/recordings", data=form, files={"file": (name, data)})
            progress(len(data), len(data))
        session = await _analysed(link, told["session"]["id"])
    return Sent(f"{link.url}/sessions/{session['id']}", bool(told["created"]), session)


async def _analysed(link: ServerLink, session_id: str) -> dict[str, Any]:
    for _ in range(round(_PATIENCE_S / _ASK_EVERY_S)):
        session = await link.ask("GET", f"/v1/sessions/{session_id}")
        if session["status"] == "done":
            return session
        if session["status"] == "failed":
            raise ServerError(f"the server could not analyse it: {session.get('failure')}")
        if session["status"] == "kept":
            raise ServerError(f"{link.url}/sessions/{session_id}: {session.get('failure')}")
        await asyncio.sleep(_ASK_EVERY_S)
    raise ServerError("the server has not analysed it within 5 minutes; look at its page later")


def _packed(path: Path) -> tuple[str, bytes]:
    """Name and bytes of one file that holds the recording."""
    journal = path / JOURNAL
    if path.is_file() or journal.is_file():
        file = path if path.is_file() else journal
        # Under its own name, for a list in which every journal is called alike helps nobody.
        name = file.name if path.is_file() else f"{path.resolve().name}.calf"
        try:
            return name, file.read_bytes()
        except OSError as error:
            raise FileFormatError(file, f"cannot be read ({error.strerror})") from error
    if not (path / MANIFEST).is_file():
        raise FileFormatError(path, "there is no such file and no recording in such a folder")
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "recording"
        write_folder(read_folder(path), plain, "csv")
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in sorted(plain.iterdir()):
                # Without the file's time, so that the same recording is the same upload.
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), _DEFLATED)
    return f"{path.name}.zip", packed.getvalue()
