"""Every error as the client sees it: ``application/problem+json`` of RFC 9457 (2023).

::

    ApiError
    ├── Unreadable          400  the body is not what its type says
    ├── Unauthenticated     401  nobody is signed in
    ├── Forbidden           403  signed in, but not allowed
    ├── NotFound            404  not there, or not for whoever asks
    ├── Conflict            409  against what is there
    ├── TooLarge            413
    ├── Packed              415  the body is compressed
    ├── CrossSite           403
    ├── Unusable            422  what was sent cannot be used
    ├── TooMany             429  asked too often
    └── Unavailable         503  a part of the server does not answer
        ├── Busy                 too many others wait for the same
        └── NotReady             not all parts of it do
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from tracker.errors import CalfError

MEDIA_TYPE = "application/problem+json"
_TYPES = "urn:calf-tracker:problem:"
_MOST_ERRORS = 20
"""More than a person reads; clients correct these and send again."""
_MOST_NAME_CHARACTERS = 64
"""The longest name of a field of ours has 24."""
_MOST_TEXT_CHARACTERS = 300
"""The longest message of pydantic, which lists what is allowed, has about 250."""


class ApiError(CalfError):
    """Base of what the server refuses; the message is for the person who asked."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something broke in the server"


class Unreadable(ApiError):
    """The body of the request cannot be read."""

    status = 400
    slug = "unreadable"
    title = "Bad request"


class Unauthenticated(ApiError):
    """Nobody is signed in: send a token or key that is valid."""

    status = 401
    slug = "unauthenticated"
    title = "Sign in first"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(ApiError):
    """Signed in, but not allowed to do that."""

    status = 403
    slug = "forbidden"
    title = "Not allowed"


class Conflict(ApiError):
    """What was asked for goes against what is there."""

    status = 409
    slug = "conflict"
    title = "Conflict"


class TooMany(ApiError):
    """Asked too often; wait as long as `Retry-After` says."""

    status = 429
    slug = "too-many"
    title = "Too many requests"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.headers = {"Retry-After": str(retry_after_s)}


class NotFound(ApiError):
    """There is nothing at that address."""

    status = 404
    slug = "not-found"
    title = "Not found"


class TooLarge(ApiError):
    """What was sent is larger than the server takes."""

    status = 413
    slug = "too-large"
    title = "Too large"


class Packed(ApiError):
    """The body of a request is compressed, and none is unpacked here: send it as it is."""

    status = 415
    slug = "packed"
    title = "Compressed"


class CrossSite(ApiError):
    """A page of another site tried to change something here."""

    status = 403
    slug = "cross-site"
    title = "Refused"


class Unusable(ApiError):
    """What was sent cannot be used."""

    status = 422
    slug = "unusable"
    title = "This cannot be used"


class Unavailable(ApiError):
    """A part of the server does not answer; try again later."""

    status = 503
    slug = "unavailable"
    title = "Not available now"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


class Busy(Unavailable):
    """Too many others wait for the same; wait as long as `Retry-After` says."""

    slug = "busy"
    title = "Busy"
    headers: ClassVar[dict[str, str]] = {"Retry-After": "5"}


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Where it is, such as `query.limit` or `body.rate_hz`.")
    message: str = Field(description="What is wrong with it.")


class NotReady(Unavailable):
    """Parts of the server do not answer, or it is about to end; send nothing here."""

    slug = "not-ready"
    title = "Not ready"

    def __init__(self, faults: list[FieldProblem]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


class Problem(BaseModel):
    """An error in the form of RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Names the kind of problem for programs.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong here, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[FieldProblem] = Field(
        default_factory=list, description="Field by field, where fields are wrong."
    )


def problem_of(error: Exception, path: str) -> Problem:
    """Say any exception as a problem; what nobody foresaw gives nothing away."""
    if isinstance(error, ApiError):
        return Problem(
            type=_TYPES + error.slug,
            title=error.title,
            status=error.status,
            detail=str(error),
            instance=path,
            errors=error.faults if isinstance(error, NotReady) else [],
        )
    if isinstance(error, RequestValidationError):
        return _invalid(error.errors(), path)
    if isinstance(error, HTTPException) and error.status_code == Unreadable.status:
        return problem_of(Unreadable("The body of the request cannot be read."), path)
    if isinstance(error, HTTPException) and error.status_code == TooLarge.status:
        return problem_of(TooLarge(error.detail), path)
    if isinstance(error, HTTPException):
        return Problem(
            type="about:blank",
            title=_TITLES.get(error.status_code, "The request cannot be served"),
            status=error.status_code,
            detail=_DETAILS.get(error.status_code, str(error.detail)),
            instance=path,
        )
    return Problem(
        type=_TYPES + ApiError.slug,
        title=ApiError.title,
        status=500,
        detail="The request could not be served; the server's log says why.",
        instance=path,
    )


def _invalid(errors: Sequence[Any], path: str) -> Problem:
    """The first errors of a request, without the values that were sent."""
    fields = [_field_problem(error) for error in errors[:_MOST_ERRORS]]
    listed = "; ".join(f"{field.field}: {field.message}" for field in fields)
    more = f"; and {len(errors) - len(fields)} more" if len(errors) > len(fields) else ""
    return Problem(
        type=_TYPES + "invalid-request",
        title="The request is not valid",
        status=422,
        detail=listed + more,
        instance=path,
        errors=fields,
    )


def _field_problem(error: Any) -> FieldProblem:
    if error["type"] == "json_invalid":
        message = f"This is not JSON that can be used: {error['ctx']['error']}"
        return FieldProblem(field="body", message=message)
    # Names of unknown fields are the client's, and so may be long.
    parts = (_shortened(str(part), _MOST_NAME_CHARACTERS) for part in error["loc"])
    field = _shortened(".".join(parts), _MOST_TEXT_CHARACTERS)
    return FieldProblem(field=field, message=_shortened(error["msg"], _MOST_TEXT_CHARACTERS))


def _shortened(text: str, most_characters: int) -> str:
    return text if len(text) <= most_characters else text[: most_characters - 1] + "…"


_WITH_WAIT = {TooMany.status, Unavailable.status}
"""Answers that name in `Retry-After` when to ask again."""
_TITLES = {
    404: "Not found",
    405: "Method not allowed",
    408: "The request took too long",
}
_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asked, not a program."""
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get(
        "accept", ""
    )


def problem_response(problem: Problem, headers: Any = None) -> Response:
    """The problem as a response."""
    return JSONResponse(
        problem.model_dump(exclude_defaults=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def install(app: FastAPI, page: Any) -> None:
    """Answer every error of the app: with `page(request, problem)` to browsers, else as JSON."""

    async def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error, request.url.path)
        headers = getattr(error, "headers", None)
        if wants_page(request):
            rendered: Response = page(request, problem)
            if problem.status in _WITH_WAIT:
                rendered.headers.update(headers or {})
            return rendered
        return problem_response(problem, headers)

    app.state.answer_error = handle
    for kind in (ApiError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)


async def answer(request: Request, error: Exception) -> Response:
    """An error as the app answers it."""
    handle: Callable[[Request, Exception], Awaitable[Response]] = request.app.state.answer_error
    return await handle(request, error)


def responses(*kinds: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """Document the errors of an operation, with an example each."""
    documented: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        example = Problem(
            type=_TYPES + kind.slug,
            title=kind.title,
            status=kind.status,
            detail=kind.__doc__ or kind.title,
            instance="/v1/…",
        )
        documented[kind.status] = {
            "description": kind.__doc__,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": example.model_dump(exclude_defaults=True),
                }
            },
        }
    return documented
