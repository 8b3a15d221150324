"""A running application with a pipeline that always finds the same, on either database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.accounts import secrets
from tests.api.backends import BACKENDS, Addresses, Postgres, current, running_postgres
from tests.api.house import House, hand_made, opened, pipeline_of
from tests.api.people import People


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


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with the least work that argon2 takes."""
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(secrets, "_passwords", weak)


@pytest.fixture
async def people(house: House, quick_passwords: None) -> AsyncIterator[People]:
    """Makes organizations with members on the house."""
    made = People(house)
    yield made
    await made.aclose()
