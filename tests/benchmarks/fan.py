"""Many recorders at the pace of their sensors and many viewers, as one process.

Run as ``python -m tests.benchmarks.fan``: a `Fan` comes as JSON by the standard input, and what was
seen goes out by the standard output. It speaks HTTP itself, because a client library would take
more of the machine than the server that is measured.
"""

import asyncio
import base64
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from tests.journals import chunks_of, raises_journal
from tracker.live.journal_follower import JournalFollower

PARTED = b"\n\n"
_JOURNALS = 5
_LATEST_S = 60.0
"""How long after the last chunk a rep may be seen before it counts as lost."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Who records and who watches.

    `recorders` are each one's port, key and recording; `viewers` each one's port, key and team.
    Viewers watch for `lead_s` before the first chunk is sent.
    """

    recorders: list[tuple[int, str, str]]
    viewers: list[tuple[int, str, str]]
    teams: dict[str, list[str]]
    reps: int
    chunk_s: float
    lead_s: float


@dataclass(slots=True)
class Outcome:
    """What was seen: delays of repetitions and how long chunks took, and what was lost."""

    delays_s: list[float] = field(default_factory=list)
    puts_s: list[float] = field(default_factory=list)
    expected: int = 0
    lost: int = 0
    twice: int = 0
    dropped: int = 0
    refused: int = 0
    events: int = 0
    seconds: float = 0.0


class _Viewer:
    """Notes when each repetition was first seen."""

    def __init__(self, team: str) -> None:
        self.team = team
        self.seen: dict[tuple[str, int], float] = {}
        self.twice = self.dropped = self.events = 0
        self.begun = asyncio.Event()

    async def watch(self, port: int, key: str) -> None:
        """Watch until it is cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4_000_000)
        head = (
            f"GET /v1/live?team_id={self.team} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}"
        )
        writer.write(f"{head}\r\n\r\n".encode())
        assert b" 200 " in await reader.readline()
        try:
            while True:
                part = await reader.readuntil(PARTED)
                self.events += 1
                self.begun.set()
                if b"event: rep\n" in part:
                    self._rep(part)
                elif b"event: lagged\n" in part:
                    self.dropped += int(json.loads(part.split(b"data: ")[1])["dropped"])
        finally:
            writer.close()

    def _rep(self, part: bytes) -> None:
        now = time.perf_counter()
        data = json.loads(part.split(b"data: ", 1)[1])
        rep = (data["recording_id"], data["number"])
        self.twice += rep in self.seen
        self.seen.setdefault(rep, now)


async def run(fan: Fan) -> Outcome:
    """Record and watch; gives what was seen."""
    journals = [_prepared(fan, seed) for seed in range(1, _JOURNALS + 1)]
    viewers = [_Viewer(team) for _, _, team in fan.viewers]
    outcome = Outcome()
    watching = [
        asyncio.create_task(one.watch(port, key))
        for one, (port, key, _) in zip(viewers, fan.viewers, strict=True)
    ]
    await asyncio.gather(*(one.begun.wait() for one in viewers))
    # Coaches watch before athletes begin: what measures is started by the first of them.
    await asyncio.sleep(fan.lead_s)
    began = time.perf_counter()
    sent: dict[tuple[str, int], float] = {}
    recording = [
        _record(who, number / len(fan.recorders), journals[number % _JOURNALS], fan, outcome, sent)
        for number, who in enumerate(fan.recorders)
    ]
    await asyncio.gather(*recording)
    outcome.seconds = time.perf_counter() - began
    await _all_seen(viewers, [set(_wanted(fan, viewer, sent)) for viewer in viewers])
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    for one in viewers:
        wanted = _wanted(fan, one, sent)
        outcome.expected += len(wanted)
        outcome.delays_s += [one.seen[rep] - at for rep, at in wanted.items() if rep in one.seen]
        outcome.lost += sum(rep not in one.seen for rep in wanted)
        outcome.twice += one.twice
        outcome.dropped += one.dropped
        outcome.events += one.events
    return outcome


def _wanted(
    fan: Fan, viewer: _Viewer, sent: dict[tuple[str, int], float]
) -> dict[tuple[str, int], float]:
    """The reps that a viewer should see, and when each was sent."""
    return {rep: at for rep, at in sent.items() if rep[0] in fan.teams[viewer.team]}


async def _all_seen(viewers: Sequence[_Viewer], wanted: Sequence[set[tuple[str, int]]]) -> None:
    """Wait until every viewer has seen its reps, but not for ever: what is late is lost."""
    deadline = time.perf_counter() + _LATEST_S
    while time.perf_counter() < deadline:
        if all(reps <= viewer.seen.keys() for viewer, reps in zip(viewers, wanted, strict=True)):
            return
        await asyncio.sleep(0.05)


Chunks = Sequence[tuple[bytes, tuple[int, ...]]]


def _prepared(fan: Fan, seed: int) -> Chunks:
    """Chunks, each with the numbers of the repetitions that it completes."""
    entries, _ = raises_journal(fan.reps, seed=seed)
    follower = JournalFollower()
    return [
        (one, tuple(number for number, _ in follower.feed(one).efforts))
        for one in chunks_of(entries, fan.chunk_s)
    ]


async def _record(
    who: tuple[int, str, str],
    offset: float,
    chunks: Chunks,
    fan: Fan,
    outcome: Outcome,
    sent: dict[tuple[str, int], float],
) -> None:
    port, key, recording_id = who
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.perf_counter() + offset * fan.chunk_s
    for number, (body, completes) in enumerate(chunks):
        # A chunk can be sent once the last of its samples was taken.
        await asyncio.sleep(max(0.0, start + (number + 1) * fan.chunk_s - time.perf_counter()))
        at = time.perf_counter()
        for rep in completes:
            sent[recording_id, rep] = at
        writer.write(_request(key, recording_id, number, body))
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(int(length.partition(":")[2]))
        outcome.puts_s.append(time.perf_counter() - at)
        outcome.refused += " 201 " not in head.split("\r\n")[0]
    writer.close()


def _request(key: str, recording_id: str, number: int, body: bytes) -> bytes:
    digest = base64.b64encode(sha256(body).digest()).decode()
    return (
        f"PUT /v1/recordings/{recording_id}/streams/journal/chunks/{number} HTTP/1.1\r\n"
        f"Host: x\r\nAuthorization: Bearer {key}\r\nContent-Digest: sha-256=:{digest}:\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(Fan(**json.load(sys.stdin)))))))  # noqa: T201
