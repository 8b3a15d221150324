"""Many recorders that send chunks at once, as one process.

Run as ``python -m tests.benchmarks.senders``: an `Order` comes as JSON by the standard input, and
what each chunk took goes out by the standard output. It speaks HTTP itself, because a client
library would take more of the machine than the server that is measured.
"""

import asyncio
import base64
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from tracker.recording.journal import Note, Packet, encode_entry

STREAM = "left_foot"
_PAYLOAD_BYTES = 180
"""Fifteen samples of six channels, as our own sensors send them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent, and where to.

    `senders` are each one's key and recording; `first` is the number of the first chunk.
    """

    port: int
    senders: list[tuple[str, str]]
    first: int
    chunks: int
    chunk_bytes: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: how long all took, and each chunk; how often each status was answered."""

    seconds: float
    latencies_s: list[float] = field(repr=False)
    statuses: dict[str, int]


def chunk(number: int, size: int) -> bytes:
    """A run of whole journal entries of nearly that size; each number's is another."""
    parts = [encode_entry(Note({"chunk": number}))]
    packet = encode_entry(Packet(0, 0, bytes(_PAYLOAD_BYTES)))
    return b"".join(parts + [packet] * ((size - len(parts[0])) // len(packet)))


def requests_of(order: Order, key: str, recording_id: str) -> list[bytes]:
    """All requests of one sender, ready to be written."""
    made = []
    for number in range(order.first, order.first + order.chunks):
        body = chunk(number, order.chunk_bytes)
        digest = base64.b64encode(sha256(body).digest()).decode()
        head = (
            f"PUT /v1/recordings/{recording_id}/streams/{STREAM}/chunks/{number} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{order.port}\r\n"
            f"Authorization: Bearer {key}\r\n"
            f"Content-Digest: sha-256=:{digest}:\r\n"
            "Content-Type: application/octet-stream\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


async def send(order: Order) -> Sent:
    """Send everything, each sender one chunk after the other."""
    prepared = [requests_of(order, *who) for who in order.senders]
    latencies: list[float] = []
    statuses: dict[str, int] = {}
    began = time.perf_counter()
    await asyncio.gather(*(_send(order.port, one, latencies, statuses) for one in prepared))
    return Sent(time.perf_counter() - began, latencies, statuses)


async def _send(
    port: int, requests: list[bytes], latencies: list[float], statuses: dict[str, int]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        status = await _answered(reader)
        latencies.append(time.perf_counter() - began)
        statuses[status] = statuses.get(status, 0) + 1
    writer.close()
    await writer.wait_closed()


async def _answered(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(int(length.partition(":")[2]))
    return head.split(" ", 2)[1]


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(send(Order(**json.load(sys.stdin)))))))  # noqa: T201
