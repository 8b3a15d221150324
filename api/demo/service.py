"""The demo club: begun, filled in the background, and taken away with everything."""

import asyncio
import logging
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from api.audit.log import AuditLog
from api.core.errors import Forbidden, NotFound
from api.core.identifiers import new_id
from api.core.viewer import EVERYTHING, Kind, Viewer
from api.db.engine import Database
from api.demo.club_builder import Filler
from api.demo.models import DemoRow
from api.demo.repository import DemoRepository
from api.demo.schemas import DemoOut
from api.demo.simulated_club import members
from api.memberships.models import OrganizationRow
from api.memberships.repository import MembershipRepository
from api.organizations.rows import membership_of
from api.privacy.service import PrivacyService
from tracker.errors import CalfError

_log = logging.getLogger(__name__)
NAME = "Demo club (simulated)"
_LOST = timedelta(seconds=30)
"""After that a filler of whom nothing was heard is gone, and another may go on."""
_GRACE_S = 2.0


class DemoService:
    """Demo clubs, one for each who wants one.

    Parameters
    ----------
    database
        Where they are kept.
    filler
        Fills them.
    privacy
        Erases them.
    """

    def __init__(self, database: Database, filler: Filler, privacy: PrivacyService) -> None:
        self._database = database
        self._filler = filler
        self._privacy = privacy
        self._filling: dict[str, asyncio.Task[None]] = {}
        self._stopping = False
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Go on with what was left half filled when a server ended."""
        self._stopping = False
        self._looking = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Fill no more; what is half filled is gone on with after the next start."""
        self._stopping = True
        tasks = list(self._filling.values())
        if self._looking is not None:
            self._looking.cancel()
            tasks.append(self._looking)
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def begin(self, viewer: Viewer) -> DemoOut:
        """Make a demo club and have it filled; where there is one, have it filled to its end.

        Raises
        ------
        Forbidden
            If the viewer is no admin of any organization, or asks with a key of a single one.
        """
        _everywhere(viewer)
        async with self._database.reading() as session:
            row = await DemoRepository(session).of_admin(viewer.user_id)
        if row is None:
            try:
                row = await self._founded(viewer)
            except IntegrityError:
                # Asked for twice at one time: the other was quicker.
                async with self._database.reading() as session:
                    row = await DemoRepository(session).of_admin(viewer.user_id)
        if row is not None and row.filled_at is None:
            await self._take(row)
        return await self.progress(viewer)

    async def progress(self, viewer: Viewer) -> DemoOut:
        """How far the viewer's demo club is."""
        async with self._database.reading() as session:
            demos = DemoRepository(session)
            row = await demos.of_admin(viewer.user_id)
            if row is None or viewer.organization_id not in {None, row.organization_id}:
                return DemoOut(
                    state="none", organization_id=None, athletes=0, sessions=0,
                    sessions_planned=0, failure=None,
                )  # fmt: skip
            done, _ = await demos.sessions(row.organization_id)
            athletes = await demos.athletes(row.organization_id)
        state = "filled" if row.filled_at else "failed" if row.failure else "filling"
        return DemoOut.model_validate(
            {
                "state": state,
                "organization_id": row.organization_id,
                "athletes": athletes,
                "sessions": done,
                "sessions_planned": row.recordings,
                "failure": row.failure,
            }
        )

    async def remove(self, viewer: Viewer) -> None:
        """Erase the viewer's demo club with everything in it, for good.

        Raises
        ------
        NotFound
            If there is none.
        Conflict
            If somebody with an account is measured in it.
        """
        _everywhere(viewer)
        async with self._database.reading() as session:
            row = await DemoRepository(session).of_admin(viewer.user_id)
        if row is None:
            raise NotFound("There is no demo club.")
        await self._privacy.erase_simulated(viewer, row.organization_id)
        if (task := self._filling.get(row.organization_id)) is not None:
            # It finds the club gone at its next step.
            await asyncio.wait({task}, timeout=_GRACE_S)

    async def _founded(self, viewer: Viewer) -> DemoRow:
        now = datetime.now(UTC)
        planned = sum(len(member.trainings) for member in members())
        club = OrganizationRow(id=new_id(), name=NAME, simulated=True, created_at=now)
        row = DemoRow(
            organization_id=club.id,
            user_id=viewer.user_id,
            started_at=now.replace(second=0, microsecond=0),
            recordings=planned,
            beat_at=now,
        )
        async with self._database.writing() as session:
            organizations = MembershipRepository(session)
            roles = {role for _, role in await organizations.of_user(viewer.user_id)}
            if "admin" not in roles:
                raise Forbidden("Only who is an admin of an organization may make a demo club.")
            await organizations.add(club)
            await organizations.add(membership_of(club.id, viewer.user_id, "admin"))
            await DemoRepository(session).add(row)
            AuditLog(session).note("demo.begun", user_id=viewer.user_id, organization_id=club.id)
        return row

    async def _go_on(self) -> None:
        """Take up what nobody fills (any more), until all are filled."""
        while True:
            try:
                async with self._database.reading() as session:
                    left = await DemoRepository(session).unfilled()
                for row in left:
                    await self._take(row)
            except (SQLAlchemyError, OSError) as error:
                _log.warning("demo clubs cannot be looked for: %s", type(error).__name__)
            else:
                if not left:
                    return
            await asyncio.sleep(_LOST.total_seconds())

    async def _take(self, row: DemoRow) -> None:
        """Fill a club, unless somebody does."""
        filler, now = new_id(), datetime.now(UTC)
        async with self._database.writing() as session:
            mine = await DemoRepository(session).take(row.organization_id, filler, now, now - _LOST)
        if mine and not self._stopping:
            task = asyncio.create_task(self._fill(row, filler))
            self._filling[row.organization_id] = task
            task.add_done_callback(lambda _: self._filling.pop(row.organization_id, None))

    async def _fill(self, row: DemoRow, filler: str) -> None:
        said: dict[str, str | datetime | None] = {"filler": None}
        viewer = Viewer(row.user_id or "", "", Kind.ACCESS, EVERYTHING)
        steps = self._filler.steps(viewer, row.organization_id, members(), row.started_at)
        try:
            async with aclosing(steps):
                async for _ in steps:
                    if not await self._said(filler, {"beat_at": datetime.now(UTC)}):
                        return
                    if self._stopping:
                        break
                else:
                    said["filled_at"] = datetime.now(UTC)
        except (CalfError, SQLAlchemyError, OSError) as error:
            said["failure"] = str(error) if isinstance(error, CalfError) else type(error).__name__
        except asyncio.CancelledError:
            # The server ends: the next one need not wait until this one counts as lost.
            await self._said(filler, said)
            raise
        except Exception:
            _log.exception("filling the demo club %s broke down", row.organization_id)
            said["failure"] = "This is a fault of the program; the server's log says more."
        if not await self._said(filler, said):
            _log.info("the demo club %s was removed while it was filled", row.organization_id)

    async def _said(self, filler: str, values: dict[str, str | datetime | None]) -> bool:
        async with self._database.writing() as session:
            return await DemoRepository(session).beat(filler, values)


def _everywhere(viewer: Viewer) -> None:
    if viewer.organization_id is not None:
        raise Forbidden("A key of one organization may not make or remove another; sign in.")
