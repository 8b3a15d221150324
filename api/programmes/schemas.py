"""Programmes as the API shows them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.core.schemas import Body
from api.core.times import UtcTime
from api.programmes.days import DayKept
from api.programmes.examples import ADHERENCE, DIARY, LOAD, NEXT, PLANNED, TEMPLATES
from api.programmes.models import ProgrammeRow
from tracker.metrics import CATALOGUE
from tracker.programme import Done, Programme, Proposal, Week, WeekLoad
from tracker.programme.plan import Measure
from tracker.programme.position import GateState
from tracker.recording.model import Knee, Surface

TemplateName = Literal["achilles_silbernagel", "calf_strength"]
Origin = Literal["told", "sessions", "nothing"]
_EARLIEST = date(2000, 1, 1)
_AHEAD = timedelta(days=3660)
_Id = Annotated[str, Field(max_length=36, pattern=r"^[0-9a-f-]+$")]
_Score = Annotated[float | None, Field(ge=0, le=10)]


def _written(value: object) -> object:
    if not isinstance(value, date) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise ValueError("must be a date such as 2026-11-25")
    return value


def _near(day: date) -> date:
    if not _EARLIEST <= day <= datetime.now(UTC).date() + _AHEAD:
        raise ValueError("must lie between 2000-01-01 and ten years from now")
    return day


CalendarDay = Annotated[date, Field(strict=False), BeforeValidator(_written), AfterValidator(_near)]


def _catalogued(done: tuple[Done, ...] | None) -> tuple[Done, ...] | None:
    for number, one in enumerate(done or ()):
        unknown = sorted(set(one.metrics) - set(CATALOGUE))
        if unknown:
            raise ValueError(f"{number}.metrics: there is no metric called {unknown[0]!r}")
        if not one.exercise.isprintable():
            raise ValueError(f"{number}.exercise: must not hold control characters")
    return done


def _without_nul(plan: Programme) -> Programme:
    # PostgreSQL keeps none in a text.
    if "\\u0000" in plan.model_dump_json():
        raise ValueError("must not hold NUL characters")
    return plan


Plan = Annotated[Programme, AfterValidator(_without_nul)]


class ProgrammeIn(Body):
    """A plan for an athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLANNED]})

    plan: Plan = Field(description="Phases, exercises and gates; see the templates.")
    begins_on: CalendarDay | None = Field(
        default=None,
        description="What was done before does not count; null keeps the day it has, else today.",
    )
    updated_at: Annotated[UtcTime, Field(strict=False)] | None = Field(
        default=None,
        description="As you last read it: the plan is refused if it was changed since. "
        "Null replaces whatever is there.",
    )


class FromTemplate(Body):
    """Which programme to begin with."""

    template: TemplateName
    begins_on: CalendarDay | None = Field(default=None, description="Null is today.")


class ProgrammeOut(BaseModel):
    """The plan that an athlete follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLANNED]})

    plan: Programme
    begins_on: date
    updated_at: datetime

    @classmethod
    def of(cls, row: ProgrammeRow) -> "ProgrammeOut":
        """Show a row."""
        plan = Programme.model_validate(row.plan)
        return cls(plan=plan, begins_on=row.begins_on, updated_at=row.updated_at)


class TemplateOut(BaseModel):
    """A programme that comes with the server, to begin with or to edit."""

    template: TemplateName
    plan: Programme


class TemplatesOut(BaseModel):
    """All of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [TEMPLATES]})

    items: list[TemplateOut]


class DayIn(Body):
    """One day as the athlete tells it; it takes the place of what was told of that day before."""

    pain: _Score = Field(default=None, description="Worst while training, 0 to 10.")
    morning_pain: _Score = Field(default=None, description="Next morning, 0 to 10.")
    rpe: _Score = Field(default=None, description="Exertion of the whole training, 0 to 10.")
    minutes: Annotated[float | None, Field(gt=0, le=1440)] = Field(
        default=None, description="How long it took."
    )
    done: Annotated[
        Annotated[tuple[Done, ...], Field(strict=False, max_length=100)] | None,
        AfterValidator(_catalogued),
    ] = Field(
        default=None,
        description="What was done; it counts in place of what the day's sessions say. Null has "
        "them say it, an empty list says that nothing was done.",
    )
    sessions: Annotated[list[_Id] | None, Field(max_length=50)] = Field(
        default=None,
        description="Ids of the sessions of this day, where their own date (of UTC) is not the "
        "day's; null has the dates tell.",
    )


class DayPatch(DayIn):
    """What is told of one day now; what is not named stays as it was told."""


