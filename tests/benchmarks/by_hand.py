"""What the API's routes ask of the database, written by hand, and its rows as JSON.

Run as ``uvicorn --factory tests.benchmarks.by_hand:create_app`` to have it over HTTP.
"""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import asyncpg
from fastapi import Depends, FastAPI, Query, Response
from sqlalchemy import event

from api.core.settings import load_settings
from api.services import Services, open_services

_VISIBLE = """
    a.deleted_at IS NULL AND (a.user_id = $1 OR (
        EXISTS (SELECT 1 FROM consents c
                WHERE c.athlete_id = a.id AND c.coach_id = $1 AND c.revoked_at IS NULL)
        AND EXISTS (SELECT 1 FROM memberships m
                    WHERE m.organization_id = a.organization_id AND m.user_id = $1
                    AND m.role IN ('coach', 'admin'))))"""
_SESSION = """
    SELECT s.id, s.athlete_id, s.status, s.failure, s.created_at, s.performed_at, s.updated_at,
        s.finished_at, s.deleted_at, s.pipeline_version, s.recording_id, r.upload_name,
        r.started_at, r.duration_s, s.exercise, s.side, s.effort_count, s.full_effort_count,
        s.run_id
    FROM sessions s JOIN athletes a ON a.id = s.athlete_id
    JOIN recordings r ON r.id = s.recording_id"""
_LIST = f"""{_SESSION}
    WHERE {_VISIBLE} AND s.deleted_at IS NULL AND a.organization_id = $2
    AND s.exercise = 'calf_raise' AND s.side = 'left' AND s.performed_at >= $3
    ORDER BY s.performed_at DESC, s.id DESC LIMIT 51"""
_ONE = f"{_SESSION} WHERE {_VISIBLE} AND s.id = $2 AND s.deleted_at IS NULL"
_OF_RUN = (
    "SELECT * FROM efforts WHERE run_id = $1 ORDER BY position",
    "SELECT m.* FROM effort_metrics m JOIN efforts e ON e.id = m.effort_id WHERE e.run_id = $1",
    "SELECT w.* FROM effort_withheld w JOIN efforts e ON e.id = w.effort_id WHERE e.run_id = $1",
    "SELECT * FROM effort_sets WHERE run_id = $1 ORDER BY position",
    "SELECT m.* FROM set_metrics m JOIN effort_sets e ON e.id = m.set_id WHERE e.run_id = $1",
    "SELECT w.* FROM set_withheld w JOIN effort_sets e ON e.id = w.set_id WHERE e.run_id = $1",
    "SELECT * FROM findings WHERE run_id = $1 ORDER BY position",
    "SELECT * FROM curves WHERE run_id = $1 ORDER BY position",
)
_TREND = f"""
    SELECT y.session_id, y.performed_at, y.quantity, y.exercise, y.side, y.count, y.mean,
        y.lowest, y.highest, y.unit, y.method, y.quality, y.uncertainty
    FROM session_summaries y JOIN sessions s ON s.id = y.session_id
    JOIN athletes a ON a.id = y.athlete_id
    WHERE {_VISIBLE} AND y.athlete_id = $2 AND y.quantity = ANY($3) AND s.deleted_at IS NULL
    ORDER BY y.performed_at DESC LIMIT 501"""

Statement = tuple[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Hand:
    """Whom it answers.

    `overview` are the statements of a team's overview, which are too long to be written twice:
    those of the API itself, sent without it.
    """

    user_id: str
    organization_id: str
    overview: list[Statement]


class ByHand:
    """Answers over one connection."""

    def __init__(self, hand: Hand, connection: Any) -> None:
        self._hand = hand
        self._connection = connection

    async def sessions(self, since: Any) -> bytes:
        """The newest sessions of an organization, exercise and side since a day."""
        hand = self._hand
        rows = await self._connection.fetch(_LIST, hand.user_id, hand.organization_id, since)
        return _json(rows)

    async def session(self, session_id: str) -> bytes:
        """A session with all results."""
        one = await self._connection.fetch(_ONE, self._hand.user_id, session_id)
        corrections = "SELECT * FROM corrections WHERE session_id = $1 ORDER BY id"
        said = await self._connection.fetch(corrections, session_id)
        parts = [await self._connection.fetch(query, one[0]["run_id"]) for query in _OF_RUN]
        return _json(one, said, *parts)

    async def trend(self, athlete_id: str, quantities: Sequence[str]) -> bytes:
        """Metrics of an athlete over time."""
        user_id = self._hand.user_id
        return _json(await self._connection.fetch(_TREND, user_id, athlete_id, list(quantities)))

    async def overview(self) -> bytes:
        """Who of a team needs attention, but for the judgement."""
        asked = self._hand.overview
        return _json(*[await self._connection.fetch(query, *given) for query, given in asked])


def _json(*tables: Sequence[Any]) -> bytes:
    return json.dumps([[tuple(row) for row in rows] for rows in tables], default=str).encode()


async def overview_of(services: Services, key: str, team_id: str) -> list[Statement]:
    """The statements that the API sends for a team's overview."""
    statements: list[Statement] = []

    def note(_c: Any, _u: Any, statement: str, given: Any, *_: Any) -> None:
        statements.append((statement, given))

    viewer = await services.accounts.viewer(key)
    engine = services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await services.analytics.team(viewer, team_id, 50, None)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return statements


def create_app() -> FastAPI:
    """The same answers over HTTP, to whoever asks; the environment says of which club."""
    given = {name: os.environ[f"BY_HAND_{name.upper()}"] for name in ("dsn", "key", "team_id")}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(load_settings()) as services:
            statements = await overview_of(services, given["key"], given["team_id"])
            viewer = await services.accounts.viewer(given["key"])
            [mine] = (await services.organizations.all_of(viewer)).items
        app.state.hand = Hand(viewer.user_id, mine.id, statements)
        async with asyncpg.create_pool(given["dsn"], min_size=1) as app.state.pool:
            yield

    app = FastAPI(lifespan=lifespan)

    async def asking() -> AsyncIterator[ByHand]:
        async with app.state.pool.acquire() as connection:
            yield ByHand(app.state.hand, connection)

    Asking = Annotated[ByHand, Depends(asking)]  # noqa: N806 - a type

    @app.get("/v1/sessions")
    async def sessions(performed_from: datetime, ask: Asking) -> Response:
        return _answer(await ask.sessions(performed_from))

    @app.get("/v1/sessions/{session_id}")
    async def session(session_id: str, ask: Asking) -> Response:
        return _answer(await ask.session(session_id))

    @app.get("/v1/athletes/{athlete_id}/trends")
    async def trend(
        athlete_id: str, metric: Annotated[list[str], Query()], ask: Asking
    ) -> Response:
        return _answer(await ask.trend(athlete_id, metric))

    @app.get("/v1/teams/{team_id}/overview")
    async def overview(ask: Asking) -> Response:
        return _answer(await ask.overview())

    return app


def _answer(data: bytes) -> Response:
    return Response(data, media_type="application/json")
