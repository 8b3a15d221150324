"""Requests to every route that are valid but for one hostile thing."""

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from pydantic import BaseModel

from tests.api.hostile_values import FORM, HEADERS, IN_HEADERS, JSON_KEYS, in_address, in_json
from tests.api.route_table import TABLE, Ids
from tests.api.world import World

Fields = dict[str, Any]
"""Names of parameters, each with its type."""
Texts = Callable[[], list[str]]
_FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
_JSON_TYPE = {"content-type": "application/json"}


@dataclass
class Parameters:
    """What a route takes."""

    path: Fields = field(default_factory=dict)
    query: Fields = field(default_factory=dict)
    body: Fields = field(default_factory=dict)

    def add(self, dependant: Any) -> None:
        """Add what a function takes, and what the functions before it take."""
        for fields, found in (
            (self.path, dependant.path_params),
            (self.query, dependant.query_params),
            (self.body, dependant.body_params),
        ):
            fields.update({entry.alias: entry.field_info.annotation for entry in found})
        for before in dependant.dependencies:
            self.add(before)

    @property
    def json_fields(self) -> Fields:
        """The fields of a JSON body."""
        return {
            name: entry.annotation
            for kind in self.body.values()
            if isinstance(kind, type) and issubclass(kind, BaseModel)
            for name, entry in kind.model_fields.items()
        }


@dataclass(frozen=True)
class Hostile:
    """One request; path and query are as they stand in an address."""

    what: str
    path: dict[str, str]
    query: dict[str, str]
    sent: dict[str, Any]
    header: tuple[bytes, bytes] | None = None

    def address(self, template: str) -> str:
        """The address at a route."""
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{template.format(**self.path)}?{query}"


def parameters_of(app: FastAPI) -> dict[str, Parameters]:
    """What every route takes, by its name in the table of routes."""
    found: dict[str, Parameters] = {}
    for path, route in _routes(app.routes, ""):
        taken = Parameters()
        taken.add(route.dependant)
        found |= {f"{method} {path}": taken for method in route.methods}
    return {name: found[name] for name in TABLE if name in found}


def hostile_requests(
    route: str, taken: Parameters, world: World, ids: Ids, texts: Texts | None = None
) -> Iterator[Hostile]:
    """Requests to a route.

    Parameters
    ----------
    route, taken
        Which one, and what it takes.
    world, ids
        What a valid request names.
    texts
        Gives random texts, which are sent in every place instead of the known values.
    """
    entry = TABLE[route]
    sent = {} if entry.sends is None else entry.sends(world, ids)
    query = {name: quote(str(value), safe="") for name, value in sent.pop("params", {}).items()}
    sent.pop("follow_redirects", None)
    path = {name: quote(ids.get(name, "x"), safe="") for name in taken.path}
    valid = Hostile("nothing", path, query, sent)
    yield valid
    for name, kind in taken.path.items():
        for value in _in_address(name, kind, texts):
            if value.strip("/"):
                yield replace(valid, what=f"path {name}={value}", path=path | {name: value})
    for name, kind in taken.query.items():
        for value in _in_address(name, kind, texts):
            yield replace(valid, what=f"query {name}={value}", query=query | {name: value})
    if "json" in sent:
        yield from _json_bodies(valid, taken.json_fields, texts)
    elif entry.sends is not None or taken.body:
        yield from _forms(valid, taken, texts)
    if texts is None:
        yield from _headers(valid)


def _headers(valid: Hostile) -> Iterator[Hostile]:
    for name in HEADERS:
        for data in IN_HEADERS:
            what = f"header {name}: {data!r}"
            yield replace(valid, what=what, header=(name.encode(), data))


def _in_address(name: str, kind: Any, texts: Texts | None) -> list[str]:
    if texts is None:
        return in_address(name, kind)
    return [quote(text.encode("utf-8", "surrogatepass"), safe="") for text in texts()]


def _json_bodies(valid: Hostile, fields: Fields, texts: Texts | None) -> Iterator[Hostile]:
    for what, body in _json_values(valid.sent["json"], fields, texts):
        sent = {"content": json.dumps(body).encode(), "headers": _JSON_TYPE}
        yield replace(valid, what=what, sent=sent)


def _json_values(body: Any, fields: Fields, texts: Texts | None) -> Iterator[tuple[str, Any]]:
    known = {(name,): in_json(kind) for name, kind in fields.items()}
    inside = {place: in_json(None) for place in _places(body)}
    for place, values in (inside | known).items():
        for value in values if texts is None else texts():
            yield f"json {place}={value!r}", _with(body, place, value)
    for key in JSON_KEYS if texts is None else texts():
        yield f"json key {key!r}", body | {key: 1}
    yield from (("json list", []), ("json text", "\ud800"), ("json null", None))


def _forms(valid: Hostile, taken: Parameters, texts: Texts | None) -> Iterator[Hostile]:
    form = {name: quote(str(value), safe="") for name, value in valid.sent.get("data", {}).items()}
    for name in sorted({*form, *taken.body}):
        for value in FORM if texts is None else _in_address(name, str, texts):
            fields = form | {name: value}
            content = "&".join(f"{key}={given}" for key, given in fields.items())
            sent = {"content": content.encode(), "headers": _FORM_TYPE}
            yield replace(valid, what=f"form {name}={value}", sent=sent)


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    """Where every value in a JSON value is."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield (key,)
        yield from ((key, *deeper) for deeper in _places(inner))


def _with(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The body with another value in that place."""
    changed = deepcopy(body)
    inside = changed
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    return changed


def _routes(routes: Iterable[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _routes(included.routes, prefix + route.include_context.prefix)
        elif hasattr(route, "dependant"):
            yield prefix + route.path, route
