"""A handler that does the least: it writes a body to the store and one row to the database.

Run as ``uvicorn --factory tests.benchmarks.bare:create_app``; it asks nobody who is there, checks
nothing, and keeps what it is sent with the server's own store and engine.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, insert

from api.core.identifiers import new_id
from api.core.settings import load_settings
from api.db.engine import Database
from api.storage.blobs import Blobs

_METADATA = MetaData()
ROWS = Table(
    "bare_rows",
    _METADATA,
    Column("ingest_id", String(36), primary_key=True),
    Column("stream", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(512)),
    Column("bytes", Integer),
    Column("received_at", DateTime(timezone=True)),
)


def create_app() -> FastAPI:
    """The application, with the settings of the environment."""
    settings = load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database(settings.database)
        async with database.engine.begin() as connection:
            await connection.run_sync(_METADATA.create_all)
        app.state.database, app.state.blobs = database, Blobs(settings.storage)
        yield
        await database.aclose()

    app = FastAPI(lifespan=lifespan)

    @app.put("/v1/recordings/{recording_id}/streams/{stream}/chunks/{number}", status_code=201)
    async def put(request: Request, recording_id: str, stream: str, number: int) -> dict[str, int]:
        data = await request.body()
        key = f"bare/{recording_id}/{stream}/{number:06d}-{new_id()}"
        await request.app.state.blobs.put_new(key, data)
        row = {
            "ingest_id": recording_id,
            "stream": stream,
            "number": number,
            "key": key,
            "bytes": len(data),
            "received_at": datetime.now(UTC),
        }
        async with request.app.state.database.engine.begin() as connection:
            await connection.execute(insert(ROWS).values(row))
        return {"bytes": len(data)}

    return app
