"""Routers whose routes know who asks before they read what is sent."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from enum import Enum
from typing import Any, get_args, get_origin

from fastapi import APIRouter, Request, Response, params
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.core.authentication import signed_in, viewer
from api.core.body_limits import FORM_OVERHEAD_BYTES, PLAIN_BYTES, Body, LimitedRequest
from api.core.services import running_services

_FIELD_BYTES = 65_536
"""A note of 5,000 characters has at most 20 kB; Starlette takes 1 MB for each field."""


class Route(APIRoute):
    """A route that authenticates before it reads the body, where it needs a signed-in person.

    FastAPI reads the body first and asks dependencies then. Here a request without a valid secret
    is refused unread, and only a signed-in client may send a large body.

    FastAPI also drops query parameters that it does not know, and all but the last of those that
    come twice. A route of the API refuses both: a filter that does nothing would be believed.
    Routes for everybody do not, as monitors add parameters of their own.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route."""
        handle = super().get_route_handler()
        needs_viewer = _depends_on(self.dependant, viewer)
        takes_several = dict(_query_parameters(self.dependant))

        async def authenticate_and_handle(request: Request) -> Response:
            if needs_viewer:
                await signed_in(request)
                self._allow_body(request)
                if self.include_in_schema:
                    _check_query(request, takes_several)
            return await handle(LimitedRequest(request.scope, request.receive))

        return authenticate_and_handle

    def _allow_body(self, request: Request) -> None:
        """Take as much as a signed-in client may send here."""
        services = running_services(request)
        body: Body = request.state.body
        if self.openapi_extra and "requestBody" in self.openapi_extra:
            body.allow(services.settings.max_chunk_bytes)
        elif self.body_field is not None and isinstance(self.body_field.field_info, params.File):
            body.allow(services.settings.max_upload_bytes, FORM_OVERHEAD_BYTES)
        else:
            body.allow(PLAIN_BYTES)


class Router(APIRouter):
    """A router of such routes.

    Parameters
    ----------
    prefix, tags, include_in_schema
        As FastAPI's own.
    """

    def __init__(
        self,
        *,
        prefix: str = "",
        tags: list[str | Enum] | None = None,
        include_in_schema: bool = True,
    ) -> None:
        super().__init__(
            prefix=prefix,
            tags=tags,
            include_in_schema=include_in_schema,
            route_class=Route,
            # One file at a time, and 500 ticked athletes of a list of 500.
            form_limits={"max_files": 1, "max_fields": 1000, "max_part_size": _FIELD_BYTES},
        )


def _depends_on(dependant: Dependant, call: Callable[..., Any]) -> bool:
    return dependant.call is call or any(
        _depends_on(below, call) for below in dependant.dependencies
    )


def _query_parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Names of all query parameters, and whether each may come several times."""
    for parameter in dependant.query_params:
        yield parameter.alias, _is_list(parameter.field_info.annotation)
    for below in dependant.dependencies:
        yield from _query_parameters(below)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(map(_is_list, get_args(annotation)))


def _check_query(request: Request, takes_several: Mapping[str, bool]) -> None:
    """Raise RequestValidationError where a parameter is unknown, or comes twice and may not."""
    query = request.query_params
    errors = []
    for name in dict.fromkeys(query.keys()):
        if name not in takes_several:
            errors.append((name, "There is no such parameter; leave it out"))
        elif not takes_several[name] and len(query.getlist(name)) > 1:
            errors.append((name, "This parameter comes several times; send it once"))
    if errors:
        raise RequestValidationError(
            [{"type": "query", "loc": ("query", name), "msg": message} for name, message in errors]
        )
