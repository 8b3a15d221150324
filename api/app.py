"""The application: its parts opened when it starts and closed when it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import errors
from api.db.engine import Database
from api.dependencies import Services
from api.guards import Guards
from api.jobs.in_process import InProcessJobs
from api.jobs.port import Jobs
from api.openapi import DESCRIPTION, TAGS, complete
from api.recordings.intake import Limits
from api.recordings.routes import router as recordings
from api.recordings.service import RecordingService
from api.sessions.routes import router as sessions
from api.sessions.service import Pipeline, SessionService
from api.settings import Settings, load_settings
from api.storage.blobs import Blobs
from api.system.routes import router as system
from api.version import VERSION
from api.web.pages import error_page, mount_pages


def create_app(
    settings: Settings | None = None,
    *,
    pipeline: Pipeline | None = None,
    jobs: Jobs | None = None,
) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings
        None reads them from the environment.
    pipeline
        What analyses recordings; None is tracker's own.
    jobs
        What runs the analyses; None runs them in this process.

    Raises
    ------
    InputError
        If a setting cannot be used. A database or store that cannot be opened shows when the
        application starts.
    """
    chosen = settings or load_settings()
    runner = jobs or InProcessJobs(chosen.analysis_workers)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database(chosen.database)
        try:
            await database.migrate()
            services = _services(chosen, database, runner, pipeline or Pipeline())
            app.state.services = services
            await services.sessions.start()
            yield
            await runner.stop()
        finally:
            await database.aclose()

    # FastAPI's own documentation pages load their scripts from another site.
    app = FastAPI(
        title="calf-tracker",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.add_middleware(Guards, max_upload_bytes=chosen.max_upload_bytes)
    for router in (recordings, sessions, system):
        app.include_router(router)
    mount_pages(app)
    errors.install(app, error_page)
    complete(app)
    return app


def _services(settings: Settings, database: Database, jobs: Jobs, pipeline: Pipeline) -> Services:
    blobs = Blobs(settings.storage)
    limits = Limits(settings.max_unpacked_bytes, settings.max_zip_members, settings.max_values)
    kept = RecordingService(database, blobs, limits)
    return Services(database, kept, SessionService(database, blobs, kept, jobs, pipeline))
