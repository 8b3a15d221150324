"""The API's description: complete, true, and with examples that are valid."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from api.app import create_app
from api.core.errors import MEDIA_TYPE, Problem
from api.http.openapi import SCHEMAS
from tests.api.house import House, force_csv, settings_in

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(settings_in(tmp_path))


def operations(app: FastAPI) -> Iterator[Operation]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


MODELS: dict[str, type[BaseModel]] = {
    name: model
    for module in SCHEMAS
    for name, model in vars(module).items()
    if isinstance(model, type) and issubclass(model, BaseModel)
} | {"Problem": Problem}


def check(schema: dict[str, Any], value: Any) -> None:
    """Hold a value to the model that a schema names: nothing missing, nothing beside it."""
    model = MODELS[schema["$ref"].rpartition("/")[2]]
    shown = model.model_validate_json(json.dumps(value)).model_dump(mode="json")
    if model is Problem:
        shown = {name: one for name, one in shown.items() if one or name != "errors"}
    assert shown == value


def examples_of(content: dict[str, Any]) -> list[Any]:
    several = [one["value"] for one in content.get("examples", {}).values()]
    return several + ([content["example"]] if "example" in content else [])


def test_every_operation_is_described(app: FastAPI) -> None:
    for method, path, operation in operations(app):
        assert operation["summary"], (method, path)
        assert len(operation["description"]) > 20, (method, path)
        assert operation["tags"], (method, path)
        for status, response in operation["responses"].items():
            assert response["description"], (method, path, status)


def test_every_answer_has_an_example_that_is_valid(app: FastAPI) -> None:
    for method, path, operation in operations(app):
        for status, response in operation["responses"].items():
            if status == "204":
                continue
            for media, content in response["content"].items():
                if media not in {"application/json", MEDIA_TYPE}:
                    continue
                examples = examples_of(content)
                assert examples, (method, path, status, media)
                for example in examples:
                    check(content["schema"], example)


def test_examples_of_schemas_are_valid(app: FastAPI) -> None:
    for name, schema in app.openapi()["components"]["schemas"].items():
        for example in schema.get("examples", []):
            check({"$ref": f"#/{name}"}, example)


def test_errors_are_described_as_they_are_answered(app: FastAPI) -> None:
    for method, path, operation in operations(app):
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == [MEDIA_TYPE], (method, path, status)
        takes = operation.get("parameters") or operation.get("requestBody")
        if takes and "limit" in str(takes):
            assert "422" in operation["responses"], (method, path)
    assert "HTTPValidationError" not in str(app.openapi())


def test_the_uploads_fields_are_described(app: FastAPI) -> None:
    body = app.openapi()["paths"]["/v1/recordings"]["post"]["requestBody"]
    schema = body["content"]["multipart/form-data"]["schema"]
    fields = app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]

    assert set(fields["properties"]) == {"file", "rate_hz", "exercise", "athlete_id"}
    assert all(field["description"] for field in fields["properties"].values())


async def test_answers_are_what_the_description_says(house: House) -> None:
    session_id = await house.session_of(force_csv())
    recording = (await house.client.get("/v1/recordings")).json()["items"][0]
    me = (await house.client.get("/v1/me")).json()
    organization_id = me["memberships"][0]["organization_id"]
    teams = f"/v1/organizations/{organization_id}/teams"
    parts = {
        "session_id": session_id,
        "recording_id": recording["id"],
        "stream": "plate",
        "athlete_id": recording["athlete_id"],
        "organization_id": organization_id,
        "team_id": (await house.client.post(teams, json={"name": "Sprint"})).json()["id"],
    }
    programme = f"/v1/athletes/{recording['athlete_id']}/programme/from-template"
    made = await house.client.post(programme, json={"template": "calf_strength"})
    assert made.is_success, made.text
    asked = {"/v1/athletes/{athlete_id}/trends": {"metric": "heel_height"}}
    answered = set()
    for method, path, operation in operations(house.app):
        if method != "get" or "text/event-stream" in str(operation["responses"]["200"]):
            continue
        address = re.sub(r"{(\w+)}", lambda found: parts[found[1]], path)
        answer = await house.client.get(address, params=asked.get(path))
        described = operation["responses"][str(answer.status_code)].get("content", {})
        media = answer.headers["content-type"].partition(";")[0]
        assert media in described, path
        if media in {"application/json", MEDIA_TYPE}:
            check(described[media]["schema"], answer.json())
            answered.add((path, answer.status_code))
    assert {path for path, status in answered if status != 200} == {
        "/v1/recordings/{recording_id}/chunks"
    }


async def test_a_method_that_is_not_taken_is_a_problem(house: House) -> None:
    answer = await house.client.put("/v1/sessions")

    assert answer.status_code == 405
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ("athlet_id=1", "query.athlet_id", "no such parameter"),
        ("limit=1&limit=2", "query.limit", "several times"),
    ],
)
async def test_no_parameter_is_dropped_in_silence(
    house: House, query: str, field: str, reason: str
) -> None:
    answer = await house.client.get(f"/v1/sessions?{query}")

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == field
    assert reason in fault["message"]


async def test_a_parameter_that_takes_several_takes_them(house: House) -> None:
    answer = await house.client.get("/v1/measurements?metric=heel_height&metric=work")

    assert answer.status_code == 200
