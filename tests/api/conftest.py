"""A running application with a pipeline that always finds the same, on either database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.api.backends import BACKENDS, Addresses, Postgres, current, running_postgres
from tests.api.house import House, hand_made, opened, pipeline_of


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL a run (and worker)."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Have the test run on one database, then on the other."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    addresses = Addresses(server)
    current.append(addresses)
    yield request.param
    current.pop()
    addresses.drop()


@pytest.fixture
async def house(backend: str, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path, pipeline_of(hand_made())) as running:
        yield running
