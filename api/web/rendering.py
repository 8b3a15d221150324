"""Pages made of templates, with the headers that keep them safe."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from starlette.templating import Jinja2Templates

from api.version import VERSION
from api.web import wording
from api.web.assets import asset_url, assets_built, script, style
from api.web.words import LANGUAGE, say_markup
from tracker.quantities import FOREMOST

LOOK_COOKIE = "calf_look"
LOOKS = ("system", "light", "dark", "sun")
"""How pages look: as the device wants, or light, dark, or of strong contrast for the sun."""

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

_templates = Jinja2Templates(Path(__file__).parent / "templates")
_templates.env.globals.update(
    asset_url=asset_url,
    assets_built=assets_built,
    script=script,
    style=style,
    t=say_markup,
    language=LANGUAGE,
    wording=wording,
    version=VERSION,
    exercises=tuple(FOREMOST),
)
_templates.env.trim_blocks = True
_templates.env.lstrip_blocks = True


def render(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    """A page; `shown` holds the viewer where one is signed in."""
    shown = {"look": look_of(request.cookies)} | shown
    return _templates.TemplateResponse(request, template, shown, status, headers=_SECURITY)


def look_of(cookies: Mapping[str, str]) -> str:
    """How the reader wants pages to look."""
    look = cookies.get(LOOK_COOKIE, "")
    return look if look in LOOKS else LOOKS[0]
