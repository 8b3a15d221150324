"""What makes the pages an app of the phone, and a kept page able to send again."""

import struct
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray

from api.web.components.assets import FOLDER
from api.web.components.icons import PATH, SIZES, png_icon
from tests.api.house import House
from tests.api.people import People


async def test_the_manifest_leads_to_icons_that_are_there(house: House) -> None:
    answer = await house.client.get("/manifest.webmanifest")
    manifest = answer.json()

    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert manifest["start_url"] == "/record"
    assert {"any", "maskable"} <= {one.get("purpose") for one in manifest["icons"]}
    assert {"192x192", "512x512"} <= {one["sizes"] for one in manifest["icons"]}
    for icon in manifest["icons"]:
        shown = await house.client.get(icon["src"])
        assert shown.status_code == 200
        assert shown.headers["content-type"] == icon["type"]


async def test_every_page_names_the_manifest_and_the_icons(house: House) -> None:
    page = (await house.client.get("/numbers", headers={"accept": "text/html"})).text

    for address in ("/manifest.webmanifest", "/icons/mark.svg", "/icons/180.png"):
        assert f'href="{address}"' in page
    # One drawing of the mark: the bar's is the icons'.
    assert PATH in page


async def test_an_icon_of_another_size_is_not_drawn(house: House) -> None:
    for size in ("64", "1000000", "0", "-1"):
        assert (await house.client.get(f"/icons/{size}.png")).status_code == 404


@pytest.mark.parametrize("size", SIZES)
def test_an_icon_shows_the_mark_within_what_a_launcher_leaves(size: int) -> None:
    pixels = decoded(png_icon(size))
    ground = (pixels == pixels[0, 0]).all(axis=2)
    row, column = np.nonzero(~ground)
    middle = (size - 1) / 2
    reach = np.hypot(row - middle, column - middle).max()

    assert pixels.shape == (size, size, 3)
    assert 0.04 < (~ground).mean() < 0.2
    # A round icon keeps the middle 80 %.
    assert reach < 0.4 * size
    assert column.min() + column.max() == pytest.approx(size - 1, abs=1)


def decoded(png: bytes) -> NDArray[np.uint8]:
    """The pixels of a PNG without filters, its checksums checked."""
    at, data = 8, b""
    width = height = 0
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        content = png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", content)
        data += content if kind == b"IDAT" else b""
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


async def test_the_service_worker_is_served_from_the_root_and_never_old(house: House) -> None:
    answer = await house.client.get("/service-worker.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.content == (FOLDER / "service-worker.js").read_bytes()


@pytest.mark.usefixtures("backend")
async def test_a_browser_is_told_who_is_signed_in_and_its_token(people: People) -> None:
    sam = await people.join(await people.found(), "athlete", "Sam")
    browser = await people.browser(sam)
    answer = await browser.get("/signed-in")
    told = answer.json()

    assert answer.headers["cache-control"] == "no-store"
    assert told["user"] == sam.user_id
    # What it says is what a change needs.
    refused = await browser.post("/v1/auth/sign-out", headers={"x-csrf-token": "other"})
    assert refused.status_code == 403
    done = await browser.post("/v1/auth/sign-out", headers={"x-csrf-token": told["csrf"]})
    assert done.status_code < 300


async def test_who_is_not_signed_in_is_told_so_in_a_form_for_scripts(people: People) -> None:
    nobody = await people.client()
    answer = await nobody.get("/signed-in", headers={"accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["title"]
