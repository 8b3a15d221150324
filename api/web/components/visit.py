"""What every page stands in: who looks, where they can go, in which units and which look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import Depends, Request, Response

from api.accounts.schemas import MembershipOut, UserOut
from api.athletes.schemas import AthleteOut
from api.core.authentication import COOKIE, SignedIn
from api.core.errors import ApiError
from api.core.viewer import Scope, Viewer
from api.services import AllServices, Services
from api.web.components.rendering import LOOK_COOKIE, look_of, render
from api.web.components.units import System, Units
from api.web.words import say

UNITS_COOKIE = "calf_units"
_YEAR_S = 366 * 24 * 3600
_STAFF = {"coach", "admin"}


@dataclass(frozen=True, slots=True)
class NavLink:
    """A place that the bar leads to; `phone` where there is space for few."""

    name: str
    address: str
    phone: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A page's surroundings.

    Parameters
    ----------
    request, services, viewer
        Who asks what of whom.
    me, memberships
        The viewer's name, and roles in organizations.
    own_athletes
        Ids of the viewer's own profiles as an athlete, the first organization's first.
    units
        What numbers are shown in.
    """

    request: Request
    services: Services
    viewer: Viewer
    me: UserOut
    memberships: tuple[MembershipOut, ...]
    own_athletes: tuple[str, ...]
    units: Units

    @property
    def coaches(self) -> tuple[MembershipOut, ...]:
        """Memberships in which the viewer is coach or admin."""
        return tuple(membership for membership in self.memberships if membership.role in _STAFF)

    @property
    def nav_links(self) -> tuple[NavLink, ...]:
        """Where the bar leads: a phone's has space for five."""
        coaches, trains = bool(self.coaches), bool(self.own_athletes)
        nav_links = [NavLink("today", "/", phone=True), NavLink("record", "/record", phone=True)]
        nav_links.append(NavLink("sessions", "/sessions", phone=True))
        if trains:
            address = f"/athletes/{self.own_athletes[0]}"
            nav_links.append(NavLink("progress", address, phone=not coaches))
        if coaches:
            nav_links.append(NavLink("team", "/team", phone=True))
            nav_links.append(NavLink("live", "/live", phone=False))
            nav_links.append(NavLink("people", "/people", phone=False))
        nav_links.append(NavLink("account", "/account", phone=True))
        return tuple(nav_links)

    @property
    def htmx(self) -> bool:
        """Whether a script of the page asks, for a part of it."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, status: int = 200, **shown: Any) -> Response:
        """The page, with the bar of where to go."""
        return render(
            self.request, template, {"visit": self, "viewer": self.viewer} | shown, status
        )


async def _perhaps(request: Request, services: AllServices) -> Visit | None:
    try:
        return await _visit(
            request, services, await services.accounts.viewer(request.cookies.get(COOKIE, ""))
        )
    except ApiError:
        return None


async def _visit(request: Request, services: AllServices, viewer: SignedIn) -> Visit:
    # What a form carries against other sites is its route's to check, by `check_form`.
    viewer.must(Scope.READ)
    return await visit_of(request, services, viewer)


async def _acting(request: Request, services: AllServices, viewer: SignedIn) -> Visit:
    return await visit_of(request, services, viewer)


async def visit_of(request: Request, services: Services, viewer: Viewer) -> Visit:
    """The surroundings of a page for somebody whose rights were looked at."""
    user = await services.accounts.user(viewer)
    memberships = await services.organizations.memberships(viewer)
    own = await services.athletes.own(viewer)
    units = units_of(request)
    return Visit(request, services, viewer, user, tuple(memberships), own, units)


def base_address(visit: Visit) -> str:
    """Where people reach the server, without a slash at the end: for links that are sent."""
    base = visit.services.settings.public_url or str(visit.request.base_url)
    return base.rstrip("/")


def units_of(request: Request) -> Units:
    """The units that this browser's reader wants, also where nobody is signed in."""
    return Units(_system(request.cookies))


Open = Annotated[Visit, Depends(_visit)]
Acting = Annotated[Visit, Depends(_acting)]
"""Who sends a form that its route checks; what may be done and seen the services know."""
Perhaps = Annotated[Visit | None, Depends(_perhaps)]


def told_name(athlete: AthleteOut) -> str:
    """An athlete's name as a list has it, where no badge tells who never lived."""
    return say("demo.named", name=athlete.name) if athlete.simulated else athlete.name


def keep_display(answer: Response, units: str, look: str, *, secure: bool) -> None:
    """Remember on this browser how pages are to be shown; what is unknown is the usual."""
    for name, value in (
        (UNITS_COOKIE, _system({UNITS_COOKIE: units})),
        (LOOK_COOKIE, look_of({LOOK_COOKIE: look})),
    ):
        answer.set_cookie(
            name, value, max_age=_YEAR_S, httponly=True, samesite="lax", secure=secure
        )


def _system(cookies: Mapping[str, str]) -> System:
    system: System
    for system in get_args(System):
        if cookies.get(UNITS_COOKIE) == system:
            return system
    return "metric"
