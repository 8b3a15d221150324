"""Workers on a queue in PostgreSQL: they start together, keep to their version, and renew."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from api.accounts.service import AccountService
from api.command import worker
from api.core.settings import Settings
from api.core.viewer import Viewer
from api.recordings.intake import Upload
from api.services import Services, open_services
from api.sessions.analysis_runs import Pipeline
from tests.api.backends import Postgres
from tests.api.house import force_csv, hand_made, settings_in
from tracker.errors import InputError


@pytest.fixture
def settings(tmp_path: Path, postgres: Postgres) -> Settings:
    """Of a database without tables."""
    return settings_in(
        tmp_path, database_url=postgres.empty(), jobs="queue", worker_heartbeat_s=0.2
    )


def version(name: str) -> Pipeline:
    return Pipeline(run=lambda _: hand_made(), version=name)


async def owner(accounts: AccountService) -> Viewer:
    return await accounts.viewer(await accounts.local_key())


async def uploaded(services: Services) -> tuple[Viewer, str]:
    viewer = await owner(services.accounts)
    whose = await services.athletes.measured(viewer, None)
    upload = Upload("plate.csv", force_csv(), None, None)
    taken = await services.sessions.take(viewer, whose, upload)
    return viewer, taken.session.id


async def analysed_by(services: Services, viewer: Viewer, session_id: str, name: str) -> None:
    async with asyncio.timeout(60):
        while True:
            session = await services.sessions.get(viewer, session_id)
            if (session.status, session.pipeline_version) == ("done", name):
                return
            await asyncio.sleep(0.05)


async def test_many_processes_begin_at_once_on_an_empty_database(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        opened = await asyncio.gather(
            *(stack.enter_async_context(open_services(settings, works=n > 1)) for n in range(4))
        )
        ready = [await one.system.ready() for one in opened]

    assert ready == [["database", "storage", "jobs"]] * 4


async def test_a_worker_leaves_what_is_of_another_version(settings: Settings) -> None:
    async with open_services(settings, pipeline=version("2")) as new:
        viewer, session_id = await uploaded(new)
        async with open_services(settings, pipeline=version("1"), works=True):
            # It renews the session by its own version, and does not touch the other's run.
            await analysed_by(new, viewer, session_id, "1")
        async with open_services(settings, pipeline=version("2"), works=True):
            await analysed_by(new, viewer, session_id, "2")


async def test_a_new_worker_has_old_sessions_analysed_again(settings: Settings) -> None:
    async with open_services(settings, pipeline=version("1"), works=True) as old:
        viewer, session_id = await uploaded(old)
        await analysed_by(old, viewer, session_id, "1")
        async with open_services(settings, pipeline=version("2"), works=True) as new:
            await analysed_by(new, viewer, session_id, "2")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "a worker needs PostgreSQL: set CALF_DATABASE_URL="),
        ({"DATABASE_URL": "postgresql://db/calf", "JOBS": "in_process"}, "CALF_JOBS is in_process"),
    ],
)
def test_a_worker_without_a_queue_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name in ("DATABASE_URL", "JOBS"):
        monkeypatch.delenv(f"CALF_{name}", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"CALF_{name}", value)

    with pytest.raises(InputError, match=said):
        worker(data_dir=tmp_path)
