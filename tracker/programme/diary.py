"""What was done, day by day, and how it felt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tracker.errors import FileFormatError
from tracker.recording.model import Knee, RecordedSide, Segment, Surface, Variant
from tracker.results import Analysis, EffortSet, Metric

_Score = Annotated[float, Field(ge=0, le=10)]
_Finite = Annotated[float, Field(allow_inf_nan=False)]
_KEPT = (
    "full_reps", "best_height", "total_work", "symmetry_work", "symmetry_height", "symmetry_force",
    "best_force", "best_tibial_angle", "total_range",
)  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Done(_Part):
    """One exercise of a day.

    Parameters
    ----------
    exercise, side, knee, surface, load_kg
        What, with which leg (``both`` at once), and how.
    reps
        Of each set: full repetitions; seconds of what was held; steps of what was run.
    metrics
        Of the best set, by metric id, in the catalogue's units.
    """

    exercise: Annotated[str, Field(min_length=1, max_length=64)]
    side: RecordedSide = "both"
    knee: Knee = "straight"
    surface: Surface = "floor"
    load_kg: Annotated[float, Field(ge=0, le=1000)] = 0.0
    # JSON has lists, not tuples.
    reps: Annotated[
        tuple[Annotated[int, Field(ge=0, le=100_000)], ...],
        Field(min_length=1, max_length=1000, strict=False),
    ]
    metrics: Annotated[dict[str, _Finite], Field(max_length=100)] = {}

    def alike(self, other: "Done") -> bool:
        """Whether both were done in the same way with the same leg."""
        return _way(self) == _way(other)


class Day(_Part):
    """One session of training.

    Parameters
    ----------
    on
        When.
    pain, morning_pain
        Worst while training, and next morning, 0 to 10; None where nobody said.
    rpe, minutes
        Exertion of the session, 0 to 10 (Foster 2001), and how long it took.
    """

    on: Annotated[date, Field(strict=False)]
    done: Annotated[tuple[Done, ...], Field(max_length=200, strict=False)] = ()
    pain: _Score | None = None
    morning_pain: _Score | None = None
    rpe: _Score | None = None
    minutes: Annotated[float, Field(gt=0, le=1440)] | None = None

    @property
    def trained(self) -> bool:
        """Whether anything was done; on a day of rest somebody may tell of pain only."""
        return bool(self.done) or self.rpe is not None or self.minutes is not None


class Diary(_Part):
    """All days of one person, in their order."""

    format: Literal["calf-diary"] = "calf-diary"
    version: Literal[1] = 1
    days: Annotated[tuple[Day, ...], Field(strict=False)] = ()

    @field_validator("days")
    @classmethod
    def _in_order(cls, days: tuple[Day, ...]) -> tuple[Day, ...]:
        return tuple(sorted(days, key=lambda day: day.on))

    def with_day(self, day: Day) -> "Diary":
        """The same with one more day."""
        return Diary(days=(*self.days, day))

    @classmethod
    def read(cls, path: Path) -> "Diary":
        """Read a diary from its JSON file.

        Raises
        ------
        FileFormatError
            Naming the field and what is wrong with it.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the file"
            raise FileFormatError(path, f"{field}: {first['msg']}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise FileFormatError(path, f"cannot be read ({error})") from error


def done_in(analysis: Analysis, segments: Sequence[Segment] = ()) -> tuple[Done, ...]:
    """What an analysed recording adds to a day: its sets, those done alike together.

    Parameters
    ----------
    analysis
        Of the recording.
    segments
        Of the recording: they say knee, surface and load.
    """
    found: dict[tuple[str, str, Variant], list[EffortSet]] = {}
    for effort_set in analysis.sets:
        variant = next(
            (
                part.variant
                for part in segments
                if part.start_s <= effort_set.start_s < (part.end_s or float("inf"))
            ),
            Variant(),
        )
        found.setdefault((effort_set.exercise, effort_set.side, variant), []).append(effort_set)
    return tuple(
        Done(
            exercise=exercise,
            side=_side(side, variant),
            knee=variant.knee or "straight",
            surface=variant.surface or "floor",
            load_kg=variant.load_kg or 0.0,
            reps=tuple(_count(effort_set) for effort_set in sets),
            metrics=_best(effort_set.metrics for effort_set in sets),
        )
        for (exercise, side, variant), sets in found.items()
    )


def together(done: Iterable[Done]) -> tuple[Done, ...]:
    """What was done over several recordings of one day: sets that were done alike in one entry."""
    found: dict[tuple[object, ...], list[Done]] = {}
    for one in done:
        found.setdefault(_way(one), []).append(one)
    return tuple(
        same[0].model_copy(
            update={
                "reps": tuple(reps for one in same for reps in one.reps),
                "metrics": _highest(one.metrics for one in same),
            }
        )
        for same in found.values()
    )


def _way(one: Done) -> tuple[object, ...]:
    return one.exercise, one.side, one.knee, one.surface, one.load_kg


def _highest(all_of: Iterable[Mapping[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for metrics in all_of:
        for name, value in metrics.items():
            best[name] = max(best.get(name, value), value)
    return best


def _side(side: str, variant: Variant) -> RecordedSide:
    known: dict[str, RecordedSide] = {"left": "left", "right": "right", "both": "both"}
    return known.get(side) or variant.side or "both"


def _count(one: EffortSet) -> int:
    full = one.metrics.get("full_reps") or one.metrics.get("reps")
    return round(full.value) if full is not None and isfinite(full.value) else 0


def _best(all_of: Iterable[Mapping[str, Metric]]) -> dict[str, float]:
    return _highest(
        {
            name: metrics[name].value
            for name in _KEPT
            if name in metrics and isfinite(metrics[name].value)
        }
        for metrics in all_of
    )
