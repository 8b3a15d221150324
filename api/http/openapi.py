"""The description of the API, complete: examples and errors of every operation."""

from copy import deepcopy
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.accounts import schemas as accounts
from api.analytics import schemas as analytics
from api.athletes import schemas as athletes
from api.core.errors import (
    MEDIA_TYPE,
    FieldProblem,
    Packed,
    Problem,
    TooLarge,
    TooMany,
    Unreadable,
    responses,
)
from api.demo import schemas as demo
from api.live import schemas as live
from api.measurements import schemas as measurements
from api.notes import schemas as notes
from api.organizations import schemas as organizations
from api.privacy import schemas as privacy
from api.programmes import schemas as programmes
from api.recordings import schemas as recordings
from api.sessions import schemas as sessions
from api.shares import schemas as shares
from api.system import schemas as system
from api.webhooks import schemas as webhooks

SCHEMAS = (
    accounts, analytics, athletes, demo, live, measurements, notes, organizations, privacy,
    programmes, recordings, sessions, shares, system, webhooks,
)  # fmt: skip

DESCRIPTION = (
    "Stores recordings of calf raises and jumps, analyses them and gives the results, each number "
    "with its method, quality and uncertainty. Errors are `application/problem+json` (RFC 9457)."
)
TAGS = [
    {"name": "accounts", "description": "Signing in, and keys for programs."},
    {"name": "organizations", "description": "Members, invitations and teams."},
    {"name": "athletes", "description": "Whose body is measured, and who may see it."},
    {"name": "recordings", "description": "What was uploaded, kept verbatim."},
    {"name": "sessions", "description": "What was measured in it."},
    {"name": "measurements", "description": "The numbers of many sessions as rows."},
    {"name": "analytics", "description": "Trends, baselines, and who needs attention."},
    {"name": "programmes", "description": "Plans, diaries, and what comes next."},
    {"name": "live", "description": "Recordings watched as they happen."},
    {"name": "privacy", "description": "Everything about a person, to take along or to erase."},
    {"name": "demo", "description": "A club of simulated athletes to look around in."},
    {"name": "webhooks", "description": "Telling other programs what happened."},
    {"name": "system", "description": "The server, and what its numbers mean."},
]
_VALIDATION = "The request is not valid."
_OF_BODIES = responses(Unreadable, TooLarge, Packed)
_OF_THE_SIGNED_IN = responses(TooMany)


def complete(app: FastAPI) -> None:
    """Make the app describe its errors as it answers them, and give every response an example."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        tags=app.openapi_tags,
        license_info=app.license_info,
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    template = "#/components/schemas/{model}"
    # What a stream sends is no operation's answer as a whole, so FastAPI does not know of it.
    described = models_json_schema(
        [(event, "serialization") for event in live.EVENTS.values()], ref_template=template
    )[1]["$defs"]
    schemas |= {name: one for name, one in described.items() if name not in schemas}
    # FastAPI leaves every null out of what it describes, also where an example must have it.
    for name, examples in _examples(*SCHEMAS).items():
        schemas[name]["examples"] = examples
    for model in (FieldProblem, Problem):
        schema = model.model_json_schema(ref_template=template)
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    for path in document["paths"].values():
        for operation in path.values():
            _complete_operation(operation, schemas)
    return document


def _examples(*modules: ModuleType) -> dict[str, list[Any]]:
    """The examples of all models that have some, by the model's name."""
    found = {}
    for name, model in (pair for module in modules for pair in vars(module).items()):
        if isinstance(model, type) and issubclass(model, BaseModel):
            extra = model.model_config.get("json_schema_extra")
            if isinstance(extra, dict) and isinstance(examples := extra.get("examples"), list):
                found[name] = examples
    return found


def _complete_operation(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Add what every operation of its kind may answer, and examples where none is given."""
    if "requestBody" in operation:
        _may_answer(operation, _OF_BODIES)
    if "security" in operation:
        _may_answer(operation, _OF_THE_SIGNED_IN)
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        refused = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if status == "422" and (MEDIA_TYPE in content or refused.endswith("HTTPValidationError")):
            operation["responses"][status] = _invalid(response)
            continue
        for body in content.values():
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            examples = schemas.get(name, {}).get("examples", [])
            if examples and "example" not in body:
                body["example"] = examples[0]


def _may_answer(operation: dict[str, Any], answers: dict[int | str, dict[str, Any]]) -> None:
    for status, response in answers.items():
        operation["responses"].setdefault(str(status), deepcopy(response))


def _invalid(response: dict[str, Any]) -> dict[str, Any]:
    """A 422: the request is malformed or, where an operation says so, its file is unusable."""
    own = response.get("content", {}).get(MEDIA_TYPE, {}).get("example")
    invalid = Problem(
        type="urn:calf-tracker:problem:invalid-request",
        title="The request is not valid",
        status=422,
        detail="query.limit: Input should be less than or equal to 200",
        instance="/v1/sessions",
        errors=[
            FieldProblem(field="query.limit", message="Input should be less than or equal to 200")
        ],
    ).model_dump()
    examples = {"invalid": {"summary": _VALIDATION, "value": invalid}}
    if own:
        examples["unusable"] = {"summary": response["description"], "value": own}
    return {
        "description": f"{_VALIDATION} {response['description'] if own else ''}".strip(),
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
        },
    }
