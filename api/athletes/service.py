"""Athletes, and who may see them."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.models import AthleteRow, ConsentRow
from api.athletes.repository import AthleteRepository
from api.athletes.schemas import (
    AthleteIn,
    AthleteOut,
    AthletePage,
    AthletePatch,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
)
from api.audit.log import AuditLog
from api.core.errors import Forbidden, NotFound, Unusable
from api.core.identifiers import new_id
from api.core.paging import page_end, page_start
from api.core.viewer import Viewer
from api.db.change_numbers import mark_changed
from api.db.engine import Database
from api.memberships.repository import MembershipRepository
from api.memberships.roles import member_role, staff_role


class AthleteService:
    """Athletes and consents.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        viewer: Viewer,
        limit: int,
        *,
        organization_id: str | None = None,
        team_id: str | None = None,
        cursor: str | None = None,
        updated_after: datetime | None = None,
    ) -> AthletePage:
        """Some of the athletes whom the viewer sees; Unusable if the cursor is none."""
        start = page_start(cursor, updated_after)
        async with self._database.reading() as session:
            rows = await AthleteRepository(session).page(
                viewer,
                limit,
                organization_id=organization_id,
                team_id=team_id,
                start=start,
            )
        end = page_end(rows, limit, start, "created_at")
        shown = [AthleteOut.of(row) for row in rows[:limit]]
        return AthletePage(items=shown, next=end.next, resume=end.resume)

    async def get(self, viewer: Viewer, athlete_id: str) -> AthleteOut:
        """One athlete; NotFound if the viewer sees none of that id."""
        async with self._database.reading() as session:
            return AthleteOut.of(await seen(AthleteRepository(session), viewer, athlete_id))

    async def own(self, viewer: Viewer) -> tuple[str, ...]:
        """Ids of the viewer's own profiles, at most one an organization; the oldest first."""
        async with self._database.reading() as session:
            return tuple(one.id for one in await AthleteRepository(session).own(viewer))

    async def measured(self, viewer: Viewer, athlete_id: str | None) -> str:
        """Whose a new recording is: the athlete who was named, else the viewer's own self.

        Raises
        ------
        NotFound
            If the viewer sees no athlete of that id.
        Unusable
            If none was named and the viewer is not measured, or in several places.
        """
        async with self._database.reading() as session:
            athletes = AthleteRepository(session)
            if athlete_id is not None:
                return (await seen(athletes, viewer, athlete_id)).id
            own = await athletes.own(viewer)
        if len(own) != 1:
            raise Unusable("Say whose recording it is: give athlete_id.")
        return own[0].id

    async def create(self, viewer: Viewer, organization_id: str, body: AthleteIn) -> AthleteOut:
        """Add an athlete who has no account, with a stated consent to the viewer."""
        now = datetime.now(UTC)
        facts = body.model_dump(exclude={"consent_stated"})
        row = AthleteRow(id=new_id(), organization_id=organization_id, created_at=now, **facts)
        async with self._database.writing() as session:
            organizations = MembershipRepository(session)
            await staff_role(organizations, viewer, organization_id)
            club = await organizations.get(organization_id)
            row.simulated = club is not None and club.simulated
            athletes = AthleteRepository(session)
            await athletes.add(row)
            await athletes.add(_consent(row.id, viewer.user_id, "stated"))
            AuditLog(session).note(
                "athlete.added",
                user_id=viewer.user_id,
                organization_id=organization_id,
                subject=f"athlete:{row.id}",
            )
        return AthleteOut.of(row)

    async def change(self, viewer: Viewer, athlete_id: str, body: AthletePatch) -> AthleteOut:
        """Change what is known of an athlete."""
        named = body.model_dump(exclude_unset=True)
        if named.get("name", "") is None:
            raise Unusable("body.name: an athlete must have a name")
        async with self._database.writing() as session:
            row = await seen(AthleteRepository(session), viewer, athlete_id)
            for field, value in named.items():
                setattr(row, field, value)
            mark_changed(row)
        return AthleteOut.of(row)

    async def consents(self, viewer: Viewer, athlete_id: str) -> ConsentsOut:
        """Who may see an athlete, and who might."""
        async with self._database.reading() as session:
            athletes = AthleteRepository(session)
            await seen(athletes, viewer, athlete_id)
            rows = await athletes.consents(athlete_id)
        return ConsentsOut(items=[ConsentOut.of(row, coach) for row, coach in rows])

    async def grant(
        self, viewer: Viewer, athlete_id: str, coach_id: str, body: ConsentIn
    ) -> ConsentsOut:
        """Let a coach see an athlete; doing it twice changes nothing.

        Raises
        ------
        NotFound
            If the viewer may not know of the athlete, or the coach is none there.
        Forbidden
            If it is not the viewer's to grant: who has an account decides alone.
        """
        async with self._database.writing() as session:
            athletes, organizations = AthleteRepository(session), MembershipRepository(session)
            row = await self._answered_for(athletes, organizations, viewer, athlete_id)
            basis = "own" if row.user_id == viewer.user_id else "stated"
            if basis == "stated" and (row.user_id is not None or not body.stated):
                raise Forbidden(
                    "Only the athlete can consent."
                    if row.user_id is not None
                    else "State that the athlete agreed: stated must be true."
                )
            if await organizations.role(row.organization_id, coach_id) not in {"coach", "admin"}:
                raise NotFound(f"There is no coach {coach_id} in the athlete's organization.")
            if not await athletes.consented(athlete_id, coach_id):
                await athletes.add(_consent(athlete_id, coach_id, basis))
                mark_changed(row)
                self._note(session, "consent.granted", viewer, row, coach_id)
            rows = await athletes.consents(athlete_id)
        return ConsentsOut(items=[ConsentOut.of(one, coach) for one, coach in rows])

    async def revoke(self, viewer: Viewer, athlete_id: str, coach_id: str) -> None:
        """End a consent: by the athlete, the coach, or an admin of the organization."""
        async with self._database.writing() as session:
            athletes, organizations = AthleteRepository(session), MembershipRepository(session)
            row = await self._answered_for(athletes, organizations, viewer, athlete_id)
            role = await organizations.role(row.organization_id, viewer.user_id)
            if viewer.user_id not in {row.user_id, coach_id} and role != "admin":
                raise Forbidden("Only the athlete, the coach or an admin can end a consent.")
            now = datetime.now(UTC)
            if not await athletes.end_consents(athlete_id, coach_id, now):
                raise NotFound(f"There is no consent of this athlete to {coach_id}.")
            mark_changed(row)
            self._note(session, "consent.revoked", viewer, row, coach_id)

    async def _answered_for(
        self,
        athletes: AthleteRepository,
        organizations: MembershipRepository,
        viewer: Viewer,
        athlete_id: str,
    ) -> AthleteRow:
        """An athlete whom the viewer sees or, as an admin, administers."""
        row = await athletes.get(viewer, athlete_id)
        if row is None:
            row = await athletes.any(athlete_id)
            hidden = row is None or row.deleted_at is not None
            if row is None or hidden or await _role(organizations, viewer, row) != "admin":
                raise NotFound(f"There is no athlete {athlete_id}.")
        return row

    def _note(
        self, session: AsyncSession, action: str, viewer: Viewer, row: AthleteRow, coach_id: str
    ) -> None:
        AuditLog(session).note(
            action,
            user_id=viewer.user_id,
            organization_id=row.organization_id,
            subject=f"athlete:{row.id} coach:{coach_id}",
        )


async def seen(athletes: AthleteRepository, viewer: Viewer, athlete_id: str) -> AthleteRow:
    """An athlete whom the viewer sees, else NotFound."""
    row = await athletes.get(viewer, athlete_id)
    if row is None:
        raise NotFound(f"There is no athlete {athlete_id}.")
    return row


async def _role(organizations: MembershipRepository, viewer: Viewer, row: AthleteRow) -> str | None:
    try:
        return await member_role(organizations, viewer, row.organization_id)
    except NotFound:
        return None


def _consent(athlete_id: str, coach_id: str, basis: str) -> ConsentRow:
    return ConsentRow(
        id=new_id(),
        athlete_id=athlete_id,
        coach_id=coach_id,
        basis=basis,
        granted_at=datetime.now(UTC),
    )
