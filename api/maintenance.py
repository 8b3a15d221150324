"""What a server does by itself from time to time: forget what it should not keep."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api.accounts.service import AccountService
from api.audit.log import AuditLog
from api.db.engine import Database
from api.recordings.service import RecordingService
from api.sessions.service import SessionService
from api.settings import Settings
from api.storage.blobs import StorageError
from api.webhooks.service import WebhookService

_log = logging.getLogger(__name__)
_EVERY_S = 3600.0
_FIRST_S = 60.0


class Maintenance:
    """Purges what was deleted, outlived its retention, or is of no use any more.

    Parameters
    ----------
    settings
        How long things are kept.
    database, accounts, recordings, sessions, webhooks
        What is looked after.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        accounts: AccountService,
        recordings: RecordingService,
        sessions: SessionService,
        webhooks: WebhookService,
    ) -> None:
        self._settings = settings
        self._database = database
        self._accounts = accounts
        self._recordings = recordings
        self._sessions = sessions
        self._webhooks = webhooks
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, a minute from now and then every hour."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is half done is done again next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def once(self) -> None:
        """Do all of it now."""
        await self._sessions.purge(timedelta(days=self._settings.deleted_kept_days))
        for recording_id in await self._recordings.outdated():
            await self._sessions.forget(recording_id)
        await self._recordings.ingest.sweep(timedelta(days=self._settings.abandoned_kept_days))
        await self._accounts.forget_old()
        await self._webhooks.forget_old()
        async with self._database.writing() as session:
            kept = timedelta(days=self._settings.audit_kept_days)
            await AuditLog(session).forget(datetime.now(UTC) - kept)

    async def _run(self) -> None:
        await asyncio.sleep(_FIRST_S)
        while True:
            try:
                await self.once()
            except (SQLAlchemyError, StorageError) as error:
                _log.warning("maintenance broke off and is tried again: %s", type(error).__name__)
            await asyncio.sleep(_EVERY_S)
