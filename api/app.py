"""The application: its parts opened when it starts and closed when it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from api.accounts.routes import router as accounts
from api.analytics.routes import router as analytics
from api.athletes.routes import router as athletes
from api.core import errors
from api.core.client_address import ClientAddress
from api.core.prometheus import Metrics
from api.core.settings import Settings, load_settings
from api.demo.routes import router as demo
from api.http import outages
from api.http.body_progress import BodyProgress
from api.http.long_answers import LongAnswers
from api.http.network_limits import NetworkLimits
from api.http.openapi import DESCRIPTION, TAGS, complete
from api.http.request_checks import RequestChecks
from api.http.request_log import RequestLog
from api.jobs.port import Jobs
from api.live.routes import router as live
from api.measurements.routes import exporting
from api.measurements.routes import router as measurements
from api.notes.routes import router as notes
from api.organizations.account_routes import router as joining
from api.organizations.routes import router as organizations
from api.privacy.routes import router as privacy
from api.programmes.routes import router as programmes
from api.recordings.routes import router as recordings
from api.services import open_services
from api.sessions.analysis_runs import Pipeline
from api.sessions.routes import router as sessions
from api.sessions.upload_routes import router as uploads
from api.shares.routes import router as shares
from api.system.routes import router as system
from api.system.routes import scraped
from api.version import VERSION
from api.web.site import PAGES, error_page, mount_assets
from api.webhooks.routes import router as webhooks

ROUTERS = (
    accounts,
    joining,
    organizations,
    athletes,
    # Before the recordings, one of which would be called "export".
    exporting,
    uploads,
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
    app.add_middleware(RequestChecks)
    app.add_middleware(BodyProgress)
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(ClientAddress, trusted=chosen.trusted_proxies)
    mount_assets(app)
    errors.install(app, error_page)
    outages.install(app)
    complete(app)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The routes of every application in this process; FastAPI takes long to read them."""
    # Clients that are generated from the description call their functions by the routes' names.
    everything = APIRouter(generate_unique_id_function=lambda route: route.name)
    for router in (*ROUTERS, *PAGES):
        everything.include_router(router)
    return tuple(everything.routes)
