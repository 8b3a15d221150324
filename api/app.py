"""The application: its parts opened when it starts and closed when it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from api import breakdowns, errors
from api.accounts.routes import router as accounts
from api.analytics.routes import router as analytics
from api.athletes.routes import router as athletes
from api.body_progress import BodyProgress
from api.building import open_services
from api.charges import NetworkLimits
from api.client_address import ClientAddress
from api.demo.routes import router as demo
from api.guards import Guards
from api.jobs.port import Jobs
from api.live.routes import router as live
from api.long_answers import LongAnswers
from api.measurements.routes import exporting
from api.measurements.routes import router as measurements
from api.metrics import Metrics
from api.notes.routes import router as notes
from api.openapi import DESCRIPTION, TAGS, complete
from api.organizations.routes import router as organizations
from api.privacy.routes import router as privacy
from api.programmes.routes import router as programmes
from api.recordings.routes import router as recordings
from api.sessions.analysing import Pipeline
from api.sessions.routes import router as sessions
from api.settings import Settings, load_settings
from api.shares.routes import router as shares
from api.system.routes import router as system
from api.system.routes import scraped
from api.version import VERSION
from api.watching import Watch
from api.web.pages import ROOMS, error_page, mount_assets
from api.webhooks.routes import router as webhooks

ROUTERS = (
    accounts,
    organizations,
    athletes,
    # Before the recordings, one of which would be called "export".
    exporting,
    recordings,
    sessions,
    notes,
    shares,
    measurements,
    analytics,
    programmes,
    live,
    privacy,
    demo,
    webhooks,
    system,
    scraped,
)


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
        What runs the analyses; None is what the settings say.

    Raises
    ------
    InputError
        If a setting cannot be used. A database or store that cannot be opened shows when the
        application starts.
    """
    chosen = settings or load_settings()
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(chosen, pipeline=pipeline, jobs=jobs, metrics=metrics) as services:
            app.state.services = services
            yield

    # FastAPI's own documentation pages load their scripts from another site.
    app = FastAPI(
        title="calf-tracker",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        routes=[*_routes()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.add_middleware(NetworkLimits)
    app.add_middleware(
        LongAnswers,
        per_account=chosen.account_streams,
        per_network=chosen.network_streams,
        stalled_s=chosen.stalled_s,
    )
    app.add_middleware(Guards)
    app.add_middleware(BodyProgress)
    app.add_middleware(Watch, metrics=metrics)
    app.add_middleware(ClientAddress, trusted=chosen.trusted_proxies)
    mount_assets(app)
    errors.install(app, error_page)
    breakdowns.install(app)
    complete(app)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The routes of every application in this process; FastAPI takes long to read them."""
    # Clients that are generated from the description call their functions by the routes' names.
    everything = APIRouter(generate_unique_id_function=lambda route: route.name)
    for router in (*ROUTERS, *(room.router for room in ROOMS)):
        everything.include_router(router)
    return tuple(everything.routes)
