"""What a role lets a member do; a stranger learns not even that the organization exists."""

from api.core.errors import Forbidden, NotFound
from api.core.viewer import Viewer
from api.memberships.repository import MembershipRepository


async def member_role(
    organizations: MembershipRepository, viewer: Viewer, organization_id: str
) -> str:
    """The viewer's role; NotFound for who is no member, or whose key opens another one."""
    role = None
    if viewer.organization_id in {None, organization_id}:
        role = await organizations.role(organization_id, viewer.user_id)
    if role is None:
        raise NotFound(f"There is no organization {organization_id}.")
    return role


async def staff_role(
    organizations: MembershipRepository, viewer: Viewer, organization_id: str
) -> str:
    """The viewer's role; Forbidden unless coach or admin."""
    role = await member_role(organizations, viewer, organization_id)
    if role == "athlete":
        raise Forbidden("Only coaches and admins may do that.")
    return role


async def admin_role(
    organizations: MembershipRepository, viewer: Viewer, organization_id: str
) -> None:
    """Forbidden unless the viewer is an admin."""
    if await member_role(organizations, viewer, organization_id) != "admin":
        raise Forbidden("Only an admin may do that.")
