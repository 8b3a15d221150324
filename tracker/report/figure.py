"""Results as a picture: the curves with the efforts marked."""

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import InputError
from tracker.results import Analysis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS = {"deg": "#0b6e6e", "N": "#8a4b08", "mm": "#30568c", "W": "#8c2f4b", "%": "#6b3f87"}


def save_figure(analysis: Analysis, path: Path) -> None:
    """Draw the curves of an analysis, efforts shaded and numbered, into a file.

    Parameters
    ----------
    analysis
        With at least one curve.
    path
        Its suffix is the format: ``.png``, ``.svg``, ``.pdf``, …

    Raises
    ------
    InputError
        If there is no curve, the format is not known or the file cannot be written.
    """
    from matplotlib import style

    if not analysis.curves:
        raise InputError("there is no curve to draw: nothing was measured in this recording")
    # A `matplotlibrc` in the current folder could have LaTeX started, and change every figure.
    with style.context("default"):
        figure = _drawn(analysis)
        if path.suffix.lstrip(".") not in figure.canvas.get_supported_filetypes():
            raise InputError(
                f"{path}: cannot draw {path.suffix or 'a file without suffix'}; use .png"
            )
        try:
            figure.savefig(path, dpi=140)
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def _drawn(analysis: Analysis) -> "Figure":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = len(analysis.curves)
    figure = Figure(figsize=(11, 1.2 + 2.4 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, 1, sharex=True, squeeze=False)[:, 0]
    for axis, curve in zip(axes, analysis.curves, strict=True):
        axis.plot(curve.time, curve.value, linewidth=1, color=_COLOURS.get(curve.unit, "#222222"))
        axis.set_ylabel(f"{curve.label}\n({'°' if curve.unit == 'deg' else curve.unit})")
        axis.spines[["top", "right"]].set_visible(False)
        axis.margins(x=0)
        for effort in analysis.efforts:
            axis.axvspan(effort.start_s, effort.end_s, alpha=0.12, color="#0b6e6e", linewidth=0)
    for number, effort in enumerate(analysis.efforts, 1):
        axes[0].annotate(
            str(number),
            (effort.top_s, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
        )
    axes[-1].set_xlabel("time (s)")
    return figure
