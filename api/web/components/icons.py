"""The mark of the project as icons: drawn from its path, so that there is one drawing of it."""

import struct
import zlib
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PATH = "M2 19c4 0 5-13 10-13s6 13 10 13"
"""On 24 by 24, as the bar of every page shows it."""

SIZES = (180, 192, 512)
GROUND, INK = "#0b5f56", "#ffffff"

_WIDTH, _BOX = 2.5, 24.0
_SHARE = 0.6
"""How much of an icon's side the mark takes: a launcher may cut away all but the middle 80 %."""
_CURVES = np.array([
    [(2, 19), (6, 19), (7, 6), (12, 6)],
    [(12, 6), (17, 6), (18, 19), (22, 19)],
], dtype=np.float64)  # fmt: skip
_PIECES = 24

_Array = NDArray[np.float64]


def svg_icon() -> str:
    """The icon as SVG, fit to be cut to any shape."""
    scale = _SHARE
    offset = _BOX * (1 - scale) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<rect width="24" height="24" fill="{GROUND}"/>'
        f'<path transform="translate({offset:g} {offset:g}) scale({scale:g})" d="{PATH}" '
        f'fill="none" stroke="{INK}" stroke-width="{_WIDTH:g}" stroke-linecap="round"/></svg>'
    )


@cache
def png_icon(size: int) -> bytes:
    """The same in that many pixels square, as PNG."""
    axis = (np.arange(size) + 0.5) * (_BOX / size)
    axis = (axis - _BOX * (1 - _SHARE) / 2) / _SHARE
    x, y = np.meshgrid(axis, axis)
    pixels = size * _SHARE / _BOX
    inside = np.clip((_WIDTH / 2 - _distance(x, y)) * pixels + 0.5, 0.0, 1.0)[..., np.newaxis]
    colours = _rgb(GROUND) + inside * (_rgb(INK) - _rgb(GROUND))
    return _png(colours.round().astype(np.uint8))


def _distance(x: _Array, y: _Array) -> _Array:
    """From each point to the mark's line."""
    nearest = np.full(x.shape, np.inf)
    for curve in _CURVES:
        points = _bezier(curve)
        for (from_x, from_y), (to_x, to_y) in pairwise(points):
            along_x, along_y = to_x - from_x, to_y - from_y
            share = (x - from_x) * along_x + (y - from_y) * along_y
            share = np.clip(share / (along_x**2 + along_y**2), 0.0, 1.0)
            apart = np.hypot(x - from_x - share * along_x, y - from_y - share * along_y)
            np.minimum(nearest, apart, out=nearest)
    return nearest


def _bezier(control: _Array) -> _Array:
    t = np.linspace(0.0, 1.0, _PIECES + 1)[:, np.newaxis]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.asarray(weights @ control)


def _rgb(colour: str) -> _Array:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """An 8-bit RGB image (height, width, 3) without any filter (PNG, W3C 2003)."""
    height, width, _ = pixels.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)])
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
