"""The parts of a server, opened in their order and closed in the other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from api.accounts.service import AccountService
from api.analytics.service import AnalyticsService
from api.athletes.service import AthleteService
from api.db.engine import Database
from api.dependencies import Services
from api.events import Outbox
from api.jobs.in_process import InProcessJobs
from api.jobs.port import Jobs
from api.jobs.queue import QueueJobs
from api.limiting import Limiter
from api.live.bus import Bus, bus_for
from api.live.service import LiveService
from api.maintenance import Maintenance
from api.measurements.service import MeasurementService
from api.organizations.service import OrganizationService
from api.privacy.service import PrivacyService
from api.programmes.service import ProgrammeService
from api.recordings.ingest import Limits as IngestLimits
from api.recordings.intake import Limits
from api.recordings.reading import Readers
from api.recordings.service import RecordingService
from api.sessions.analysing import Analyses, Pipeline
from api.sessions.service import SessionService
from api.settings import Settings
from api.storage.blobs import Blobs
from api.webhooks.service import WebhookService


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    pipeline: Pipeline | None = None,
    jobs: Jobs | None = None,
    works: bool = False,
) -> AsyncIterator[Services]:
    """Open everything that `settings` ask for.

    Parameters
    ----------
    settings
        Of the server.
    pipeline
        What analyses recordings; None is tracker's own.
    jobs
        What runs the analyses; None is what the settings say.
    works
        Whether this process is a worker: it does what the processes of the API leave to it.

    Raises
    ------
    InputError
        If the database or the store cannot be opened.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database)
        stack.push_async_callback(database.aclose)
        await database.migrate()
        bus = bus_for(database.engine.url)
        await bus.start()
        stack.push_async_callback(bus.stop)
        runner = jobs or _jobs(settings, database, works=works)
        opened = _services(settings, database, runner, pipeline or Pipeline(), bus)
        await opened.organizations.begin()
        if works or not runner.durable:
            for one in (opened.webhooks, opened.maintenance):
                await one.start()
                stack.push_async_callback(one.stop)
        stack.push_async_callback(runner.stop)
        await opened.analyses.start(resume=works or not runner.durable, renew=not runner.durable)
        yield opened


def _services(
    settings: Settings, database: Database, jobs: Jobs, pipeline: Pipeline, bus: Bus
) -> Services:
    blobs = Blobs(settings.storage)
    limiter = Limiter(
        {
            "sign_in": settings.sign_in_rate,
            "sign_in_from": settings.address_rate,
            "requests": settings.request_rate,
            "founding": settings.founding_rate,
        }
    )
    webhooks = WebhookService(database, private_addresses=settings.webhooks_private)
    outbox = Outbox(webhooks.keep, webhooks.wake)
    accounts = AccountService(database, limiter)
    readers = Readers(
        Limits(settings.max_unpacked_bytes, settings.max_zip_members, settings.max_values),
        settings.reader_memory_bytes,
        settings.reader_seconds,
    )
    chunks = IngestLimits(settings.max_chunk_bytes, settings.max_upload_bytes)
    recordings = RecordingService(database, blobs, readers, chunks, bus, outbox)
    analyses = Analyses(database, blobs, recordings, jobs, pipeline, outbox)
    sessions = SessionService(database, blobs, recordings, analyses, outbox)
    return Services(
        settings=settings,
        database=database,
        limiter=limiter,
        bus=bus,
        accounts=accounts,
        organizations=OrganizationService(database, limiter, founding=settings.founding),
        athletes=AthleteService(database),
        recordings=recordings,
        analyses=analyses,
        sessions=sessions,
        measurements=MeasurementService(database, blobs),
        analytics=AnalyticsService(database),
        programmes=ProgrammeService(database),
        live=LiveService(database, blobs),
        privacy=PrivacyService(database, blobs),
        webhooks=webhooks,
        maintenance=Maintenance(settings, database, accounts, recordings, sessions, webhooks),
    )


def _jobs(settings: Settings, database: Database, *, works: bool) -> Jobs:
    if settings.queued:
        return QueueJobs(
            database.engine.url,
            database.alone,
            works=works,
            at_a_time=settings.analysis_workers,
        )
    return InProcessJobs(settings.analysis_workers)
