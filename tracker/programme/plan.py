"""A training plan as data that a person may edit: phases, exercises, gates."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tracker.errors import FileFormatError, InputError
from tracker.recording.model import Knee, Surface

Measure = Literal[
    "pain", "morning_pain", "rpe", "single_leg_reps", "two_leg_reps", "symmetry_work",
    "symmetry_height", "symmetry_force", "dorsiflexion",
]  # fmt: skip
Step = Literal["reps", "load", "surface"]
TEMPLATES = ("achilles_silbernagel", "calf_strength")

_Count = Annotated[int, Field(ge=1, le=500)]
_Finite = Annotated[float, Field(allow_inf_nan=False)]
_Load = Annotated[float, Field(ge=0, le=1000)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=4000)]
_Gates = Annotated[tuple["Gate", ...], Field(max_length=20, strict=False)]
"""JSON has lists, not tuples; so no tuple is strict, though what it holds is."""


class _Part(BaseModel):
    """An unknown key in a plan is a slip of the pen, and said."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Gate(_Part):
    """A condition on what was measured lately.

    Parameters
    ----------
    measure
        ``pain`` and ``morning_pain`` are the largest of the last sessions (0 to 10), ``rpe`` too;
        ``single_leg_reps`` the best set of the weaker leg, ``two_leg_reps`` of both; the
        symmetries in % and ``dorsiflexion`` (tibial angle, deg, of the weaker leg) are the latest.
    at_least, at_most
        Either or both.
    sessions
        How many last sessions must be known and hold it, for pain and exertion.
    """

    measure: Measure
    at_least: _Finite | None = None
    at_most: _Finite | None = None
    sessions: Annotated[int, Field(ge=1, le=20)] = 1

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a gate needs at_least or at_most")
        return self

    def holds(self, value: float) -> bool:
        """Whether a value passes."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)

    @property
    def words(self) -> str:
        """The condition as a person reads it."""
        name = self.measure.replace("_", " ")
        parts = []
        if self.at_least is not None:
            parts.append(f"at least {self.at_least:g}")
        if self.at_most is not None:
            parts.append(f"at most {self.at_most:g}")
        return f"{name} {' and '.join(parts)}"


class Prescription(_Part):
    """One exercise of a phase.

    Parameters
    ----------
    name
        As people call it; unique in its phase.
    exercise
        As results name it.
    side
        ``each`` is one leg after the other.
    knee, surface
        How the knee is held; what is stood upon to begin with.
    sets, reps
        How many sets, of from the first to the second number of repetitions (seconds, for what is
        held; steps, for what is run).
    load_kg, load_step_kg
        To begin with, and by how much more at a time; a step of 0 is never loaded.
    tempo
        A coach's notation, such as ``3-0-2-0``.
    progress
        In which order it is made harder when the most repetitions are reached.
    surfaces
        From easy to hard, for progress by surface.
    """

    name: _Name
    exercise: Annotated[str, Field(min_length=1, max_length=64)]
    side: Literal["both", "each"] = "both"
    knee: Knee = "straight"
    surface: Surface = "floor"
    sets: _Count = 3
    reps: Annotated[tuple[_Count, _Count], Field(strict=False)]
    load_kg: _Load = 0.0
    load_step_kg: _Load = 0.0
    tempo: Annotated[str, Field(max_length=40)] | None = None
    progress: Annotated[tuple[Step, ...], Field(max_length=10, strict=False)] = ("reps", "load")
    surfaces: Annotated[tuple[Surface, ...], Field(max_length=10, strict=False)] = ()

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if self.reps[0] > self.reps[1]:
            raise ValueError("reps must go from few to many")
        return self


class Phase(_Part):
    """A stretch of a programme.

    Parameters
    ----------
    entry
        Who does not hold these goes back to the phase before; what is not known is no reason to.
    exit
        Who holds all of these, known, and has been here for `min_weeks`, goes on.
    sessions_per_week
        How often it is done.
    """

    name: _Name
    goal: _Text = ""
    min_weeks: Annotated[float, Field(ge=0, le=520)] = 0.0
    sessions_per_week: Annotated[int, Field(ge=1, le=14)] = 3
    exercises: Annotated[
        tuple[Prescription, ...], Field(min_length=1, max_length=100, strict=False)
    ]
    entry: _Gates = ()
    exit: _Gates = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [exercise.name for exercise in self.exercises]
        if len(set(names)) < len(names):
            raise ValueError("the exercises of a phase need names of their own")
        return self


class Programme(_Part):
    """A whole programme; `source` says where it comes from."""

    format: Literal["calf-programme"] = "calf-programme"
    version: Literal[1] = 1
    name: _Name
    source: _Text
    most_pain: Annotated[float, Field(ge=0, le=10)] = 5.0
    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=50, strict=False)]


def read_programme(path: Path) -> Programme:
    """Read a plan from its JSON file.

    Raises
    ------
    FileFormatError
        Naming the field and what is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileFormatError(path, f"cannot be read ({error})") from error
    return _parsed(path, text)


def template(name: str) -> Programme:
    """A programme that comes with the package: one of `TEMPLATES`.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return _parsed(Path(f"{name}.json"), template_text(name))


def template_text(name: str) -> str:
    """The same as the JSON text that a person may copy and edit."""
    if name not in TEMPLATES:
        raise InputError(f"no programme is called {name!r}; there are {', '.join(TEMPLATES)}")
    return files("tracker.programme").joinpath("templates", f"{name}.json").read_text("utf-8")


def _parsed(path: Path, text: str) -> Programme:
    try:
        return Programme.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise FileFormatError(path, f"{field}: {first['msg']}") from None
