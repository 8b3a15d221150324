"""Whether a server can do its work, and what Prometheus may know of it."""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ipaddress import ip_address

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers

from api.core.drain import Drain
from api.core.errors import FieldProblem, Forbidden, NotReady, Unauthenticated
from api.core.prometheus import Metrics
from api.core.settings import Settings
from api.db.engine import Database
from api.jobs.port import Jobs
from api.sessions.repository import SessionRepository
from api.storage.blobs import Blobs, StorageError

_log = logging.getLogger(__name__)
_PATIENCE_S = 3.0
_GOOD_FOR_S = 1.0
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_UNFINISHED = ("queued", "analysing")


class SystemService:
    """Looks at the parts of a server.

    Parameters
    ----------
    settings
        Of the server.
    database, blobs, jobs
        The parts.
    metrics
        Of this process.
    drain
        Whether the server ends.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        blobs: Blobs,
        jobs: Jobs,
        metrics: Metrics,
        drain: Drain,
    ) -> None:
        self._settings = settings
        self._database = database
        self._metrics = metrics
        self._drain = drain
        self._checks: dict[str, Callable[[], Awaitable[None]]] = {
            "database": database.check,
            "storage": blobs.check,
            "jobs": jobs.check,
        }
        self._looking = asyncio.Lock()
        self._looked_at = -_GOOD_FOR_S
        self._faults: list[FieldProblem] = []

    async def ready(self) -> list[str]:
        """Names of the parts, if all of them do their work.

        Raises
        ------
        NotReady
            Naming those that do not, or that the server ends.
        """
        if self._drain.begun:
            raise NotReady([FieldProblem(field="server", message="It is about to end.")])
        # Whoever asks often, and nobody must be signed in for it, costs one look a second.
        async with self._looking:
            if time.monotonic() - self._looked_at >= _GOOD_FOR_S:
                found = await asyncio.gather(*map(self._fault, self._checks))
                self._faults = [one for one in found if one is not None]
                self._looked_at = time.monotonic()
        if self._faults:
            raise NotReady(self._faults)
        return list(self._checks)

    async def metrics(self, peer: str | None, headers: Headers) -> bytes:
        """What Prometheus reads.

        Raises
        ------
        Unauthenticated, Forbidden
            If that is not Prometheus.
        """
        self._admit(peer, headers)
        if (pool := self._database.pool) is not None:
            self._metrics.pool(pool)
        try:
            async with asyncio.timeout(_PATIENCE_S), self._database.reading() as session:
                depths, oldest = await SessionRepository(session).waiting()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            # The process still has much to tell when the database has not.
            _log.warning("the queue cannot be counted: %s", type(error).__name__)
        else:
            age_s = 0.0 if oldest is None else (datetime.now(UTC) - oldest).total_seconds()
            self._metrics.queue({one: depths.get(one, 0) for one in _UNFINISHED}, max(0.0, age_s))
        return self._metrics.exposition()

    def _admit(self, peer: str | None, headers: Headers) -> None:
        token = self._settings.metrics_token
        if token is not None:
            sent = headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(sent.encode(), token.encode()):
                raise Unauthenticated("Send the token of CALF_METRICS_TOKEN as a bearer token.")
            return
        # Behind a proxy of this machine, everybody seems to be of this machine.
        forwarded = self._settings.public_url or any(name in headers for name in _FORWARDED)
        if forwarded or not _of_this_machine(peer):
            raise Forbidden(
                "Metrics are for this machine only; set CALF_METRICS_TOKEN and send it as a "
                "bearer token."
            )

    async def _fault(self, part: str) -> FieldProblem | None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._checks[part]()
        except (SQLAlchemyError, StorageError, OSError, TimeoutError) as error:
            _log.warning("the %s does not answer: %s", part, type(error).__name__)
            return FieldProblem(field=part, message="It does not answer.")
        except Exception as error:
            _log.warning("the %s is not well: %s", part, type(error).__name__)
            return FieldProblem(field=part, message="It is not what this program needs.")
        return None


def _of_this_machine(peer: str | None) -> bool:
    try:
        return peer is not None and ip_address(peer).is_loopback
    except ValueError:
        return False
