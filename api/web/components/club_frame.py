"""What the pages of a club's people stand in: whose club it is, and where to go in it."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from api.core.errors import Forbidden
from api.organizations.schemas import OrganizationOut
from api.web.components.form_state import notice
from api.web.components.visit import Visit

_SECTIONS = ("athletes", "members", "invitations", "teams", "export")
_ADMIN_SECTIONS = ("settings", "webhooks", "log")


@dataclass(frozen=True, slots=True)
class Club:
    """An organization in which the reader is coach or admin.

    Parameters
    ----------
    visit
        What every page stands in.
    about
        The organization, with the reader's role.
    """

    visit: Visit
    about: OrganizationOut

    @classmethod
    async def of(cls, visit: Visit, organization_id: str) -> "Club":
        """The club of that id.

        Raises
        ------
        NotFound
            For strangers.
        Forbidden
            For athletes.
        """
        about = await visit.services.organizations.get(visit.viewer, organization_id)
        if about.role == "athlete":
            raise Forbidden("Only coaches and admins may do that.")
        return cls(visit, about)

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/people/{self.about.id}"

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Where one can go, as names and addresses."""
        names = _SECTIONS + (_ADMIN_SECTIONS if self.about.role == "admin" else ())
        return tuple(
            (name, self.path if name == "athletes" else f"{self.path}/{name}") for name in names
        )

    def page(self, section: str, template: str, status: int = 200, **shown: Any) -> Response:
        """A page of it."""
        said = notice(self.visit.request, "people")
        return self.visit.page(template, status, club=self, section=section, told=said, **shown)
