"""Pages of a club of simulated athletes to look around in."""

from typing import Annotated

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from api.core.authentication import check_form
from api.core.routing import Router
from api.core.viewer import Scope
from api.web.components.visit import Open

router = Router(include_in_schema=False)
_Text = Annotated[str, Form(max_length=500)]


@router.get("/demo")
async def demo(visit: Open) -> Response:
    """Whether there is a demo club, how far it is filled, and what to do with it."""
    found = await visit.services.demo.progress(visit.viewer)
    return visit.page("demo/demo_club.html", demo=found)


@router.post("/demo")
async def begin_demo_page(visit: Open, csrf: _Text = "") -> Response:
    """Have one filled."""
    check_form(visit.viewer, csrf)
    visit.viewer.must(Scope.MANAGE)
    await visit.services.demo.begin(visit.viewer)
    return RedirectResponse("/demo", status_code=303)


@router.post("/demo/remove")
async def remove_demo_page(visit: Open, csrf: _Text = "") -> Response:
    """Take it away with everything."""
    check_form(visit.viewer, csrf)
    visit.viewer.must(Scope.MANAGE)
    await visit.services.demo.remove(visit.viewer)
    return RedirectResponse("/", status_code=303)
