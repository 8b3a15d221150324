"""Chunks a second, against a handler that writes the same bytes and one row and does no more.

Run with ``pytest -n0 tests/benchmarks/test_upload_speed.py --benchmark-enable``; else a few chunks
are sent, and it is looked whether they are there. Each server is a process, all senders another;
the servers take turns.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from api.core.identifiers import new_id
from api.core.settings import Settings
from api.services import open_services
from tests.api.house import settings_in
from tests.benchmarks.senders import STREAM, Order, Sent
from tests.benchmarks.serving import ROOT, served
from tests.conftest import Show
from tests.validation.layout import aligned

CHUNK_BYTES = 39_000


@dataclass(frozen=True, slots=True)
class Load:
    """How much is sent: by how many, chunks of each in a turn, and turns."""

    senders: int
    chunks: int
    turns: int


IN_EARNEST = Load(senders=16, chunks=40, turns=5)
A_FEW = Load(senders=3, chunks=2, turns=1)


@pytest.fixture(scope="module")
def table(show: Show) -> Iterator[list[list[str]]]:
    """Rows to be shown at the end."""
    rows: list[list[str]] = []
    yield rows
    head = ["database", "handler", "uploads/s", "median ms", "95th", "99th", "ratio (each turn)"]
    show(f"chunks of {CHUNK_BYTES // 1000} kB uploaded", aligned([head, *rows]))


@pytest.mark.both_databases
async def test_chunks_go_up_nearly_as_fast_as_they_can_be_written(
    backend: str,
    tmp_path: Path,
    benchmark: BenchmarkFixture,
    pytestconfig: pytest.Config,
    table: list[list[str]],
) -> None:
    load = IN_EARNEST if pytestconfig.getoption("benchmark_enable") else A_FEW
    settings = settings_in(tmp_path, jobs="auto")
    senders = await _senders(settings, load.senders)
    environment = {
        "CALF_DATABASE_URL": settings.database,
        "CALF_STORAGE_URL": settings.storage,
        "CALF_DATA_DIR": str(tmp_path),
        # Each is counted all the same.
        "CALF_REQUEST_RATE": "1000000/minute",
    }
    with ExitStack() as stack:
        bare, ours = (
            stack.enter_context(served(factory, environment, tmp_path / f"{number}.log"))
            for number, factory in enumerate(
                ("tests.benchmarks.bare:create_app", "api.app:create_app")
            )
        )
        for key, recording_id in senders:
            answer = httpx2.put(
                f"http://127.0.0.1:{ours}/v1/recordings/{recording_id}",
                headers={"authorization": f"Bearer {key}"},
                json={"name": "journal.calf"},
            )
            assert answer.is_success, answer.text
        sent: dict[int, list[Sent]] = {bare: [], ours: []}

        def turn() -> None:
            first = load.chunks * len(sent[ours])
            for port, done in sent.items():
                done.append(_send(Order(port, senders, first, load.chunks, CHUNK_BYTES)))

        # The first turn opens connections and fills caches.
        turn()
        benchmark.pedantic(turn, rounds=load.turns)  # type: ignore[no-untyped-call]
        number = load.chunks * len(sent[ours])
        for key, recording_id in senders:
            answer = httpx2.get(
                f"http://127.0.0.1:{ours}/v1/recordings/{recording_id}/chunks",
                headers={"authorization": f"Bearer {key}"},
            )
            assert answer.json()["streams"] == [
                {"stream": STREAM, "received": number, "next": number, "missing": []}
            ]
    for done in sent.values():
        assert all(set(one.statuses) == {"201"} for one in done), done
    _tell(table, backend, sent[bare][1:], sent[ours][1:])


async def _senders(settings: Settings, count: int) -> list[tuple[str, str]]:
    """Keys and ids of new recordings."""
    async with open_services(settings) as services:
        return [(await services.accounts.local_key(), new_id()) for _ in range(count)]


def _send(order: Order) -> Sent:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.senders"],
        cwd=ROOT,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Sent(**json.loads(done.stdout))


def _tell(table: list[list[str]], backend: str, bare: list[Sent], ours: list[Sent]) -> None:
    ratios = [b.seconds / o.seconds for b, o in zip(bare, ours, strict=True)]
    spread = f"{np.median(ratios):.2f} ({', '.join(f'{one:.2f}' for one in sorted(ratios))})"
    for name, done in (("bare", bare), ("calf-tracker", ours)):
        rates = [len(one.latencies_s) / one.seconds for one in done]
        latencies = np.concatenate([one.latencies_s for one in done])
        cells = [f"{1000 * one:.1f}" for one in np.percentile(latencies, (50, 95, 99))]
        ratio = spread if done is ours else "1"
        table.append([backend, name, f"{np.median(rates):.0f}", *cells, ratio])
