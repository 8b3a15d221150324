"""Telling other programs what happened: signed, repeated until heard, never to our own network."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.log import AuditLog
from api.core.errors import Conflict, NotFound
from api.core.events import Event
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.repository import MembershipRepository
from api.memberships.roles import admin_role
from api.webhooks.deliveries import Deliveries
from api.webhooks.host_names import HostNames
from api.webhooks.models import DeliveryRow, WebhookRow
from api.webhooks.repository import WebhookRepository
from api.webhooks.schemas import NewWebhookOut, WebhookIn, WebhookOut, WebhooksOut
from api.webhooks.sender import addresses_of

_MOST = 20
_KEPT = timedelta(days=7)


class WebhookService:
    """Webhooks.

    Parameters
    ----------
    database
        Where they are kept, with what waits for them.
    private_addresses
        Whether addresses of the server's own network may be told; else a webhook could be made
        to knock at doors that only the server reaches.
    """

    def __init__(self, database: Database, *, private_addresses: bool) -> None:
        self._database = database
        self._private = private_addresses
        self._names = HostNames()
        self._deliveries = Deliveries(database, self._names, private=private_addresses)

    async def start(self) -> None:
        """Begin to deliver."""
        await self._deliveries.start()

    async def stop(self) -> None:
        """End; what is not delivered waits for the next start."""
        await self._deliveries.stop()

    async def make(self, viewer: Viewer, organization_id: str, body: WebhookIn) -> NewWebhookOut:
        """Make a webhook, for admins; Unusable if its address must not be told.

        Raises
        ------
        Conflict
            If there are many already.
        """
        async with self._database.reading() as session:
            # Before its host is looked up: who may not make one learns nothing of our network.
            await admin_role(MembershipRepository(session), viewer, organization_id)
        url = str(body.url)
        await addresses_of(httpx2.URL(url), self._names, private=self._private)
        row = WebhookRow(
            id=new_id(),
            organization_id=organization_id,
            url=url,
            secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
            events=sorted(set(body.events)),
            created_at=datetime.now(UTC),
        )
        async with self._database.writing() as session:
            await admin_role(MembershipRepository(session), viewer, organization_id)
            webhooks = WebhookRepository(session)
            if len(await webhooks.of_organization(organization_id)) >= _MOST:
                raise Conflict(f"An organization has at most {_MOST} webhooks; delete one.")
            await webhooks.add(row)
            AuditLog(session).note(
                "webhook.made",
                user_id=viewer.user_id,
                organization_id=organization_id,
                subject=f"webhook:{row.id}",
            )
        return NewWebhookOut(**_out(row, 0, None).model_dump(), secret=row.secret)

    async def all_of(self, viewer: Viewer, organization_id: str) -> WebhooksOut:
        """All webhooks of an organization, for admins."""
        async with self._database.reading() as session:
            await admin_role(MembershipRepository(session), viewer, organization_id)
            webhooks = WebhookRepository(session)
            rows = await webhooks.of_organization(organization_id)
            shown = [_out(row, *await webhooks.state(row.id)) for row in rows]
        return WebhooksOut(items=shown)

    async def delete(self, viewer: Viewer, organization_id: str, webhook_id: str) -> None:
        """Delete a webhook with what waits for it, for admins."""
        async with self._database.writing() as session:
            await admin_role(MembershipRepository(session), viewer, organization_id)
            if not await WebhookRepository(session).delete(organization_id, webhook_id):
                raise NotFound(f"There is no webhook {webhook_id}.")
            AuditLog(session).note(
                "webhook.deleted",
                user_id=viewer.user_id,
                organization_id=organization_id,
                subject=f"webhook:{webhook_id}",
            )

    async def keep(
        self, session: AsyncSession, organization_id: str, event: Event, told: dict[str, str]
    ) -> None:
        """Keep an event for all who want it, in the transaction of what it tells of."""
        webhooks = WebhookRepository(session)
        now = datetime.now(UTC)
        for row in await webhooks.of_organization(organization_id):
            if event in row.events:
                payload = {"type": event.value, "timestamp": now.isoformat(), "data": told}
                await webhooks.add(
                    DeliveryRow(
                        id=new_id(),
                        webhook_id=row.id,
                        event=event.value,
                        payload=payload,
                        created_at=now,
                        attempts=0,
                        next_at=now,
                    )
                )

    async def wake(self) -> None:
        """Look soon for what is to be delivered."""
        self._deliveries.wake()

    async def forget_old(self) -> None:
        """Drop events of a week ago: what still waits then was tried for days."""
        async with self._database.writing() as session:
            await WebhookRepository(session).forget(datetime.now(UTC) - _KEPT)

    async def deliver_due(self) -> int:
        """Send all that is due, and wait for the answers; gives how much was sent."""
        return await self._deliveries.send_due()


def _out(row: WebhookRow, waiting: int, last_answer: str | None) -> WebhookOut:
    return WebhookOut(
        id=row.id,
        url=row.url,
        events=[Event(event) for event in row.events],
        created_at=row.created_at,
        waiting=waiting,
        last_answer=last_answer,
    )
