"""Sending a journal in chunks: what the server has is not sent again."""

import asyncio
import base64
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tracker.cli.server_link import Refused, ServerLink
from tracker.cli.upload_memory import Upload, UploadMemory
from tracker.errors import ServerError
from tracker.recording.journal import MAGIC, split_journal

STREAM = "journal"
_MAX_NAME = 120
_CONFLICT = 409

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are there."""


class Chunks:
    """One upload at one server.

    Parameters
    ----------
    link
        To the server.
    upload
        Which.
    name
        What the recording is called.
    """

    def __init__(self, link: ServerLink, upload: Upload, name: str) -> None:
        self._link = link
        self._upload = upload
        self._name = name[-_MAX_NAME:]
        self._at = f"/v1/recordings/{upload.recording_id}"

    async def begin(self) -> tuple[set[int], bool]:
        """Begin or go on: the numbers that are there, and whether it is finished."""
        stated = {"athlete_id": self._upload.athlete_id, "exercise": self._upload.exercise}
        told = await self._link.ask("PUT", self._at, json={"name": self._name, **stated})
        return _here(told), told["finished_at"] is not None

    async def put(self, number: int, data: bytes) -> None:
        """Send a chunk; Refused (409) if another is there."""
        digest = base64.b64encode(sha256(data).digest()).decode()
        await self._link.ask(
            "PUT",
            f"{self._at}/streams/{STREAM}/chunks/{number}",
            content=data,
            headers={"content-digest": f"sha-256=:{digest}:"},
        )

    async def finish(self, count: int) -> dict[str, Any]:
        """Have the recording made; once it is, again gives the same."""
        return await self._link.ask("POST", f"{self._at}/finish", json={"chunks": {STREAM: count}})


async def send_journal(
    link: ServerLink,
    path: Path,
    name: str,
    data: bytes,
    *,
    athlete_id: str | None,
    exercise: str | None,
    progress: Progress,
) -> dict[str, Any]:
    """Send what the server lacks of a journal, and finish; gives the server's answer.

    Parameters
    ----------
    link
        To the server.
    path
        Of the recording; beside it is remembered which upload it is.
    name, data
        Of the journal.
    athlete_id, exercise
        What is stated.
    progress
        Told how far it is.

    Raises
    ------
    ServerError
        If the server does not answer or refuses, or has other bytes of this recording.
    """
    memory = UploadMemory(path)
    upload = memory.recall(link.url, athlete_id, exercise)
    memory.keep(link.url, upload)
    chunks = Chunks(link, upload, name)
    try:
        here, finished = await chunks.begin()
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        # Somebody else's: the folder was copied from another person.
        upload = Upload(athlete_id, exercise)
        memory.keep(link.url, upload)
        chunks = Chunks(link, upload, name)
        here, finished = await chunks.begin()
    parts = list(split_journal(data, upload.max_bytes, upload.max_s))
    done, total = 0, sum(len(part) for part in parts)
    try:
        for number, part in enumerate(parts):
            if not finished and number not in here:
                await chunks.put(number, part)
            done += len(part)
            progress(done, total)
        told = await chunks.finish(len(parts))
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        raise _other_content(memory, str(refused)) from refused
    whole = await asyncio.to_thread(lambda: sha256(b"".join((MAGIC, *parts))).hexdigest())
    if told["recording"]["upload"]["sha256"] != whole:
        raise _other_content(memory, "its bytes are not these")
    return told


def _other_content(memory: UploadMemory, reason: str) -> ServerError:
    return ServerError(
        f"the server has other content of this upload ({reason}); delete {memory.path} to send "
        "it as a recording of its own"
    )


def _here(told: dict[str, Any]) -> set[int]:
    for stream in told["streams"]:
        if stream["stream"] == STREAM:
            listed = set(range(stream["next"])) - set(stream["missing"])
            # Of very many only the first are listed; after those, nothing is taken for granted.
            beyond = max(stream["missing"], default=0)
            complete = len(listed) == stream["received"]
            return listed if complete else {one for one in listed if one < beyond}
    return set()
