"""From the moment a chunk is sent to the repetition that it completes at each viewer.

Run with ``pytest -n0 tests/benchmarks/test_live_fan_out.py --benchmark-enable``; else a few record
and a few watch, and it is looked whether all is seen. Servers are processes on PostgreSQL, those
who record and watch another; each recorder is a pair of motion sensors at 100 Hz.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2
import numpy as np
import psutil
import pytest

from api.core.identifiers import new_id
from tests.api.backends import Postgres
from tests.api.house import House, opened
from tests.benchmarks.fan import Fan, Outcome
from tests.benchmarks.serving import ROOT, served
from tests.conftest import Show
from tests.validation.layout import aligned

VIEWS_A_KEY = 10


@dataclass(frozen=True, slots=True)
class Load:
    """Teams, athletes and viewers of each; reps; seconds in a chunk, and before the first."""

    teams: int
    athletes: int
    viewers: int
    reps: int
    chunk_s: float
    lead_s: float


IN_EARNEST = Load(teams=10, athletes=5, viewers=20, reps=6, chunk_s=1.0, lead_s=8.0)
A_FEW = Load(teams=2, athletes=1, viewers=2, reps=2, chunk_s=0.25, lead_s=0.0)


@pytest.fixture(scope="module")
def table(show: Show) -> Iterator[list[list[str]]]:
    """Rows to be shown at the end."""
    rows: list[list[str]] = []
    yield rows
    head = [
        "load", "delay, median", "95th", "most", "seen", "lost", "twice", "put, median", "95th",
        "servers' CPU", "machine's load before",
    ]  # fmt: skip
    show("repetitions seen live, from the chunk that is sent", aligned([head, *rows]))


@pytest.mark.parametrize("processes", [1, 2])
def test_everybody_sees_every_repetition_soon(
    processes: int,
    postgres: Postgres,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    table: list[list[str]],
) -> None:
    load = IN_EARNEST if pytestconfig.getoption("benchmark_enable") else A_FEW
    before = os.getloadavg()[0]
    address = postgres.new()
    environment = {
        "CALF_DATABASE_URL": address,
        "CALF_DATA_DIR": str(tmp_path),
        "CALF_REQUEST_RATE": "1000000/minute",
        # All viewers are of one account.
        "CALF_ACCOUNT_STREAMS": "1000",
    }
    with ExitStack() as stack:
        ports = [
            stack.enter_context(served("api.app:create_app", environment, tmp_path / f"{one}.log"))
            for one in range(processes)
        ]
        fan = asyncio.run(_prepared(tmp_path, address, load, ports))
        servers = _processes()
        spent = _cpu_s(servers)
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.fan"],
            input=json.dumps(asdict(fan)).encode(),
            stdout=subprocess.PIPE,
            cwd=ROOT,
            check=True,
        )
        outcome = Outcome(**json.loads(done.stdout))
        share = (_cpu_s(_processes()) - spent) / outcome.seconds
    postgres.drop(address)
    table.append(_row(load, processes, outcome, share, before))

    assert outcome.expected >= load.teams * load.athletes * load.viewers * (load.reps - 1)
    assert (outcome.lost, outcome.twice, outcome.refused) == (0, 0, 0)


async def _prepared(folder: Path, address: str, load: Load, ports: list[int]) -> Fan:
    async with opened(folder, database_url=address, request_rate="1000000/minute") as house:
        return await _fan(house, load, ports)


async def _fan(house: House, load: Load, ports: list[int]) -> Fan:
    me = (await house.client.get("/v1/me")).json()
    club = f"/v1/organizations/{me['memberships'][0]['organization_id']}"
    fan = Fan([], [], {}, load.reps, load.chunk_s, load.lead_s)
    for team_number in range(load.teams):
        made = await house.client.post(f"{club}/teams", json={"name": f"Team {team_number}"})
        team = made.json()["id"]
        fan.teams[team] = []
        for number in range(load.athletes):
            port = ports[len(fan.recorders) % len(ports)]
            recording_id = await _begun(house, club, team, number, port)
            fan.teams[team].append(recording_id)
            fan.recorders.append((port, house.key, recording_id))
        for number in range(load.viewers):
            if number % VIEWS_A_KEY == 0:
                key = await house.services.accounts.local_key()
            fan.viewers.append((ports[len(fan.viewers) % len(ports)], key, team))
    return fan


async def _begun(house: House, club: str, team: str, number: int, port: int) -> str:
    body = {"name": f"Athlete {number}", "consent_stated": True}
    athlete = (await house.client.post(f"{club}/athletes", json=body)).json()["id"]
    placed = await house.client.put(f"/v1/teams/{team}/athletes/{athlete}")
    assert placed.is_success, placed.text
    recording_id = new_id()
    answer = httpx2.put(
        f"http://127.0.0.1:{port}/v1/recordings/{recording_id}",
        json={"athlete_id": athlete, "exercise": "calf_raise"},
        headers={"authorization": f"Bearer {house.key}"},
        timeout=30,
    )
    assert answer.is_success, answer.text
    return recording_id


def _processes() -> list[psutil.Process]:
    """The servers, and what they have started."""
    ours = psutil.Process().children()
    servers = [one for one in ours if "uvicorn" in one.cmdline()]
    return servers + [child for one in servers for child in one.children(recursive=True)]


def _cpu_s(processes: list[psutil.Process]) -> float:
    times = [one.cpu_times() for one in processes]
    return sum(one.user + one.system for one in times)


def _row(load: Load, processes: int, outcome: Outcome, share: float, before: float) -> list[str]:
    delays, puts = np.array(outcome.delays_s), np.array(outcome.puts_s) * 1000
    recorders = load.teams * load.athletes
    return [
        f"{recorders} recorders, {load.teams * load.viewers} viewers, {processes} processes",
        f"{np.median(delays):.2f} s",
        f"{np.percentile(delays, 95):.2f} s",
        f"{delays.max():.2f} s",
        str(delays.size),
        str(outcome.lost),
        str(outcome.twice),
        f"{np.median(puts):.0f} ms",
        f"{np.percentile(puts, 95):.0f} ms",
        f"{share:.2f} cores",
        f"{before:.1f}",
    ]
