"""Lists, sessions, trends and overviews of a large club, against the same SQL sent by hand.

Run with ``pytest -n0 tests/benchmarks/test_query_speed.py --benchmark-enable`` for 1,000 athletes,
100,000 sessions and 1,000,000 efforts; else for a small club, of which only the answers matter.
By hand means: the statements by asyncpg in this process, and the rows as JSON. A bare handler does
the same behind a server in a process of its own, where the API is too. The API also asks who shows
the key, judges what it found, and says it in its own form.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from api.core.settings import Settings
from api.services import open_services
from tests.api.backends import Postgres
from tests.benchmarks.by_hand import ByHand, Hand, Statement, overview_of
from tests.benchmarks.club import SUMMED, Club, Size, fill
from tests.benchmarks.serving import served
from tests.conftest import Show
from tests.validation.layout import aligned

IN_EARNEST = Size(athletes=1000, sessions=100, efforts=10, measured=10, team=50)
SMALL = Size(athletes=6, sessions=3, efforts=2, measured=2, team=4)
ASKED = 200
METRICS = SUMMED[:2]
SINCE = datetime.now(UTC).replace(microsecond=0) - timedelta(days=90)

Answer = list[list[list[Any]]]
"""Tables of rows."""


@dataclass(frozen=True)
class Both:
    """The server that is asked, and those that do the same by hand: over HTTP and here."""

    club: Club
    http: HTTPConnection
    bare: HTTPConnection
    key: str
    hand: ByHand
    runner: asyncio.Runner

    def get(self, path: str, **query: Any) -> tuple[float, float, dict[str, Any]]:
        """Seconds of the API and of a bare handler, and the API's answer."""
        address = f"{path}?{urlencode(query, doseq=True)}"
        bare_s, _ = self._got(self.bare, address)
        took, told = self._got(self.http, address)
        return took, bare_s, told

    def _got(self, server: HTTPConnection, address: str) -> tuple[float, Any]:
        began = time.perf_counter()
        server.request("GET", address, headers={"Authorization": f"Bearer {self.key}"})
        answer = server.getresponse()
        data = answer.read()
        took = time.perf_counter() - began
        assert answer.status == 200, data
        return took, json.loads(data)

    def by_hand(self, ask: Callable[[ByHand], Awaitable[bytes]]) -> tuple[float, Answer]:
        """Seconds and rows by hand."""

        async def timed() -> tuple[float, bytes]:
            began = time.perf_counter()
            data = await ask(self.hand)
            return time.perf_counter() - began, data

        took, data = self.runner.run(timed())
        rows: Answer = json.loads(data)
        return took, rows


Asked = tuple[float, float, float]
"""Seconds of the API, of a bare handler, and by hand."""


def sessions(both: Both, number: int) -> Asked:
    """A page of fifty, by organization, exercise, side and time."""
    since = SINCE + timedelta(seconds=number)
    api_s, bare_s, api = both.get(
        "/v1/sessions",
        organization_id=both.club.organization_id,
        exercise="calf_raise",
        side="left",
        performed_from=since.isoformat(),
    )
    hand_s, hand = both.by_hand(lambda ask: ask.sessions(since))
    assert [one["id"] for one in api["items"]] == [row[0] for row in hand[0][:50]]
    return api_s, bare_s, hand_s


def session(both: Both, number: int) -> Asked:
    """One with all results."""
    session_id = both.club.session(number)
    api_s, bare_s, api = both.get(f"/v1/sessions/{session_id}")
    hand_s, hand = both.by_hand(lambda ask: ask.session(session_id))
    efforts = api["analysis"]["efforts"]
    told = [metric["value"] for one in efforts for metric in one["metrics"].values()]
    assert len(efforts) == both.club.size.efforts
    assert sorted(told) == sorted(row[2] for row in hand[3])
    return api_s, bare_s, hand_s


