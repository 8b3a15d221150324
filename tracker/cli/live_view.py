"""What a person sees in the terminal while sensors record."""

import math
from collections.abc import Mapping

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tracker.exercises.registry import EXERCISES
from tracker.live.counter import LiveCounter
from tracker.metrics import CATALOGUE
from tracker.sensors.ble.client import LinkState
from tracker.sensors.session import LinkReport

_SHOWN, _LAST = 4, 6


def live_view(counter: LiveCounter, links: Mapping[str, LinkReport]) -> Group:
    """Count, the latest repetitions, and how each sensor's link is doing."""
    headline = Text.assemble((f" {counter.count} ", "bold reverse"), "  repetitions")
    return Group(Panel(headline, expand=False), reps_table(counter), links_table(links))


def signal_text(rssi_dbm: int | None) -> str:
    """Signal strength for a person."""
    return "–" if rssi_dbm is None else f"{rssi_dbm} dBm"


def _state_text(link: LinkReport) -> str:
    """State of a link for a person; a sensor that streams may not have sent anything."""
    waiting = link.state is LinkState.STREAMING and not link.samples
    return "no data yet" if waiting else link.state.value


def reps_table(counter: LiveCounter) -> Table:
    """The latest repetitions."""
    table = Table(box=None, pad_edge=False)
    table.add_column("rep", justify="right")
    shown = EXERCISES[counter.exercise].metrics[:_SHOWN]
    for name in shown:
        quantity = CATALOGUE[name]
        table.add_column(f"{quantity.label.lower()} {quantity.display_unit}", justify="right")
    efforts = counter.efforts
    for number, effort in list(enumerate(efforts, 1))[-_LAST:]:
        cells = [
            CATALOGUE[name].shown(effort.metrics[name].value) if name in effort.metrics else "–"
            for name in shown
        ]
        table.add_row(str(number), *cells)
    for _ in range(_LAST - len(efforts)):
        table.add_row("", *([""] * len(shown)))
    return table


def links_table(links: Mapping[str, LinkReport]) -> Table:
    """How each sensor's link is doing."""
    table = Table(box=None, pad_edge=False)
    for head in ("sensor", "link", "samples", "lost", "Hz", "signal", "battery"):
        table.add_column(
            head, style="dim", justify="left" if head in {"sensor", "link"} else "right"
        )
    for name, link in links.items():
        table.add_row(
            name.replace("_", " "),
            _state_text(link),
            str(link.samples),
            str(link.lost),
            "–" if math.isnan(link.rate_hz) else f"{link.rate_hz:.0f}",
            signal_text(link.rssi_dbm),
            "–" if link.battery_percent is None else f"{link.battery_percent} %",
        )
    return table
