"""What a person sees while a guided recording goes on."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from tracker.cli.live_view import links_table, reps_table
from tracker.live.counter import LiveCounter
from tracker.sensors.session import LinkReport

LOW_BATTERY_PERCENT = 20
HINT = "space pause · n next set · t note · q finish"


@dataclass(slots=True)
class Stage:
    """Where the recording stands.

    Parameters
    ----------
    exercise
        What is being done.
    set_number
        From 1.
    counted_before
        Repetitions of this set before its last pause.
    paused
        Whether what happens now is not counted.
    phase
        What the metronome says; empty without one.
    message
        A line for the person.
    typing
        What has been typed of a note; None while none is typed.
    sending
        How a server gets it meanwhile; empty if none does.
    """

    exercise: str
    set_number: int = 1
    counted_before: int = 0
    paused: bool = False
    phase: str = ""
    message: str = ""
    typing: str | None = None
    sending: str = ""


def recording_view(
    stage: Stage, elapsed_s: float, counter: LiveCounter, links: Mapping[str, LinkReport]
) -> Group:
    """Count, phase, the latest repetitions, and each sensor's link."""
    state = ("paused", "bold yellow") if stage.paused else ("recording", "bold red")
    head = Text.assemble(
        (f" {stage.counted_before + counter.count} ", "bold reverse"),
        "  repetitions   ",
        state,
        f"   {stage.exercise.replace('_', ' ')}, set {stage.set_number}   "
        f"{int(elapsed_s) // 60}:{int(elapsed_s) % 60:02d}",
    )
    if stage.phase and not stage.paused:
        head.append("   ")
        head.append(f" {stage.phase.upper():^4} ", "black on green")
    parts: list[RenderableType] = [Panel(head, expand=False), reps_table(counter)]
    parts.append(links_table(links))
    low = [name for name, link in links.items() if _is_low(link.battery_percent)]
    if low:
        parts.append(Text(f"battery low: {', '.join(low)}; charge before the next session", "red"))
    if stage.sending:
        parts.append(Text(stage.sending, "dim"))
    if stage.typing is not None:
        parts.append(Text(f"note: {stage.typing}▏  (Enter keeps it, Esc drops it)", "cyan"))
    elif stage.message:
        parts.append(Text(stage.message, "cyan"))
    else:
        parts.append(Text(HINT, "dim"))
    return Group(*parts)


def _is_low(battery_percent: int | None) -> bool:
    return battery_percent is not None and battery_percent < LOW_BATTERY_PERCENT