def trend(both: Both, number: int) -> Asked:
    """Two metrics of an athlete, of all sessions."""
    athlete_id = both.club.athlete(number)
    api_s, bare_s, api = both.get(f"/v1/athletes/{athlete_id}/trends", metric=METRICS)
    hand_s, hand = both.by_hand(lambda ask: ask.trend(athlete_id, METRICS))
    points = [point["value"] for one in api["items"] for point in one["points"]]
    assert len(points) == 2 * both.club.size.sessions
    assert sorted(points) == sorted(row[6] for row in hand[0])
    return api_s, bare_s, hand_s


def overview(both: Both, number: int) -> Asked:
    """Who of a team needs attention."""
    del number
    api_s, bare_s, api = both.get(f"/v1/teams/{both.club.team_id}/overview")
    hand_s, hand = both.by_hand(lambda ask: ask.overview())
    assert api["athletes"] == both.club.size.team
    assert any(len(table) == both.club.size.team for table in hand)
    return api_s, bare_s, hand_s


@pytest.fixture(scope="module")
def both(
    postgres: Postgres, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    size = IN_EARNEST if pytestconfig.getoption("benchmark_enable") else SMALL
    folder = tmp_path_factory.mktemp("club")
    address = postgres.new()
    settings = Settings(_env_file=None, data_dir=folder, database_url=address)
    environment = {
        "CALF_DATABASE_URL": address,
        "CALF_DATA_DIR": str(folder),
        "CALF_REQUEST_RATE": "1000000/minute",
        "CALF_SEARCH_RATE": "1000000/minute",
    }
    with asyncio.Runner() as runner:
        key, club, statements = runner.run(_prepared(settings, size))
        connection = runner.run(asyncpg.connect(club.dsn))
        hand = ByHand(Hand(club.user_id, club.organization_id, statements), connection)
        names = {"DSN": club.dsn, "KEY": key, "TEAM_ID": club.team_id}
        told = environment | {f"BY_HAND_{name}": value for name, value in names.items()}
        with (
            served("api.app:create_app", environment, Path(folder, "api.log")) as port,
            served("tests.benchmarks.by_hand:create_app", told, Path(folder, "hand.log")) as other,
            closing(HTTPConnection("127.0.0.1", port, timeout=60)) as http,
            closing(HTTPConnection("127.0.0.1", other, timeout=60)) as bare,
        ):
            yield Both(club, http, bare, key, hand, runner)
        runner.run(connection.close())
    postgres.drop(address)


async def _prepared(settings: Settings, size: Size) -> tuple[str, Club, list[Statement]]:
    """A key, the club, and the statements of its team's overview."""
    async with open_services(settings) as services:
        key = await services.accounts.local_key()
        viewer = await services.accounts.viewer(key)
        [mine] = (await services.organizations.all_of(viewer)).items
        club = await fill(settings.database, mine.id, viewer.user_id, size)
        statements = await overview_of(services, key, club.team_id)
    return key, club, statements


@pytest.fixture(scope="module")
def table(show: Show, both: Both) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    yield rows
    head = ["asked for", "API ms", "95th", "bare handler", "95th", "ratio", "by hand", "95th"]
    head.append("ratio")
    size = both.club.size
    total = size.athletes * size.sessions
    show(
        f"{size.athletes} athletes, {total} sessions, {total * size.efforts} efforts",
        aligned([head, *rows]),
    )


@pytest.mark.parametrize("question", [sessions, session, trend, overview])
def test_answers_are_those_of_the_rows_and_hardly_later(
    question: Callable[[Both, int], Asked],
    both: Both,
    benchmark: BenchmarkFixture,
    pytestconfig: pytest.Config,
    table: list[list[str]],
) -> None:
    count = ASKED if pytestconfig.getoption("benchmark_enable") else 2
    for number in range(count // 10):
        question(both, number)
    asked: list[Asked] = []

    def ask() -> None:
        asked.extend(question(both, number) for number in range(count))

    benchmark.pedantic(ask)  # type: ignore[no-untyped-call]
    [(api, late), *others] = np.percentile(1000 * np.array(asked), (50, 95), axis=0).T
    cells = [f"{api:.2f}", f"{late:.2f}"]
    for median, last in others:
        cells += [f"{median:.2f}", f"{last:.2f}", f"{api / median:.2f} ({late / last:.2f})"]
    table.append([question.__doc__ or "", *cells])
