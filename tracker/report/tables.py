"""Results as tables in a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.exercises.parts import Part, parts_of
from tracker.exercises.registry import EXERCISES, metrics_of
from tracker.findings import Finding, Severity
from tracker.metrics import CATALOGUE
from tracker.results import Analysis, Effort, EffortSet, Metric, Quality

_FEW = 3
_FIXED_WIDTH, _COLUMN_WIDTH = 26, 13
_MARKS = {Severity.INFO: "·", Severity.WARNING: "!", Severity.ERROR: "✗"}
_STYLES = {Severity.INFO: "dim", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}


def print_analysis(analysis: Analysis, console: Console) -> None:
    """Print sets, efforts and findings, each number with its unit and uncertainty."""
    exercises = dict.fromkeys(effort.exercise for effort in analysis.efforts)
    if len(exercises) > 1:
        for number, part in enumerate(parts_of(analysis), 1):
            console.print(part_line(number, part))
        console.print()
    for exercise in exercises:
        efforts = [effort for effort in analysis.efforts if effort.exercise == exercise]
        if len(efforts) <= _FEW and not EXERCISES[exercise].has_partial_efforts:
            console.print(_metric_table(exercise, efforts))
        else:
            console.print(_effort_table(exercise, efforts, console.width))
        for effort_set in analysis.sets:
            if effort_set.exercise == exercise:
                console.print(_set_line(effort_set))
        for reason in _reasons(efforts):
            console.print(Text(reason, style="dim"))
        console.print()
    for finding in analysis.findings:
        console.print(_finding_line(finding))


def part_line(number: int, part: Part) -> Text:
    """One part of a session: when, what, how often, how sure."""
    sides = " and ".join(side for side in part.sides if side != "unknown")
    sure = "" if part.certainty is None else f"  {100 * part.certainty:.0f} % sure"
    return Text.assemble(
        (f"{number:3d}. {part.start_s:7.1f} – {part.end_s:7.1f} s  ", "dim"),
        (title_of(part.exercise), "bold"),
        f"{', ' + sides if sides else ''}, {part.count} x",
        (sure, "dim"),
    )


def title_of(exercise: str) -> str:
    """An exercise's name as a person writes it."""
    return exercise.replace("_", " ").capitalize()


def shown(quantity_id: str, metric: Metric) -> str:
    """Value and uncertainty in display units; a question mark where the quality is poor."""
    quantity = CATALOGUE[quantity_id]
    text = quantity.shown(metric.value)
    if metric.uncertainty is not None:
        error = quantity.shown(metric.uncertainty)
        if float(error) > 0:
            text += f" ±{error}"
    return text + (" ?" if metric.quality is Quality.POOR else "")


def _within(label: str) -> str:
    """A label inside a sentence: small unless it is an abbreviation."""
    return label if label[:2].isupper() else label.lower()


def _effort_table(exercise: str, efforts: Sequence[Effort], width: int) -> Table:
    """One row an effort; as many columns as the terminal has room for, the foremost first."""
    table = Table(title=title_of(exercise), title_justify="left", title_style="bold")
    for head in ("#", "side", "from s"):
        table.add_column(head, justify="left" if head == "side" else "right", no_wrap=True)
    columns = _columns(exercise, efforts)[: max(2, (width - _FIXED_WIDTH) // _COLUMN_WIDTH)]
    for name in columns:
        quantity = CATALOGUE[name]
        unit = f"\n{quantity.display_unit}" if quantity.display_unit else ""
        table.add_column(quantity.label + unit, justify="right", no_wrap=True)
    if not all(effort.full for effort in efforts):
        table.add_column("", no_wrap=True)
    for number, one in enumerate(efforts, 1):
        cells = [_cell(name, one) for name in columns]
        partial = [] if one.full else ["partial"]
        table.add_row(str(number), one.side, f"{one.start_s:.2f}", *cells, *partial)
    return table


def _metric_table(exercise: str, efforts: Sequence[Effort]) -> Table:
    """One row a metric: for a few efforts of which everything is to be seen."""
    table = Table(title=title_of(exercise), title_justify="left", title_style="bold")
    table.add_column("")
    for number, one in enumerate(efforts, 1):
        table.add_column(f"#{number}\nfrom {one.start_s:.2f} s", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for name in _columns(exercise, efforts):
        quantity = CATALOGUE[name]
        cells = [_cell(name, effort) for effort in efforts]
        table.add_row(quantity.label, *cells, quantity.display_unit)
    return table


def _cell(name: str, effort: Effort) -> str:
    return shown(name, effort.metrics[name]) if name in effort.metrics else "–"


def _columns(exercise: str, efforts: Sequence[Effort]) -> list[str]:
    present = {name for effort in efforts for name in effort.metrics}
    preferred = [name for name in metrics_of(exercise) if name in present]
    return preferred + [name for name in CATALOGUE if name in present and name not in preferred]


def _set_line(one: EffortSet) -> Text:
    parts = [f"set of {one.side}: " if one.side != "unknown" else "set: "]
    named = []
    for name, metric in one.metrics.items():
        quantity = CATALOGUE[name]
        named.append(f"{_within(quantity.label)} {shown(name, metric)} {quantity.display_unit}")
    return Text(parts[0] + ", ".join(text.strip() for text in named), style="bold")


def _reasons(efforts: Iterable[Effort]) -> list[str]:
    """Each reason for withholding once, with the metrics it concerns."""
    by_reason: dict[str, dict[str, None]] = {}
    for effort in efforts:
        for name, reason in effort.withheld.items():
            by_reason.setdefault(reason, {})[_within(CATALOGUE[name].label)] = None
    return [f"withheld: {', '.join(names)}: {reason}" for reason, names in by_reason.items()]


def _finding_line(finding: Finding) -> Text:
    where = [finding.stream.replace("_", " ")] if finding.stream else []
    if finding.start_s is not None and finding.end_s is not None:
        where.append(f"{finding.start_s:.2f}–{finding.end_s:.2f} s")
    place = f"{' '.join(where)}: " if where else ""
    done = f" ({finding.correction})" if finding.correction else ""
    line = f"{_MARKS[finding.severity]} {place}{finding.message}{done}"
    return Text(line, style=_STYLES[finding.severity])
