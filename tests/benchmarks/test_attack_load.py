"""What members notice of an attack: one server, six connections that send 200 requests a second."""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import httpx2
import numpy as np
import psutil
import pytest

from api.core.identifiers import new_id
from tests.api.people import PASSWORD, ok
from tests.api.processes import key_left, server
from tests.benchmarks.paced import CUT_OFF, Answers, Order
from tests.conftest import Show

MEMBERS = 10
"""Phones that each send a chunk and ask for the list once a second."""
SECONDS = 60.0
ATTACKS_PER_S = 200.0
CONNECTIONS = 6
EMAIL = "owner@example.org"


@pytest.mark.nightly
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
async def test_members_are_served_while_a_stranger_attacks(
    tmp_path: Path, backend: str, show: Show
) -> None:
    async with server(tmp_path) as one:
        key = key_left(tmp_path, one.port)
        members = await recordings(one.url, key)
        process = psutil.Process(one.process.pid)
        began_s = cpu_s(process)
        calm = await sent(Order(one.port, SECONDS, members))
        between_s = cpu_s(process)
        under_attack, attack = await asyncio.gather(
            sent(Order(one.port, SECONDS, members, first=1000)),
            sent(Order(one.port, SECONDS, connections=CONNECTIONS, email=EMAIL)),
        )
        ended_s = cpu_s(process)

    lines = table(calm, under_attack, attack)
    shares = (between_s - began_s) / SECONDS, (ended_s - between_s) / SECONDS
    lines.append(f"server: {shares[0]:.0%} of a core before, {shares[1]:.0%} during the attack")
    show(f"members during an attack, {backend}", lines)
    for phase in (calm, under_attack):
        assert phase["list"].statuses.keys() == {"200"}
        assert phase["chunk"].statuses.keys() == {"201"}
    statuses = {status for answers in attack.values() for status in answers.statuses}
    assert all(status[0] == "4" or status in {"503", CUT_OFF} for status in statuses), statuses


async def recordings(url: str, key: str) -> tuple[tuple[str, str], ...]:
    """Make the account that is attacked, and begin a recording for each member."""
    headers = {"authorization": f"Bearer {key}"}
    ids = [new_id() for _ in range(MEMBERS)]
    async with httpx2.AsyncClient(base_url=url, headers=headers) as client:
        club = ok(await client.get("/v1/organizations"))["items"][0]["id"]
        invited = {"email": EMAIL, "role": "coach"}
        made = ok(await client.post(f"/v1/organizations/{club}/invitations", json=invited))
        accepted = {"invitation": made["secret"], "name": "Owner", "password": PASSWORD}
        ok(await client.post("/v1/auth/invitation", json=accepted))
        for recording_id in ids:
            ok(await client.put(f"/v1/recordings/{recording_id}", json={"name": "x.calf"}))
    return tuple((key, recording_id) for recording_id in ids)


def cpu_s(process: psutil.Process) -> float:
    """Seconds of a core that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def sent(order: Order) -> dict[str, Answers]:
    """What a process of its own was answered."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.paced"),
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate(json.dumps(asdict(order)).encode())
    assert process.returncode == 0
    return {kind: Answers(**answers) for kind, answers in json.loads(told).items()}


def table(
    calm: dict[str, Answers], under_attack: dict[str, Answers], attack: dict[str, Answers]
) -> list[str]:
    """Times of members' requests with and without the attack, and what the attack was answered."""
    lines = [f"{'':8}{'p50':>8}{'p95':>8}{'attacked: p50':>16}{'p95':>8}{'p95 ratio':>12}"]
    for kind in ("list", "chunk"):
        before, during = (
            np.percentile(phase[kind].latencies_s, (50, 95)) * 1000
            for phase in (calm, under_attack)
        )
        lines.append(
            f"{kind:8}{before[0]:5.1f} ms{before[1]:5.1f} ms{during[0]:13.1f} ms"
            f"{during[1]:5.1f} ms{during[1] / before[1]:12.2f}"
        )
    total = sum(len(answers.latencies_s) for answers in attack.values())
    lines.append(f"attack: {total / SECONDS:.0f} requests/s of {ATTACKS_PER_S:.0f}")
    for kind, answers in attack.items():
        p95_ms = 1000 * np.percentile(answers.latencies_s, 95)
        counts = ", ".join(f"{n} x {status}" for status, n in Counter(answers.statuses).items())
        lines.append(f"  {kind:28} p95 {p95_ms:6.1f} ms: {counts}")
    return lines
