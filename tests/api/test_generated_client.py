"""A client that is generated from the description: all of it is understood, and calls work."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from api.app import create_app
from api.embedded import EmbeddedServer
from tests.api.house import force_csv, settings_in

PACKAGE = "calf_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package of the client, generated without a complaint."""
    folder = tmp_path_factory.mktemp("client")
    document = folder / "openapi.json"
    document.write_text(json.dumps(create_app(settings_in(folder)).openapi()))
    # The generator knows no zip; it is bytes to it. What it writes wants spaces here and there.
    file = ConfigFile(
        post_hooks=[f"{sys.executable} -P -m ruff format ."],
        content_type_overrides={"application/zip": "application/octet-stream"},
    )
    config = Config.from_sources(
        file,
        MetaType.NONE,
        document_source=document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=folder / PACKAGE,
    )
    assert [f"{one.header} {one.detail}" for one in generate(config=config)] == []
    sys.path.insert(0, str(folder))
    yield folder / PACKAGE
    sys.path.remove(str(folder))
    for name in [one for one in sys.modules if one.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def part(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{name}")


def test_every_operation_has_a_function_of_its_name(generated: Path, tmp_path: Path) -> None:
    document = create_app(settings_in(tmp_path)).openapi()
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]

    made = {path.stem for path in generated.glob("api/*/*.py")} - {"__init__"}

    assert len(set(names)) == len(names)
    assert made == set(names)
    for path in generated.glob("api/*/*.py"):
        part(f"api.{path.parent.name}.{path.stem}")


async def test_its_calls_give_models(generated: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, port=0) as server:
        async with httpx2.AsyncClient(
            base_url=server.url, headers={"authorization": f"Bearer {server.key}"}
        ) as sender:
            sent = await sender.post("/v1/recordings", files={"file": ("plate.csv", force_csv())})
            session_id = sent.json()["session"]["id"]
        client = part("client").AuthenticatedClient(base_url=server.url, token=server.key)
        async with client:
            sessions = await part("api.sessions.list_sessions").asyncio(client=client, limit=5)
            measured = await part("api.measurements.list_measurements").asyncio(
                client=client,
                metric=["reps", "total_work"],
                scope=part("models").ListMeasurementsScopeType0("set"),
            )
            refused = await part("api.measurements.list_measurements").asyncio(
                client=client, metric=["height"]
            )
            archive = await part("api.recordings.export_recordings").asyncio(client=client)

    assert isinstance(sessions, part("models").SessionPage)
    assert [one.id for one in sessions.items] == [session_id]
    assert isinstance(measured, part("models").MeasurementPage)
    assert [one.id for one in measured.sessions] == [session_id]
    assert isinstance(refused, part("models").Problem)
    assert "GET /v1/metrics" in refused.detail
    assert archive.payload.read().startswith(b"PK")
