"""A running application with a pipeline that always finds the same, on either database."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.accounts import secrets
from tests.api.backends import Addresses, Postgres, compiled_once, current, running_postgres
from tests.api.house import House, hand_made, opened, pipeline_of
from tests.api.people import People


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL a run (and worker)."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    with compiled_once():
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every server test on PostgreSQL, and on SQLite too: those marked `both_databases`.

    The others run on SQLite in the nightly checks.
    """
    named = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "backend" in metafunc.fixturenames and not any("backend" in names for names in named):
        both = metafunc.definition.get_closest_marker("both_databases") is not None
        sqlite = pytest.param("sqlite", marks=() if both else pytest.mark.nightly)
        metafunc.parametrize("backend", ["postgresql", sqlite], indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the test the database that its parameter names."""
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


@pytest.fixture
def daytime() -> Iterator[None]:
    """Let it be noon, for tests of days: none of them sees midnight pass."""
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=True):
        yield
