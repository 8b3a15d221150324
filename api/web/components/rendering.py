"""Pages made of templates, with the headers that keep them safe."""

import gzip
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from starlette.templating import Jinja2Templates

from api.core.csrf import csrf_shown
from api.version import VERSION
from api.web.components import wording
from api.web.components.assets import asset_url, assets_built, script, style
from api.web.words import LANGUAGE, say_markup
from tracker.exercises.registry import EXERCISES

LOOK_COOKIE = "calf_look"
LOOKS = ("system", "light", "dark", "sun")
"""How pages look: as the device wants, or light, dark, or of strong contrast for the sun."""

_WORTH_PACKING, _LEVEL = 1000, 6
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # What a page shows is somebody's: no cache between here and the browser may keep it.
    "Cache-Control": "no-store",
}

_WEB = Path(__file__).parents[1]
_templates = Jinja2Templates([_WEB / "pages", _WEB / "components"])
_templates.env.globals.update(
    asset_url=asset_url,
    assets_built=assets_built,
    script=script,
    style=style,
    t=say_markup,
    language=LANGUAGE,
    wording=wording,
    version=VERSION,
    exercises=tuple(EXERCISES),
)
_templates.env.trim_blocks = True
_templates.env.lstrip_blocks = True


def render(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    """A page; `shown` holds the viewer where one is signed in."""
    viewer = shown.get("viewer")
    if viewer is not None and viewer.csrf is not None:
        shown = shown | {"viewer": replace(viewer, csrf=csrf_shown(viewer.csrf))}
    shown = {"look": look_of(request.cookies)} | shown
    answer = _templates.TemplateResponse(request, template, shown, status, headers=_SECURITY)
    return packed(request, answer)


def packed(request: Request, page: Response) -> Response:
    """A page, compressed for who takes it so.

    Nothing else that the server makes is: what is downloaded is compressed itself, and what
    streams must not be held back.
    """
    page.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", "") and len(page.body) > _WORTH_PACKING:
        page.body = gzip.compress(page.body, _LEVEL, mtime=0)
        page.headers["Content-Encoding"] = "gzip"
        page.headers["Content-Length"] = str(len(page.body))
    return page


def look_of(cookies: Mapping[str, str]) -> str:
    """How the reader wants pages to look."""
    look = cookies.get(LOOK_COOKIE, "")
    return look if look in LOOKS else LOOKS[0]
