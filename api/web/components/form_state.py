"""Forms of one field a thing: who may send them, what is wrong in them, what is said afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

from annotated_types import Ge, Gt, Le, Lt
from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from api.core.authentication import SignedIn, check_form
from api.core.errors import ApiError
from api.core.viewer import Scope
from api.services import AllServices
from api.web.components.visit import Visit, visit_of
from api.web.words import page_words, say

_Text = Annotated[str, Form(max_length=100)]
INVALID = 422


# What pydantic calls a fault, and what it is called in our words.
_FAULTS = {
    "missing": "missing",
    "string_too_short": "short",
    "string_too_long": "long",
    "string_pattern_mismatch": "email",
    "value_error": "signs",
    "too_short": "none_chosen",
    "literal_error": "offered",
    "enum": "offered",
    "url_parsing": "address",
    "url_scheme": "address",
}


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as somebody filled it.

    Parameters
    ----------
    values
        What stands in it, by field.
    problems
        What is wrong with a field, in words.
    problem
        What is wrong with the whole.
    status
        Of the page that shows it.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    status: int = 200


EMPTY = FormState()


def refused(values: Mapping[str, Any], error: ApiError | ValidationError) -> FormState:
    """The form again with what is wrong with it, and the status that programs are given."""
    if isinstance(error, ApiError):
        return FormState(values, problem=str(error), status=error.status)
    found: dict[str, str] = {}
    for one in error.errors(include_url=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        found.setdefault(name, _words(one["type"], one.get("ctx", {}), one["msg"]))
    return FormState(values, found, say("account.wrong.marked"), INVALID)


def number(text: str) -> float | None:
    """What a person typed as a number, with a comma or a point; None where nothing was typed.

    Raises
    ------
    ValueError
        If it is none.
    """
    plain = text.strip().replace(",", ".")
    return float(plain) if plain else None


def bounds(model: type[BaseModel], name: str) -> tuple[float, float]:
    """The least and the most that a number of a model may be."""
    low, high = float("-inf"), float("inf")
    for one in model.model_fields[name].metadata:
        if isinstance(one, (Gt, Ge)):
            low = float(str(one.gt if isinstance(one, Gt) else one.ge))
        elif isinstance(one, (Lt, Le)):
            high = float(str(one.lt if isinstance(one, Lt) else one.le))
    return low, high


def notice(request: Request, words: str) -> str | None:
    """What is to be said of the deed that led here: a code in the address, never its text."""
    code = request.query_params.get("said", "")
    return say(f"{words}.told.{code}") if code in page_words(words)["told"] else None


def done(path: str, said: str, **more: str) -> RedirectResponse:
    """Lead on to a page that says what was done."""
    return RedirectResponse(f"{path}?{urlencode({'said': said, **more})}", status_code=303)


async def _writing(
    request: Request, services: AllServices, viewer: SignedIn, csrf: _Text = ""
) -> Visit:
    check_form(viewer, csrf)
    return await visit_of(request, services, viewer)


async def _managing(
    request: Request, services: AllServices, viewer: SignedIn, csrf: _Text = ""
) -> Visit:
    viewer.must(Scope.MANAGE)
    if viewer.csrf is not None:
        check_form(viewer, csrf)
    return await visit_of(request, services, viewer)


async def _overseeing(request: Request, services: AllServices, viewer: SignedIn) -> Visit:
    viewer.must(Scope.MANAGE)
    return await visit_of(request, services, viewer)


Writing = Annotated[Visit, Depends(_writing)]
Managing = Annotated[Visit, Depends(_managing)]
"""Who sends a form that changes what is measured, or who sees it."""
Overseeing = Annotated[Visit, Depends(_overseeing)]
"""Who looks at what only a key that may manage is shown."""


def _words(kind: str, context: Mapping[str, Any], otherwise: str) -> str:
    if kind == "string_too_short" and context.get("min_length") == 1:
        kind = "missing"
    known = _FAULTS.get(kind)
    return otherwise if known is None else say(f"account.wrong.{known}", **context)
