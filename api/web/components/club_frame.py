"""What the pages of a club's people stand in: whose club it is, and where to go in it."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from api.core.errors import Forbidden
from api.organizations.schemas import OrganizationOut
from api.web.components.form_state import told
from api.web.components.visit import Shell

_ROOMS = ("athletes", "members", "invitations", "teams", "export")
_ADMINS_ROOMS = ("settings", "webhooks", "log")


@dataclass(frozen=True, slots=True)
class Club:
    """An organization in which the reader is coach or admin.

    Parameters
    ----------
    shell
        What every page stands in.
    about
        The organization, with the reader's role.
    """

    shell: Shell
    about: OrganizationOut

    @classmethod
    async def of(cls, shell: Shell, organization_id: str) -> "Club":
        """The club of that id.

        Raises
        ------
        NotFound
            For strangers.
        Forbidden
            For athletes.
        """
        about = await shell.services.organizations.get(shell.viewer, organization_id)
        if about.role == "athlete":
            raise Forbidden("Only coaches and admins may do that.")
        return cls(shell, about)

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/people/{self.about.id}"

    @property
    def rooms(self) -> tuple[tuple[str, str], ...]:
        """Where one can go, as names and addresses."""
        names = _ROOMS + (_ADMINS_ROOMS if self.about.role == "admin" else ())
        return tuple(
            (name, self.path if name == "athletes" else f"{self.path}/{name}") for name in names
        )

    def page(self, room: str, template: str, status: int = 200, **shown: Any) -> Response:
        """A page of it."""
        said = told(self.shell.request, "people")
        return self.shell.page(template, status, club=self, room=room, told=said, **shown)
