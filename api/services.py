"""All services of a server: how they are made, opened in their order and closed in the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from api.accounts.service import AccountService
from api.analytics.roster import RosterService
from api.analytics.service import AnalyticsService
from api.athletes.audit import organization_of
from api.athletes.service import AthleteService
from api.core.bus import Bus, LocalBus
from api.core.data_folder import UploadFolder, open_upload_folder, secure_data_folder
from api.core.drain import Drain
from api.core.events import Outbox
from api.core.prometheus import Metrics
from api.core.rate_limit import Limiter
from api.core.request_limits import rates_of
from api.core.settings import Settings
from api.db.engine import Database
from api.db.upgrade_backup import UpgradeBackup
from api.demo.club_builder import Filler
from api.demo.service import DemoService
from api.jobs.in_process import InProcessJobs
from api.jobs.port import Jobs
from api.live.service import LiveService
from api.maintenance import Maintenance
from api.measurements.service import MeasurementService
from api.notes.service import NoteService
from api.organizations.invitations import InvitationService
from api.organizations.password_reset import PasswordResetService
from api.organizations.service import OrganizationService
from api.organizations.teams import TeamService
from api.privacy.service import PrivacyService
from api.programmes.service import ProgrammeService
from api.recordings.ingest import Limits as IngestLimits
from api.recordings.intake import Limits
from api.recordings.reader_process import Bounds, Readers
from api.recordings.service import RecordingService
from api.sessions.analysis_runs import Analyses, Pipeline
from api.sessions.service import SessionService
from api.shares.repository import revoke_all
from api.shares.service import ShareService
from api.storage.blobs import Blobs
from api.system.service import SystemService
from api.tables import metadata
from api.webhooks.service import WebhookService
from tracker.errors import InputError

_Service = TypeVar("_Service")


@dataclass(frozen=True, slots=True)
class Services:
    """All services of one app."""

    settings: Settings
    database: Database
    limiter: Limiter
    bus: Bus
    metrics: Metrics
    drain: Drain
    accounts: AccountService
    organizations: OrganizationService
    invitations: InvitationService
    password_resets: PasswordResetService
    teams: TeamService
    athletes: AthleteService
    recordings: RecordingService
    analyses: Analyses
    sessions: SessionService
    notes: NoteService
    shares: ShareService
    measurements: MeasurementService
    analytics: AnalyticsService
    rosters: RosterService
    programmes: ProgrammeService
    live: LiveService
    privacy: PrivacyService
    demo: DemoService
    system: SystemService
    webhooks: WebhookService
    maintenance: Maintenance
    uploads: UploadFolder

    def of(self, kind: type[_Service]) -> _Service:
        """The service of that type."""
        for field in fields(self):
            service = getattr(self, field.name)
            if isinstance(service, kind):
                return service
        raise LookupError(f"no service of this app is a {kind.__name__}")


# A coroutine though nothing is awaited: FastAPI would run a plain function in a thread.
async def _services_of_app(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


AllServices = Annotated[Services, Depends(_services_of_app)]


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    pipeline: Pipeline | None = None,
    jobs: Jobs | None = None,
    works: bool = False,
    metrics: Metrics | None = None,
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
    metrics
        Where is counted what happens.

    Raises
    ------
    InputError
        If the database or the store cannot be opened.
    """
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(secure_data_folder, settings.data_dir)
        uploads = await asyncio.to_thread(open_upload_folder, settings.data_dir)
        stack.push_async_callback(asyncio.to_thread, uploads.close)
        database = Database(settings.database)
        stack.push_async_callback(database.aclose)
        await database.migrate(UpgradeBackup(database.engine.url, settings.backed_up).before)
        bus = _bus(database)
        await bus.start()
        stack.push_async_callback(bus.stop)
        does = pipeline or Pipeline()
        runner = jobs or _jobs(settings, database, does.version, works=works)
        opened = _services(settings, database, uploads, runner, does, bus, metrics or Metrics())
        await opened.organizations.begin()
        if works or not runner.durable:
            for one in (opened.webhooks, opened.maintenance):
                await one.start()
                stack.push_async_callback(one.stop)
        stack.push_async_callback(runner.stop)
        stack.push_async_callback(opened.analyses.stop)
        await opened.analyses.start(works=works or not runner.durable)
        if not works:
            await opened.live.start()
            stack.push_async_callback(opened.live.stop)
            await opened.demo.start()
            stack.push_async_callback(opened.demo.stop)
        yield opened


