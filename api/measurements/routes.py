"""The numbers of many sessions as rows, and the recordings behind them."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

import pyarrow as pa
from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator

from api.core.authentication import Reader
from api.core.errors import Forbidden, Unauthenticated, Unavailable, Unusable, responses
from api.core.parameters import CursorText, Moment, UpdatedAfter
from api.core.routing import Router
from api.core.services import provide
from api.core.streaming import Stream
from api.core.zip_stream import MEDIA_TYPE as ZIP
from api.measurements.filters import Asked, QualityOut, RowFilter, ScopeOut
from api.measurements.formats import (
    EFFORTS,
    MEASUREMENTS,
    MEDIA_TYPES,
    Format,
    accepted,
    as_csv,
    as_parquet,
)
from api.measurements.full_table import WHOLE_TYPES, TableFormat, written
from api.measurements.rows import Page
from api.measurements.schemas import DatedEffort, EffortPage, MeasurementOut, MeasurementPage
from api.measurements.service import MeasurementService
from api.sessions.filters import SessionFilter
from api.sessions.routes import Wanted
from tracker.metrics import CATALOGUE

router = Router(prefix="/v1", tags=["measurements"])
Measurements = Annotated[MeasurementService, Depends(provide(MeasurementService))]
exporting = Router(prefix="/v1/recordings", tags=["recordings"])


def _known(metric: str) -> str:
    if metric not in CATALOGUE:
        raise ValueError("there is no such metric; GET /v1/metrics lists them")
    return metric


MetricName = Annotated[str, AfterValidator(_known)]
Metrics = Annotated[
    list[MetricName],
    Query(
        max_length=200,
        description="Only these; may be given several times.",
        examples=[["range_of_motion", "heel_height"]],
    ),
]
Sessions = Annotated[
    int, Query(ge=1, le=200, description="At most the rows of this many sessions.")
]
Chosen = Annotated[
    Format | None, Query(description="Left out, the `Accept` header decides; else it is JSON.")
]
Removed = Annotated[
    bool, Query(description="Also efforts of which people said that they were none.")
]
_ROWS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            MEDIA_TYPES[Format.CSV]: {"schema": {"type": "string"}},
            MEDIA_TYPES[Format.PARQUET]: {"schema": {"type": "string", "format": "binary"}},
        },
        "headers": {
            "Link": {
                "description": 'The next page, as `<…>; rel="next"`; left out on the last.',
                "schema": {"type": "string"},
            }
        },
    },
    **responses(Unauthenticated, Forbidden, Unusable, Unavailable),
}
_WHOLE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in WHOLE_TYPES.values()
        }
    },
    **responses(Unauthenticated, Forbidden, Unusable, Unavailable),
}
_AT_A_TIME = 100
_RECORDINGS: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
    **responses(Unauthenticated, Forbidden, Unusable),
}


async def page_of_rows(
    wanted: Wanted,
    limit: Sessions = 50,
    cursor: CursorText = None,
    updated_after: UpdatedAfter = None,
    removed: Removed = False,
) -> Asked:
    """A page of rows; all filters combine."""
    rows = RowFilter(exercise=wanted.exercise, side=wanted.side, removed=removed)
    return Asked(wanted, rows, limit, cursor, updated_after)


PageOfRows = Annotated[Asked, Depends(page_of_rows)]


@router.get(
    "/efforts",
    summary="List efforts",
    response_model=EffortPage,
    response_description="The efforts of some sessions: newest first, or as they changed.",
    responses=_ROWS,
)
async def list_efforts(
    measurements: Measurements,
    viewer: Reader,
    request: Request,
    asked: PageOfRows,
    format: Chosen = None,  # noqa: A002
) -> Response:
    """The repetitions, jumps and holds of many sessions, as JSON, CSV or Parquet.

    A page holds whole sessions. `exercise` and `side` are of the efforts, not of what was done
    most in the session. A sync with `updated_after` names the sessions that were deleted, too.
    """
    page = await measurements.efforts(viewer, asked)
    return await _answer(request, page, format, EffortPage, EFFORTS)


@router.get(
    "/measurements",
    summary="List measurements",
    response_model=MeasurementPage,
    response_description="The numbers of some sessions: newest first, or as they changed.",
    responses=_ROWS,
)
async def list_measurements(
    measurements: Measurements,
    viewer: Reader,
    request: Request,
    asked: PageOfRows,
    metric: Metrics = [],  # noqa: B006
    scope: ScopeOut | None = None,
    quality: Annotated[QualityOut | None, Query(description="At least as good as this.")] = None,
    format: Chosen = None,  # noqa: A002
) -> Response:
    """The numbers of many sessions in long form, one a row, as JSON, CSV or Parquet.

    A page holds whole sessions. `exercise` and `side` are of the efforts and sets, not of what
    was done most in the session. A set that lost efforts to a correction gives only its counts.
    A sync with `updated_after` names the sessions that were deleted, too.
    """
    rows = replace(asked.rows, metrics=frozenset(metric), scope=scope, quality=quality)
    page = await measurements.measurements(viewer, replace(asked, rows=rows))
    return await _answer(request, page, format, MeasurementPage, MEASUREMENTS)


@router.get(
    "/efforts/export",
    summary="Export all efforts",
    response_class=Stream,
    response_description="A file of all rows, made while it is sent.",
    responses=_WHOLE,
)
async def export_efforts(
    measurements: Measurements,
    viewer: Reader,
    wanted: Wanted,
    removed: Removed = False,
    format: TableFormat = TableFormat.CSV,  # noqa: A002
) -> Response:
    """The repetitions, jumps and holds of all sessions that you see, or some of them, in one file.

    The columns are those of `GET /v1/efforts`. As `jsonl`, each line is an item of it.
    """
    rows = RowFilter(exercise=wanted.exercise, side=wanted.side, removed=removed)
    pages = await measurements.all_efforts(viewer, Asked(wanted, rows, _AT_A_TIME))
    return _file("efforts", written(pages, format, EFFORTS, DatedEffort), format)


@router.get(
    "/measurements/export",
    summary="Export all measurements",
    response_class=Stream,
    response_description="A file of all rows, made while it is sent.",
    responses=_WHOLE,
)
async def export_measurements(
    measurements: Measurements,
    viewer: Reader,
    wanted: Wanted,
    metric: Metrics = [],  # noqa: B006
    removed: Removed = False,
    format: TableFormat = TableFormat.CSV,  # noqa: A002
) -> Response:
    """The numbers of all sessions that you see, or some of them, in one file, one a row.

    The columns are those of `GET /v1/measurements`. As `jsonl`, each line is an item of it.
    """
    rows = RowFilter(
        exercise=wanted.exercise, side=wanted.side, removed=removed, metrics=frozenset(metric)
    )
    pages = await measurements.all_measurements(viewer, Asked(wanted, rows, _AT_A_TIME))
    return _file("measurements", written(pages, format, MEASUREMENTS, MeasurementOut), format)


@exporting.get(
    "/export",
    summary="Export recordings",
    response_class=Stream,
    response_description="A zip with a folder a recording.",
    responses=_RECORDINGS,
)
async def export_recordings(
    measurements: Measurements,
    viewer: Reader,
    organization_id: str | None = None,
    team_id: str | None = None,
    athlete_id: str | None = None,
    performed_from: Moment = None,
    performed_until: Moment = None,
) -> Response:
    """All recordings that you see, or some of them, in one zip that is made while it is sent.

    Each is a folder that `calf analyze` reads: its description, its streams as Parquet, and under
    `upload/` the file as it was sent. `manifest.json` at the end gives the checksum of every
    file. What could not be read is named there and in `ERRORS.txt`; a zip without its
    manifest was cut off.
    """
    wanted = SessionFilter(
        organization_id=organization_id,
        team_id=team_id,
        athlete_id=athlete_id,
        performed_from=performed_from,
        performed_until=performed_until,
    )
    parts = await measurements.export(viewer, wanted)
    headers = {"Content-Disposition": 'attachment; filename="recordings.zip"'}
    return Stream(parts, headers=headers, media_type=ZIP)


def _file(name: str, parts: AsyncGenerator[bytes], form: TableFormat) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Stream(parts, headers=headers, media_type=WHOLE_TYPES[form])


async def _answer(
    request: Request,
    page: Page,
    chosen: Format | None,
    model: type[EffortPage | MeasurementPage],
    schema: pa.Schema,
) -> Response:
    form = chosen or accepted(request.headers.get("accept", ""))
    if form is Format.CSV and page.resume is not None:
        raise Unusable(
            "CSV cannot say which sessions were deleted; take JSON or Parquet with updated_after."
        )
    body = await asyncio.to_thread(_written, page, form, model, schema)
    headers = {"Vary": "Accept"}
    if page.next is not None:
        headers["Link"] = f'<{_next_address(request, page.next)}>; rel="next"'
    if form is not Format.JSON:
        name = f"{request.url.path.rpartition('/')[2]}.{form}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


def _written(
    page: Page, form: Format, model: type[EffortPage | MeasurementPage], schema: pa.Schema
) -> bytes:
    if form is Format.CSV:
        return as_csv(page, schema)
    if form is Format.PARQUET:
        return as_parquet(page, schema)
    shown = {
        "items": page.items,
        "sessions": page.sessions,
        "next": page.next,
        "resume": page.resume,
    }
    return model.model_validate(shown).model_dump_json().encode()


def _next_address(request: Request, cursor: str) -> str:
    """The next page with the same filters; relative, for a proxy may give us another name."""
    given = request.query_params.multi_items()
    kept = [pair for pair in given if pair[0] not in {"cursor", "updated_after"}]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
