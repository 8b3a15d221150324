"""Webhooks of an organization."""

from typing import Annotated

from fastapi import Depends, status

from api.core.authentication import Manager
from api.core.errors import Conflict, Forbidden, NotFound, Unauthenticated, Unusable, responses
from api.core.routing import Router
from api.core.services import provide
from api.webhooks.schemas import NewWebhookOut, WebhookIn, WebhooksOut
from api.webhooks.service import WebhookService

router = Router(prefix="/v1/organizations/{organization_id}/webhooks", tags=["webhooks"])
Webhooks = Annotated[WebhookService, Depends(provide(WebhookService))]
_MEMBERS = responses(Unauthenticated, Forbidden, NotFound)


@router.get("", summary="List webhooks", response_description="Oldest first.", responses=_MEMBERS)
async def list_webhooks(webhooks: Webhooks, viewer: Manager, organization_id: str) -> WebhooksOut:
    """Where the organization is told of what, and how that goes. For admins."""
    return await webhooks.all_of(viewer, organization_id)


@router.post(
    "",
    summary="Make a webhook",
    status_code=status.HTTP_201_CREATED,
    response_description="The webhook, with its secret this once.",
    responses=responses(Unauthenticated, Forbidden, NotFound, Conflict, Unusable),
)
async def make_webhook(
    webhooks: Webhooks, viewer: Manager, organization_id: str, body: WebhookIn
) -> NewWebhookOut:
    """Have a program told of events, never with a measured value. For admins.

    What is sent is signed with the secret as standardwebhooks.com says; an event that is not
    answered 2xx is sent again for some days.
    """
    return await webhooks.make(viewer, organization_id, body)


@router.delete(
    "/{webhook_id}",
    summary="Delete a webhook",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It is told no more.",
    responses=_MEMBERS,
)
async def delete_webhook(
    webhooks: Webhooks, viewer: Manager, organization_id: str, webhook_id: str
) -> None:
    """Delete a webhook, with what waits for it. For admins."""
    await webhooks.delete(viewer, organization_id, webhook_id)
