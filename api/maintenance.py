"""What a server does by itself from time to time: forget what it should not keep."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api.accounts.service import AccountService
from api.audit.log import AuditLog
from api.core.errors import NotFound
from api.core.settings import Settings
from api.db.engine import Database
from api.db.upgrade_backup import UpgradeBackup
from api.privacy.service import PrivacyService
from api.recordings.service import RecordingService
from api.sessions.analysis_runs import Analyses
from api.sessions.service import SessionService
from api.webhooks.service import WebhookService
from tracker.errors import CalfError

_log = logging.getLogger(__name__)
_EVERY_S = 3600.0
_FIRST_S = 60.0
_SWEEP_EVERY = timedelta(days=1)
_ORPHANED = timedelta(days=1)
"""How old an object without a row is before nobody can be about to write the row."""


class Maintenance:
    """Purges what was deleted, outlived its retention, or is of no use any more.

    Several processes may do so at one time: what another was quicker to delete is no error.

    Parameters
    ----------
    settings
        How long things are kept.
    database, accounts, recordings, sessions, privacy, webhooks, analyses
        What is looked after.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        accounts: AccountService,
        recordings: RecordingService,
        sessions: SessionService,
        privacy: PrivacyService,
        webhooks: WebhookService,
        analyses: Analyses,
    ) -> None:
        self._settings = settings
        self._database = database
        self._accounts = accounts
        self._recordings = recordings
        self._sessions = sessions
        self._privacy = privacy
        self._webhooks = webhooks
        self._analyses = analyses
        self._task: asyncio.Task[None] | None = None
        self._sweep_at = datetime.min.replace(tzinfo=UTC)

    async def start(self) -> None:
        """Begin, a minute from now and then every hour."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is half done is done again next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def once(self) -> None:
        """Do all of it now.

        Raises
        ------
        SQLAlchemyError, CalfError, OSError
            The first that stood in the way of a part; the other parts are done.
        """
        refused: Exception | None = None
        for part in (
            self._erased, self._deleted, self._outlived, self._abandoned,
            self._accounts.forget_old, self._webhooks.forget_old, self._log_kept, self._orphaned,
            self._backups_kept, self._unread,
        ):  # fmt: skip
            try:
                await part()
            except (SQLAlchemyError, CalfError, OSError) as error:
                refused = refused or error
        if refused is not None:
            raise refused

    async def _erased(self) -> None:
        await self._privacy.sweeper.finish()
        await self._privacy.forget_old(timedelta(days=self._settings.deleted_kept_days))

    async def _deleted(self) -> None:
        await self._sessions.purge(timedelta(days=self._settings.deleted_kept_days))

    async def _outlived(self) -> None:
        while outdated := await self._recordings.outdated():
            for recording_id in outdated:
                with suppress(NotFound):
                    await self._sessions.forget(recording_id)

    async def _abandoned(self) -> None:
        await self._recordings.ingest.sweep(timedelta(days=self._settings.abandoned_kept_days))

    async def _unread(self) -> None:
        await self._analyses.retry_unread(at_once=False)

    async def _log_kept(self) -> None:
        async with self._database.writing() as session:
            kept = timedelta(days=self._settings.audit_kept_days)
            await AuditLog(session).forget(datetime.now(UTC) - kept)

    async def _backups_kept(self) -> None:
        backups = UpgradeBackup(self._database.engine.url)
        kept = timedelta(days=self._settings.backups_kept_days)
        await asyncio.to_thread(backups.expire, kept)

    async def _orphaned(self) -> None:
        """All objects are listed for that, so it is done once a day."""
        now = datetime.now(UTC)
        if now >= self._sweep_at:
            await self._privacy.sweeper.orphans(_ORPHANED)
            self._sweep_at = now + _SWEEP_EVERY

    async def _run(self) -> None:
        await asyncio.sleep(_FIRST_S)
        while True:
            try:
                await self.once()
            except (SQLAlchemyError, CalfError, OSError) as error:
                _log.warning("maintenance broke off and is tried again: %s", type(error).__name__)
            await asyncio.sleep(_EVERY_S)
