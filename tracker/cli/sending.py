"""Sending a recording to a calf server."""

import asyncio
import os
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2

from tracker.errors import FileFormatError, ServerError
from tracker.local_servers import key_for
from tracker.recording import read_folder, write_folder
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.manifest import FILE_NAME as MANIFEST

_DEFLATED = zipfile.ZIP_DEFLATED
_TIMEOUT_S = 60.0
_PATIENCE_S = 300.0
_ASK_EVERY_S = 0.1
_UNAUTHENTICATED = 401


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
) -> Sent:
    """Upload a recording and wait until it is analysed.

    Sent are the sensors' own packets where there is a journal, else the file as it is, or a
    recording folder's streams as zipped CSV.

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

    Raises
    ------
    FileFormatError
        If there is nothing to send.
    ServerError
        If the server does not answer, refuses, or cannot analyse what was sent.
    """
    stated = {"rate_hz": rate_hz, "exercise": exercise, "athlete_id": athlete_id}
    secret = key or os.environ.get("CALF_API_KEY") or key_for(server_url)
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    data = {name: str(value) for name, value in stated.items() if value is not None}
    packed = await asyncio.to_thread(_packed, path)
    try:
        async with httpx2.AsyncClient(
            base_url=server_url, timeout=_TIMEOUT_S, headers=headers
        ) as client:
            answer = await client.post("/v1/recordings", data=data, files={"file": packed})
            told = _checked(answer)
            session = await _analysed(client, told["session"]["id"])
    except httpx2.HTTPError as error:
        raise ServerError(
            f"{server_url} does not answer ({error}); is `calf serve` running?"
        ) from (error)
    url = f"{server_url.rstrip('/')}/sessions/{session['id']}"
    return Sent(url, bool(told["created"]), session)


async def _analysed(client: httpx2.AsyncClient, session_id: str) -> dict[str, Any]:
    for _ in range(round(_PATIENCE_S / _ASK_EVERY_S)):
        session = _checked(await client.get(f"/v1/sessions/{session_id}"))
        if session["status"] == "done":
            return session
        if session["status"] == "failed":
            raise ServerError(f"the server could not analyse it: {session.get('failure')}")
        await asyncio.sleep(_ASK_EVERY_S)
    raise ServerError("the server has not analysed it within 5 minutes; look at its page later")


def _checked(answer: httpx2.Response) -> dict[str, Any]:
    """The answer's JSON; ServerError with the server's own reason if it refused."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    if answer.is_error or not isinstance(told, dict):
        if answer.status_code == _UNAUTHENTICATED:
            raise ServerError(
                "the server wants a key: make one there and give it as --key or CALF_API_KEY"
            )
        reason = told.get("detail") if isinstance(told, dict) else None
        raise ServerError(
            f"the server answered {answer.status_code}: {reason or answer.text[:200]}"
        )
    return told


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
