"""Delivery of events: signed, repeated until heard, and fair between clubs."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import httpx2
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from standardwebhooks.webhooks import Webhook

from api.db.engine import Database
from api.webhooks.host_names import HostNames
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.repository import RETRIES, WebhookRepository
from api.webhooks.sender import Answer, post
from api.webhooks.sender import client as sender

_log = logging.getLogger(__name__)
_TIMEOUT_S = 10.0
"""For an answer to begin. A receiver should take the event and work on it later."""
_CLAIM = timedelta(seconds=60)
"""Longer than any attempt takes; then another process may send what this one has taken."""
_LOOK_EVERY_S = 5.0
"""Events of other processes and events that are due again are found that late."""
_AT_A_TIME = 200
"""Attempts under way in this process. Each waits for a network and costs one socket."""
_OF_WEBHOOK = 4
"""Attempts under way for one webhook, so that a receiver is not flooded."""
_OF_ORGANIZATION = 8
"""Attempts under way for one organization, so that 25 clubs find room beside each other."""
_LONGEST_REST = timedelta(seconds=60)
"""A receiver that comes back after a long time gets new events this soon."""


class Deliveries:
    """Sends what is due, so that no receiver waits for another.

    Every webhook and every organization has a share of the attempts under way. A receiver that
    does not answer keeps only its own share busy, and its other events rest before they are tried.

    Parameters
    ----------
    database
        Where events wait.
    names
        Looks up the names of receivers.
    private
        Whether addresses of the server's own network may be told.
    """

    def __init__(self, database: Database, names: HostNames, *, private: bool) -> None:
        self._database = database
        self._names = names
        self._private = private
        self._wake = asyncio.Event()
        self._looking = asyncio.Lock()
        self._loop: asyncio.Task[None] | None = None
        self._client: httpx2.AsyncClient | None = None
        self._attempts: set[asyncio.Task[None]] = set()
        self._of_webhook: Counter[str] = Counter()
        self._of_organization: Counter[str] = Counter()

    async def start(self) -> None:
        """Begin to send."""
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is not delivered waits for the next start."""
        tasks = [*self._attempts, *([] if self._loop is None else [self._loop])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def wake(self) -> None:
        """Look soon for what is due."""
        self._wake.set()

    async def send_due(self) -> int:
        """Send all that is due, and wait for the answers; gives how much was sent."""
        sent = 0
        while attempts := await self._begin_due():
            await asyncio.wait(attempts)
            sent += len(attempts)
        return sent

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self._begin_due():
                    pass
            except (SQLAlchemyError, OSError) as error:
                # A connection that is refused is an OSError.
                _log.warning("webhooks cannot be looked for: %s", type(error).__name__)
            except Exception:
                # Whatever it is, the next event is sent all the same.
                _log.exception("looking for webhooks broke down")
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._wake.wait()

    async def _begin_due(self) -> Sequence[asyncio.Task[None]]:
        """Begin to send what is due and has room; gives the attempts."""
        async with self._looking:
            now = datetime.now(UTC)
            begun: list[asyncio.Task[None]] = []
            for webhook_id, organization_id in await self._due(now):
                room = min(
                    _OF_WEBHOOK - self._of_webhook[webhook_id],
                    _OF_ORGANIZATION - self._of_organization[organization_id],
                    _AT_A_TIME - len(self._attempts),
                )
                if room <= 0:
                    continue
                async with self._database.writing() as session:
                    claimed = await WebhookRepository(session).claim(
                        webhook_id, now, now + _CLAIM, room
                    )
                begun += [self._begin(delivery, webhook) for delivery, webhook in claimed]
            return begun

    async def _due(self, now: datetime) -> Sequence[Row[str, str]]:
        room = _AT_A_TIME - len(self._attempts)
        if room <= 0:
            return ()
        full = [name for name, count in self._of_webhook.items() if count >= _OF_WEBHOOK]
        full_organizations = [
            name for name, count in self._of_organization.items() if count >= _OF_ORGANIZATION
        ]
        async with self._database.reading() as session:
            return await WebhookRepository(session).due(now, full, full_organizations, room)

    def _begin(self, delivery: DeliveryRow, webhook: WebhookRow) -> asyncio.Task[None]:
        self._of_webhook[webhook.id] += 1
        self._of_organization[webhook.organization_id] += 1
        attempt = asyncio.create_task(self._attempt(delivery, webhook))
        self._attempts.add(attempt)

        def end(_: asyncio.Task[None]) -> None:
            self._attempts.discard(attempt)
            for counter, name in (
                (self._of_webhook, webhook.id),
                (self._of_organization, webhook.organization_id),
            ):
                counter[name] -= 1
                if not counter[name]:
                    del counter[name]
            self._wake.set()

        attempt.add_done_callback(end)
        return attempt

    async def _attempt(self, delivery: DeliveryRow, webhook: WebhookRow) -> None:
        answer = await self._sent(delivery, webhook)
        try:
            async with self._database.writing() as session:
                await _note(WebhookRepository(session), delivery.id, answer)
        except (SQLAlchemyError, OSError) as error:
            # It is due again when the claim ends.
            _log.warning("an answer to a webhook cannot be kept: %s", type(error).__name__)

    async def _sent(self, delivery: DeliveryRow, webhook: WebhookRow) -> Answer:
        body = json.dumps(delivery.payload, separators=(",", ":"))
        at = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(webhook.secret).sign(delivery.id, at, body),
        }
        if self._client is None:
            self._client = sender(self._names, private=self._private)
        return await post(self._client, webhook.url, body, headers, _TIMEOUT_S)


async def _note(webhooks: WebhookRepository, delivery_id: str, answer: Answer) -> None:
    """Keep what became of an attempt, and when the next one is due."""
    row = await webhooks.get(delivery_id)
    if row is None:
        return
    now = datetime.now(UTC)
    row.answer = answer.text
    row.attempts += 1
    if answer.heard:
        row.delivered_at, row.next_at = now, None
        return
    if row.attempts > len(RETRIES):
        row.next_at = None
        return
    wait = RETRIES[row.attempts - 1]
    row.next_at = now + wait
    if not answer.given:
        await webhooks.rest(row, now + min(wait, _LONGEST_REST))
