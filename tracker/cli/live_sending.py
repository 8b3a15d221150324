"""Sending a recording while it is being made, so that it can be watched elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tracker.cli.chunked import Chunks
from tracker.cli.server_link import ServerLink
from tracker.cli.upload_memory import Upload, UploadMemory
from tracker.errors import FileFormatError, ServerError
from tracker.recording.journal import FILE_NAME, MAGIC, Packet, read_journal, split_journal

CHUNK_S = 1.0
_LOOK_EVERY_S = 0.25
_READ_BYTES = 4 << 20
_PAUSES_S = (0.5, 1.0, 2.0, 4.0)


@asynccontextmanager
async def sent_live(
    folder: Path, server_url: str, athlete_id: str | None = None
) -> AsyncIterator[Callable[[], str]]:
    """Send the journal in a folder as it grows; gives what can be told a person about it.

    The journal on the disk is what is read: the recorder never waits for the net. The upload
    begins with the first packet of a sensor, so that a recording without data leaves nothing
    behind. A server that is away is asked again and again, and then gets what it lacks. Whatever
    is left when it ends, `tracker.cli.sending.send` sends.

    Parameters
    ----------
    folder
        In which a recording has begun.
    server_url
        Where to send it.
    athlete_id
        Whose it is; None is the key's owner.
    """
    sending = _LiveSending(folder, server_url, athlete_id)
    task = asyncio.create_task(sending.run())
    try:
        yield lambda: sending.status
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _LiveSending:
    def __init__(self, folder: Path, server_url: str, athlete_id: str | None) -> None:
        self._journal = folder / FILE_NAME
        self._memory = UploadMemory(folder)
        self._name = f"{folder.resolve().name}.calf"
        self._url = server_url.rstrip("/")
        self._upload = Upload(athlete_id, max_s=CHUNK_S)
        # The first chunk that may be lacking, and where in the journal it begins.
        self._number, self._at = 0, len(MAGIC)
        self.status = f"sending to {self._url}"

    async def run(self) -> None:
        """Send until it is cancelled."""
        # The recorder writes the file and tells nobody.
        while not await asyncio.to_thread(self._has_packet):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)
        self._memory.keep(self._url, self._upload)
        failures = 0
        while True:
            sent_before = self._number
            try:
                async with ServerLink(self._url, patience_s=0.0) as link:
                    await self._follow(link)
            except (ServerError, OSError) as error:
                self.status = f"recording goes on, to be sent later: {error}"
            failures = 0 if self._number > sent_before else failures + 1
            await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])

    async def _follow(self, link: ServerLink) -> None:
        chunks = Chunks(link, self._upload, self._name)
        here, _ = await chunks.begin()
        if not here.issuperset(range(self._number)):
            self._number, self._at = 0, len(MAGIC)
        while True:
            parts = await asyncio.to_thread(self._whole_parts)
            for part in parts:
                if self._number not in here:
                    await chunks.put(self._number, part)
                self._number += 1
                self._at += len(part)
                self.status = f"live at {self._url}"
            if not parts:
                await asyncio.sleep(_LOOK_EVERY_S)

    def _has_packet(self) -> bool:
        with suppress(FileFormatError):
            return any(isinstance(entry, Packet) for entry in read_journal(self._journal).entries)
        return False

    def _whole_parts(self) -> list[bytes]:
        """The parts after those that were sent, but for the last, which may still grow."""
        with self._journal.open("rb") as file:
            file.seek(self._at)
            data = file.read(_READ_BYTES)
        return list(split_journal(MAGIC + data, self._upload.max_bytes, self._upload.max_s))[:-1]