class DayOut(BaseModel):
    """One day: what counts of it, and how it felt."""

    model_config = ConfigDict(json_schema_extra={"examples": [DIARY["items"][0]]})

    on: date
    done: list[Done] = Field(description="What counts; sets done alike stand together.")
    origin: Origin = Field(
        description="`told`: the diary says what was done; `sessions`: analysed sessions do."
    )
    sessions: list[str] = Field(description="Ids of the sessions that belong to the day.")
    pain: float | None
    morning_pain: float | None
    rpe: float | None
    minutes: float | None
    updated_at: datetime | None = Field(description="Null where nobody wrote of the day.")

    @classmethod
    def of(cls, kept: DayKept) -> "DayOut":
        """Show a day."""
        day = kept.day
        return cls(
            on=day.on,
            done=list(day.done),
            origin=kept.origin,
            sessions=list(kept.sessions),
            pain=day.pain,
            morning_pain=day.morning_pain,
            rpe=day.rpe,
            minutes=day.minutes,
            updated_at=kept.updated_at,
        )


class DiaryOut(BaseModel):
    """The days of a stretch of time, in order, those without anything left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [DIARY]})

    items: list[DayOut]


class GateOut(BaseModel):
    """A condition for going on."""

    words: str
    measure: Measure = Field(description="What it looks at.")
    at_least: float | None
    at_most: float | None
    value: float | None = Field(description="As it stands; null where it is not known.")
    holds: bool | None

    @classmethod
    def of(cls, state: GateState) -> "GateOut":
        """Show a gate and how it stands."""
        gate = state.gate
        return cls(
            words=gate.words,
            measure=gate.measure,
            at_least=gate.at_least,
            at_most=gate.at_most,
            value=state.value,
            holds=state.holds,
        )


class ProposedOut(BaseModel):
    """One exercise of the next training."""

    name: str
    exercise: str
    side: Literal["both", "each"]
    knee: Knee
    surface: Surface
    sets: int
    reps: int
    load_kg: float
    tempo: str | None
    change: Literal["first", "more", "same", "less"]
    reason: str


class NextOut(BaseModel):
    """The next training, and why; where a red flag stands, nothing but to see a professional."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEXT]})

    on: date
    programme: str
    phase: str
    since: date = Field(description="First day in the phase.")
    history: list[str] = Field(description="Each change of phase, and why.")
    to_go_on: list[GateOut] = Field(description="What the next phase asks; empty in the last.")
    exercises: list[ProposedOut] = Field(description="Empty where there is a warning.")
    warnings: list[str] = Field(description="Red flags, with the advice to be seen.")

    @classmethod
    def of(cls, on: date, programme: str, proposal: Proposal) -> "NextOut":
        """Show a proposal."""
        return cls(
            on=on,
            programme=programme,
            phase=proposal.phase,
            since=proposal.place.since,
            history=list(proposal.place.history),
            to_go_on=[GateOut.of(one) for one in proposal.place.exits],
            exercises=[_proposed(exercise) for exercise in proposal.exercises],
            warnings=list(proposal.warnings),
        )


class WeekOut(BaseModel):
    """What was done of a week's plan."""

    model_config = ConfigDict(from_attributes=True)

    start: date
    phase: str
    planned: int = Field(description="Trainings.")
    done: int = Field(description="Days on which something was done.")
    missed: list[str] = Field(description="Exercises of the phase that were not done at all.")
    volume: float = Field(description="Repetitions done of those planned at least, in %.")


class AdherenceOut(BaseModel):
    """What was done of what was planned, by week from the programme's first day on."""

    model_config = ConfigDict(json_schema_extra={"examples": [ADHERENCE]})

    items: list[WeekOut]

    @classmethod
    def of(cls, weeks: tuple[Week, ...]) -> "AdherenceOut":
        """Show weeks."""
        return cls(items=[WeekOut.model_validate(week) for week in weeks])


class WeekLoadOut(BaseModel):
    """The load of a week."""

    model_config = ConfigDict(from_attributes=True)

    monday: date
    sessions: int
    raises: int
    load_kg: float = Field(description="Sum of repetitions times carried load.")
    contacts: int = Field(description="Landings of jumps, hops and running steps.")
    session_rpe: float = Field(description="Sum of exertion times minutes (Foster 2001).")
    changes: dict[str, float] = Field(
        description="Name of a sum to its change on the week before, in %."
    )


class LoadOut(BaseModel):
    """The load of training by week, from Monday; no ratio of acute to chronic is made of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [LOAD]})

    items: list[WeekLoadOut]

    @classmethod
    def of(cls, weeks: tuple[WeekLoad, ...]) -> "LoadOut":
        """Show weeks."""
        return cls(items=[WeekLoadOut.model_validate(week) for week in weeks])


def _proposed(one: Any) -> ProposedOut:
    prescribed = one.prescription
    return ProposedOut(
        name=prescribed.name,
        exercise=prescribed.exercise,
        side=prescribed.side,
        knee=prescribed.knee,
        surface=one.surface,
        sets=one.sets,
        reps=one.reps,
        load_kg=one.load_kg,
        tempo=prescribed.tempo,
        change=one.change,
        reason=one.reason,
    )