def _services(
    settings: Settings,
    database: Database,
    uploads: UploadFolder,
    jobs: Jobs,
    pipeline: Pipeline,
    bus: Bus,
    metrics: Metrics,
) -> Services:
    blobs = Blobs(settings.storage)
    limiter = Limiter(rates_of(settings))
    webhooks = WebhookService(database, private_addresses=settings.webhooks_private)
    outbox = Outbox(webhooks.keep, webhooks.wake, organization_of)
    accounts = AccountService(database, limiter)
    readers = Readers(
        Limits(settings.max_unpacked_bytes, settings.max_zip_members, settings.max_values),
        Bounds(settings.reader_memory_bytes, settings.reader_seconds),
        uploads.path,
    )
    chunks = IngestLimits(settings.max_chunk_bytes, settings.max_upload_bytes)
    drain = Drain()
    live = LiveService(database, blobs, bus, drain)
    recordings = RecordingService(
        database, blobs, readers, chunks, bus, outbox, metrics, live.is_watched
    )
    analyses = Analyses(
        database,
        blobs,
        recordings,
        jobs,
        pipeline,
        outbox,
        metrics,
        3 * settings.worker_heartbeat_s,
    )
    sessions = SessionService(database, blobs, recordings, analyses, outbox, revoke_all)
    privacy = PrivacyService(database, blobs, outbox, metadata())
    teams, athletes = TeamService(database), AthleteService(database)
    programmes = ProgrammeService(database)
    filler = Filler(database, teams, athletes, sessions, programmes)
    return Services(
        settings=settings,
        database=database,
        limiter=limiter,
        bus=bus,
        metrics=metrics,
        drain=drain,
        accounts=accounts,
        organizations=OrganizationService(database, founding=settings.founding),
        invitations=InvitationService(database, accounts.tries),
        password_resets=PasswordResetService(database),
        teams=teams,
        athletes=athletes,
        recordings=recordings,
        analyses=analyses,
        sessions=sessions,
        notes=NoteService(database),
        shares=ShareService(database, limiter),
        measurements=MeasurementService(database, blobs),
        analytics=AnalyticsService(database),
        rosters=RosterService(database),
        programmes=programmes,
        live=live,
        privacy=privacy,
        demo=DemoService(database, filler, privacy),
        system=SystemService(settings, database, blobs, jobs, metrics, drain),
        webhooks=webhooks,
        uploads=uploads,
        maintenance=Maintenance(
            settings, database, accounts, recordings, sessions, privacy, webhooks, analyses
        ),
    )


def _bus(database: Database) -> Bus:
    """The bus that goes with a database."""
    if database.is_sqlite:
        return LocalBus()
    # Its driver is an optional part of the installation.
    from api.core.postgres_bus import PostgresBus

    return PostgresBus(database.engine.url)


def _jobs(settings: Settings, database: Database, version: str, *, works: bool) -> Jobs:
    if settings.queued:
        if database.is_sqlite:
            raise InputError("CALF_JOBS: a queue needs PostgreSQL; set CALF_DATABASE_URL as well")
        from api.jobs.queue import QueueJobs

        return QueueJobs(
            database.engine.url,
            database.alone,
            version=version,
            works=works,
            at_a_time=settings.analysis_workers,
            heartbeat_s=settings.worker_heartbeat_s,
        )
    return InProcessJobs(settings.analysis_workers)
