"""No form of a page does anything for another site that has a reader's browser send it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.web.site import PAGES
from tests.api.people import People

pytestmark = pytest.mark.usefixtures("backend")

# Nobody is signed in yet: a password, an invitation or a reset link is what they carry.
WITHOUT_ACCOUNT = {"/sign-in", "/invitation", "/reset-password"}
_VALUES = {"exercise": "calf_raise"}


def forms(routes: Any) -> Iterator[APIRoute]:
    """The routes that take a page's form, also those of a room within a room."""
    for route in routes:
        if isinstance(route, APIRoute):
            if "POST" in (route.methods or ()) and route.path not in WITHOUT_ACCOUNT:
                yield route
        else:
            yield from forms(route.original_router.routes)


def filled(route: APIRoute) -> dict[str, Any]:
    """A value for each field of a form, but for what proves that it is our page's."""
    names = [field.alias for field in route.dependant.body_params if field.alias != "csrf"]
    data = {name: _VALUES.get(name, "1") for name in names if name != "file"}
    files = {"file": ("a.csv", b"time,fz\n")} if "file" in names else None
    return {"data": data, "files": files}


async def test_every_form_is_refused_without_what_our_pages_know(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    browser = await people.browser(sam)
    del browser.headers["x-csrf-token"]

    answers = {}
    for router in PAGES:
        for route in forms(router.routes):
            path = route.path.format(**{one.alias: "x" for one in route.dependant.path_params})
            answer = await browser.post(path, **filled(route))
            answers[route.path] = answer.status_code, "reload" in answer.text

    assert len(answers) > 10
    assert {path for path, told in answers.items() if told != (403, True)} == set()
    assert (await browser.get("/")).status_code == 200
