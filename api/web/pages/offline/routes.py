"""What makes the pages an app of the phone: its manifest, its icons, its service worker."""

from fastapi import Response
from fastapi.responses import FileResponse, JSONResponse

from api.core.authentication import Reader
from api.core.csrf import csrf_shown
from api.core.errors import NotFound
from api.core.routing import Router
from api.web.components.assets import FOLDER, assets_built
from api.web.components.icons import GROUND, SIZES, png_icon, svg_icon
from api.web.words import LANGUAGE, say

router = Router(include_in_schema=False)

_MANIFEST = "application/manifest+json"
_WORKER = "service-worker.js"
_DAY = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
_ANEW = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_POLICY = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'"}


@router.get("/manifest.webmanifest")
async def manifest() -> Response:
    """What a phone installs: the record page opens first, for that is used without a connection."""
    sizes = [size for size in SIZES if size >= 192]
    return JSONResponse(
        {
            "id": "/",
            "name": say("recording.app.name"),
            "short_name": say("recording.app.name"),
            "description": say("recording.app.description"),
            "lang": LANGUAGE,
            "start_url": "/record",
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GROUND,
            "icons": [
                {"src": "/icons/mark.svg", "sizes": "any", "type": "image/svg+xml"},
                *(
                    {
                        "src": f"/icons/{size}.png",
                        "sizes": f"{size}x{size}",
                        "type": "image/png",
                        "purpose": purpose,
                    }
                    for size in sizes
                    for purpose in ("any", "maskable")
                ),
            ],
        },
        headers=_DAY,
        media_type=_MANIFEST,
    )


@router.get("/icons/mark.svg")
async def mark() -> Response:
    """The icon of a browser's tab."""
    return Response(svg_icon(), media_type="image/svg+xml", headers=_DAY)


@router.get("/icons/{size}.png")
async def icon(size: int) -> Response:
    """The icon of a phone's screen."""
    if size not in SIZES:
        raise NotFound(f"There is no icon of {size} pixels; there are {SIZES}.")
    return Response(png_icon(size), media_type="image/png", headers=_DAY)


@router.get(f"/{_WORKER}")
async def service_worker() -> Response:
    """The service worker; at the root, for it may only serve what lies below its own address."""
    if not assets_built():
        raise NotFound("The scripts are not built.")
    return FileResponse(FOLDER / _WORKER, media_type="text/javascript", headers=_ANEW | _POLICY)


@router.get("/signed-in")
async def signed_in(viewer: Reader) -> Response:
    """Who is signed in, and what a page that is older than that must send to change something."""
    csrf = csrf_shown(viewer.csrf) if viewer.csrf else ""
    return JSONResponse({"user": viewer.user_id, "csrf": csrf}, headers=_PRIVATE)
