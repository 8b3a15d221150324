"""Every operation does what the OpenAPI document says, whatever it is sent.

CALF_FUZZ_EXAMPLES says how much is sent to each; the default keeps the gate short, and the
nightly checks send more.
"""

import os
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import APIOperation

from api.app import create_app
from api.core.settings import Settings
from tests.api.background import Background, in_background
from tests.api.people import BASE
from tests.api.route_table import TABLE, beginning

EXAMPLES = int(os.environ.get("CALF_FUZZ_EXAMPLES", "1"))
_LAST = {"GET": 0, "POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 2}
# Of a parameter that may be repeated, an empty list or a single text are the same address.
_REPEATABLE = {"GET /v1/live", "GET /v1/live/recordings"}
_SIGN_OUT = "POST /v1/auth/sign-out"

OPERATIONS = [name for name in TABLE if " /v1/" in name]
load_all_checks()


def _order(name: str) -> tuple[int, str]:
    return 3 if name == _SIGN_OUT else _LAST[name.partition(" ")[0]], name


IN_ORDER: list[str] = sorted(OPERATIONS, key=_order)


@pytest.fixture(scope="module")
def operations() -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """What the document describes, by method and path."""
    document = create_app(Settings(_env_file=None)).openapi()
    schema = schemathesis.openapi.from_dict(document)
    return {
        f"{method.upper()} {path}": schema[path][method]
        for path, methods in document["paths"].items()
        for method in methods
    }


@pytest.fixture(
    scope="module", params=["postgresql", pytest.param("sqlite", marks=pytest.mark.nightly)]
)
def background(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Background]:
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    rates = dict.fromkeys(
        ("address", "guess", "request", "search", "change", "grant", "upload", "export"),
        "9999999/minute",
    )
    settings = {f"{name}_rate": rate for name, rate in rates.items()}
    with in_background(tmp_path_factory.mktemp("fuzzed"), postgres, **settings) as running:
        yield running


def test_every_operation_is_tried(
    operations: dict[str, APIOperation[Any, Any, Any, Any]],
) -> None:
    assert set(OPERATIONS) == operations.keys()


@pytest.mark.parametrize("name", IN_ORDER)
def test_an_operation_is_what_the_document_says(
    background: Background, operations: dict[str, APIOperation[Any, Any, Any, Any]], name: str
) -> None:
    operation = operations[name]
    _send_many(background, name, operation, GenerationMode.POSITIVE)
    described = operation.definition.raw
    # An operation that takes nothing cannot be called wrongly.
    if described.get("parameters") or "requestBody" in described:
        _send_many(background, name, operation, GenerationMode.NEGATIVE)


def _send_many(
    background: Background,
    name: str,
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def sent(case: Case[Any], real: bool) -> None:
        if real:
            _name_what_is_there(case, background.world.ids)
        answer = _send(background, name, case)
        case.validate_response(answer, checks=_checks(name, mode))

    sent()


def _checks(name: str, mode: GenerationMode) -> list[Any]:
    names = [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
    ]
    # What is described of an answer without end is its text, not an event.
    if not TABLE[name].streams:
        names.append("response_schema_conformance")
    if mode is GenerationMode.NEGATIVE and name not in _REPEATABLE:
        names.append("negative_data_rejection")
    return CHECKS.get_by_names(names)


def _name_what_is_there(case: Case[Any], ids: dict[str, str]) -> None:
    """Put real ids where ids are asked for, unless that is what is sent wrongly."""
    wrong = {
        location
        for location, part in (case.meta.components if case.meta else {}).items()
        if part.mode is GenerationMode.NEGATIVE
    }
    parts = {
        ParameterLocation.PATH: case.path_parameters,
        ParameterLocation.QUERY: case.query,
        ParameterLocation.BODY: case.body,
    }
    for location, part in parts.items():
        if location not in wrong and isinstance(part, dict):
            part.update({one: ids[one] for one in part.keys() & ids.keys()})


def _send(background: Background, name: str, case: Case[Any]) -> httpx2.Response:
    subject = TABLE[name].by
    client = background.world.clients["sam" if subject == "new" else subject]
    request = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    assert isinstance(body, bytes)
    assert request.method is not None
    assert request.url is not None
    headers = [
        (one.encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
        for one, value in request.headers.items()
    ]
    asked = client.build_request(request.method, request.url, headers=headers, content=body)
    if TABLE[name].streams:
        return background.run(beginning(background.world, asked))
    return background.run(client.send(asked))
