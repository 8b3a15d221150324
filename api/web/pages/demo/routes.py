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
async def demo(shell: Open) -> Response:
    """Whether there is a demo club, how far it is filled, and what to do with it."""
    found = await shell.services.demo.progress(shell.viewer)
    return shell.page("demo/demo_club.html", demo=found)


@router.post("/demo")
async def begin_demo_page(shell: Open, csrf: _Text = "") -> Response:
    """Have one filled."""
    check_form(shell.viewer, csrf)
    shell.viewer.must(Scope.MANAGE)
    await shell.services.demo.begin(shell.viewer)
    return RedirectResponse("/demo", status_code=303)


@router.post("/demo/remove")
async def remove_demo_page(shell: Open, csrf: _Text = "") -> Response:
    """Take it away with everything."""
    check_form(shell.viewer, csrf)
    shell.viewer.must(Scope.MANAGE)
    await shell.services.demo.remove(shell.viewer)
    return RedirectResponse("/", status_code=303)
