"""``calf programme``: plans, what was done, what comes next."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from tracker.programme import Done, Proposal

programme_app = typer.Typer(
    name="programme",
    help="Follow a training programme: what to do next, and why.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_Plan = Annotated[Path, typer.Argument(help="The plan's JSON file; calf programme new makes one.")]
_Diary = Annotated[Path, typer.Argument(help="The diary's JSON file; it is made if missing.")]
_Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="A day; else today.")
]
_AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def _score(text: str) -> Any:
    """An option from 0 to 10."""
    return typer.Option(min=0, max=10, help=text)


@programme_app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="achilles_silbernagel or calf_strength.")],
    plan: Annotated[Path, typer.Argument(help="The file to write, to be edited freely.")],
) -> None:
    """Copy one of the programmes that come with it into a file.

    Example: calf programme new achilles_silbernagel plan.json
    """
    from tracker.errors import InputError
    from tracker.programme.plan import template_text

    text = template_text(name)
    if plan.exists():
        raise InputError(f"{plan} is there already; choose another file")
    _write(plan, text)
    typer.echo(f"written: {plan}")


@programme_app.command("done")
def done_command(
    diary: _Diary,
    recordings: Annotated[
        list[Path], typer.Argument(help="Recordings of that day; they are analysed.")
    ],
    *,
    on: _Day = None,
    pain: Annotated[float | None, _score("Worst pain while training, 0 to 10.")] = None,
    morning_pain: Annotated[float | None, _score("Pain the next morning, 0 to 10.")] = None,
    rpe: Annotated[float | None, _score("How hard it felt, 0 to 10 (session RPE).")] = None,
    minutes: Annotated[
        float | None, typer.Option(min=1, help="How long the session took, in minutes.")
    ] = None,
) -> None:
    """Note a session: what the recordings hold, and how it felt.

    Example: calf programme done diary.json recordings/monday --pain 2 --rpe 6 --minutes 30
    """
    from tracker.analysis import analyze
    from tracker.opening import open_recording
    from tracker.programme import Day, Diary, done_in

    known = Diary.read(diary) if diary.exists() else Diary()
    done: list[Done] = []
    for path in recordings:
        recording = open_recording(path)
        done += done_in(analyze(recording), recording.segments)
    day = Day(
        on=_day(on),
        done=tuple(done),
        pain=pain,
        morning_pain=morning_pain,
        rpe=rpe,
        minutes=minutes,
    )
    _write(diary, known.with_day(day).model_dump_json(indent=1) + "\n")
    for one in done:
        reps = ", ".join(map(str, one.reps))
        typer.echo(f"{one.exercise.replace('_', ' ')}, {one.side}: {reps}")
    typer.echo(f"noted in {diary}")


@programme_app.command("next")
def next_command(plan: _Plan, diary: _Diary, *, on: _Day = None, as_json: _AsJson = False) -> None:
    """Say what the next session is, and why.

    Example: calf programme next plan.json diary.json
    """
    from tracker.programme import Diary, propose, read_programme

    programme = read_programme(plan)
    days = Diary.read(diary).days if diary.exists() else ()
    proposal = propose(programme, days, _day(on))
    if as_json:
        typer.echo(json.dumps(_proposal_data(proposal), ensure_ascii=False, default=str))
        return
    console = Console(highlight=False)
    console.print(f"[bold]{programme.name}[/]: {proposal.phase}, since {proposal.place.since}")
    for warning in proposal.warnings:
        console.print(f"✗ {warning}", style="bold red")
    if proposal.exercises:
        console.print(_table(proposal))
    for gate in proposal.place.exits:
        console.print(f"to go on: {gate.words}", style="dim")


@programme_app.command("load")
def load_command(diary: _Diary, *, as_json: _AsJson = False) -> None:
    """Show the load of each week, with its change on the week before.

    Example: calf programme load diary.json
    """
    from tracker.programme import Diary, weekly_loads

    weeks = weekly_loads(Diary.read(diary).days)
    if as_json:
        typer.echo(json.dumps([asdict(week) for week in weeks], default=str))
        return
    table = Table()
    for head in ("week of", "sessions", "raises", "raises x kg", "contacts", "exertion x min"):
        table.add_column(head, justify="right")
    for week in weeks:
        cells = [
            _with_change(getattr(week, name), week.changes.get(name))
            for name in ("raises", "load_kg", "contacts", "session_rpe")
        ]
        table.add_row(str(week.monday), str(week.sessions), *cells)
    Console(highlight=False).print(table)


def _table(proposal: "Proposal") -> Table:
    table = Table()
    for head in ("exercise", "do", "why"):
        table.add_column(head)
    for exercise in proposal.exercises:
        legs = " each leg" if exercise.prescription.side == "each" else ""
        todo = f"{exercise.sets} x {exercise.reps}{legs}"
        if exercise.load_kg:
            todo += f", {exercise.load_kg:g} kg"
        if exercise.surface != "floor":
            todo += f", on the {exercise.surface.replace('_', ' ')}"
        table.add_row(exercise.prescription.name, todo, exercise.reason)
    return table


def _proposal_data(proposal: "Proposal") -> dict[str, Any]:
    return {
        "phase": proposal.phase,
        "since": str(proposal.place.since),
        "history": proposal.place.history,
        "gates": [gate.words for gate in proposal.place.exits],
        "warnings": proposal.warnings,
        "exercises": [
            {
                "name": exercise.prescription.name,
                "exercise": exercise.prescription.exercise,
                "side": exercise.prescription.side,
                "knee": exercise.prescription.knee,
                "surface": exercise.surface,
                "sets": exercise.sets,
                "reps": exercise.reps,
                "load_kg": exercise.load_kg,
                "change": exercise.change,
                "reason": exercise.reason,
            }
            for exercise in proposal.exercises
        ],
    }


def _with_change(value: float, change: float | None) -> str:
    return f"{value:g}" if change is None else f"{value:g} ({change:+.0f} %)"


def _day(on: datetime | None) -> date:
    return datetime.now().astimezone().date() if on is None else on.date()


def _write(path: Path, text: str) -> None:
    from tracker.errors import InputError

    try:
        partial = path.with_name(path.name + ".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
