"""The built scripts and styles: addressed by their content, so that they can be cached for good."""

from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parents[1] / "static"
PATH = "/static"

_YEAR_S = 31_536_000


class Assets(StaticFiles):
    """Static files; those asked for with their hash never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file, packed where it was built so, and say how long it may be kept."""
        response = await self._packed(path, scope) or await super().get_response(path, scope)
        response.headers["Vary"] = "Accept-Encoding"
        hashed = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = (
            f"public, max-age={_YEAR_S}, immutable" if hashed else "no-cache"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _packed(self, path: str, scope: Scope) -> Response | None:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        if "gzip" not in accepted or not self.lookup_path(f"{path}.gz")[0]:
            return None
        response = await super().get_response(f"{path}.gz", scope)
        # The type is guessed from a name that it is not served by.
        response.headers["Content-Type"] = guess_type(path)[0] or "application/octet-stream"
        response.headers["Content-Encoding"] = "gzip"
        return response


@cache
def asset_url(name: str) -> str:
    """The address of an asset, with its content's hash."""
    content = (FOLDER / name).read_bytes() if assets_built() else b""
    return f"{PATH}/{name}?v={sha256(content).hexdigest()[:12]}"


def script(name: str) -> Markup:
    """The tag that loads a script; nothing where the assets are not built."""
    tag = Markup('<script src="{}" defer></script>')
    return tag.format(asset_url(f"{name}.js")) if assets_built() else Markup()


def style(name: str, media: str = "all") -> Markup:
    """The tag that loads a style sheet for some media; nothing where the assets are not built."""
    tag = Markup('<link rel="stylesheet" href="{}" media="{}">')
    return tag.format(asset_url(f"{name}.css"), media) if assets_built() else Markup()


def assets_built() -> bool:
    """Whether the assets are there; a checkout has none before they are built."""
    return (FOLDER / "build.json").is_file()
