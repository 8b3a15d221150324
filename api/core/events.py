"""Events: written in the transaction of what happened, delivered afterwards."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession


class Event(StrEnum):
    """What may be heard of; the name says what is there now. No event carries a measured value."""

    RECORDING_STORED = "recording.stored"
    SESSION_ANALYSED = "session.analysed"
    SESSION_FAILED = "session.failed"
    SESSION_CORRECTED = "session.corrected"
    SESSION_DELETED = "session.deleted"
    ATHLETE_ERASED = "athlete.erased"


Keep = Callable[[AsyncSession, str, Event, dict[str, str]], Awaitable[None]]
"""Keep an event of an organization for whoever listens, within the deed's transaction."""

OrganizationOf = Callable[[AsyncSession, str], Awaitable[str | None]]


class Outbox:
    """Where events are put within the transaction of what they tell of.

    Parameters
    ----------
    keep
        Keeps an event for those who listen.
    wake
        Has what was kept delivered soon; called once the transaction is over.
    organization_of
        Gives the organization of an athlete, None where the athlete is gone.
    """

    def __init__(
        self, keep: Keep, wake: Callable[[], Awaitable[None]], organization_of: OrganizationOf
    ) -> None:
        self._keep = keep
        self.send = wake
        self._organization_of = organization_of

    async def put(
        self, session: AsyncSession, event: Event, subject_id: str, athlete_id: str
    ) -> None:
        """Put down that something happened to an athlete's recording or session."""
        organization_id = await self._organization_of(session, athlete_id)
        if organization_id is not None:
            await self.put_in(session, event, organization_id, athlete_id, subject_id)

    async def put_in(
        self,
        session: AsyncSession,
        event: Event,
        organization_id: str,
        athlete_id: str,
        subject_id: str | None = None,
    ) -> None:
        """The same of an athlete who is not there any more, or of the athlete's own self."""
        subject = {"id": subject_id or athlete_id, "athlete_id": athlete_id}
        await self._keep(session, organization_id, event, subject)
