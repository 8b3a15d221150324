"""Analytics as the API shows them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.analytics.examples import MEASURED, OVERVIEW, OVERVIEW_ROW, SYMMETRY, TRENDS
from tracker.interpretation import Norm
from tracker.interpretation.change import direction_of
from tracker.interpretation.trend import Standing, standing_by
from tracker.metrics import CATALOGUE
from tracker.programme.attention import Number

Of = Literal["mean", "best", "lowest", "highest"]
_CUT = "True where older values were left out; ask for them with `until`."


class BaselineOut(BaseModel):
    """What earlier values say."""

    model_config = ConfigDict(from_attributes=True)

    mean: float
    sd: float = Field(description="Standard deviation; 0 of a single value.")
    tests: int


class ChangeOut(BaseModel):
    """The newest value against the baseline."""

    difference: float
    mdc95: float = Field(description="The smallest difference that is not noise at 95 %.")
    verdict: Literal["real", "uncertain", "noise"]
    direction: Literal["better", "worse"] | None = Field(
        description="Null where nobody can say which way is better."
    )
    basis: str = Field(description="Whose minimum detectable change it is.")


class Judged(BaseModel):
    """Where somebody stands."""

    baseline: BaselineOut | None = Field(
        description="Of the values before that were made in the same way; null where none were."
    )
    change: ChangeOut | None
    withheld: str | None = Field(description="Why there is no verdict.")

    @staticmethod
    def told(quantity_id: str, stands: Standing) -> dict[str, object]:
        """The fields of a standing."""
        change, baseline = stands.change, stands.baseline
        return {
            "baseline": None if baseline is None else BaselineOut.model_validate(baseline),
            "change": None
            if change is None
            else ChangeOut(
                difference=change.difference,
                mdc95=change.mdc95,
                verdict=change.verdict.value,
                direction=direction_of(quantity_id, change.difference),
                basis=change.basis,
            ),
            "withheld": stands.withheld,
        }


class ExpectedOut(BaseModel):
    """What the values before one said of it."""

    mean: float
    mdc95: float = Field(description="The smallest difference from it that is not noise at 95 %.")
    verdict: Literal["real", "uncertain", "noise"]

    @classmethod
    def of(cls, stands: Standing) -> "ExpectedOut | None":
        """Show a standing; None where there is no verdict."""
        change = stands.change
        if change is None:
            return None
        return cls(mean=change.baseline, mdc95=change.mdc95, verdict=change.verdict.value)


class PointOut(BaseModel):
    """One session's value."""

    session_id: str
    performed_at: datetime
    value: float = Field(description="As asked with `of`, in the metric's unit.")
    count: int = Field(description="How many repetitions or sets it was made of.")
    mean: float
    lowest: float
    highest: float
    method: str
    quality: Literal["good", "fair", "poor"]
    uncertainty: float | None = Field(description="One standard deviation, where known.")
    comparable: bool = Field(
        description="False where it was made in another way than the newest, or of poor data; the "
        "baseline leaves it out."
    )
    expected: ExpectedOut | None = Field(
        description="What the values before it said, made in the same way; null where they say "
        "nothing."
    )


class NormOut(BaseModel):
    """A published value of healthy people that was measured in the same way."""

    value: float
    sex: Literal["female", "male"] | None = Field(description="Null is everybody.")
    ages: tuple[int, int] | None
    source: str

    @classmethod
    def of(cls, norm: Norm) -> "NormOut":
        """Show a norm."""
        return cls(value=norm.value, sex=norm.sex, ages=norm.ages, source=norm.source)


class TrendOut(Judged):
    """One metric of one exercise and side over time, oldest first."""

    metric: str
    unit: str
    exercise: str
    side: str
    points: list[PointOut]
    norms: list[NormOut] = Field(description="The most particular first.")


class TrendsOut(BaseModel):
    """Trends of an athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [TRENDS]})

    athlete_id: str
    of: Of
    items: list[TrendOut]
    cut: bool = Field(description=_CUT)


class MeasuredOut(BaseModel):
    """One metric of one exercise and side, of which there are values."""

    model_config = ConfigDict(from_attributes=True)

    exercise: str
    side: str
    metric: str
    sessions: int = Field(description="In how many sessions.")
    last_at: datetime = Field(description="When the last of them was.")


class AllMeasuredOut(BaseModel):
    """Everything of which an athlete has values: what can be asked of trends."""

    model_config = ConfigDict(json_schema_extra={"examples": [MEASURED]})

    athlete_id: str
    items: list[MeasuredOut] = Field(description="The exercise that was done last first.")


class LegOut(BaseModel):
    """The value of one leg."""

    session_id: str
    value: float


class PairOut(BaseModel):
    """Both legs in one test."""

    performed_at: datetime = Field(description="When the later leg was measured.")
    left: LegOut
    right: LegOut
    method: str
    index: float = Field(description="Limb symmetry index, in %.")
    beyond: bool = Field(description="Whether it is below the bound.")


class LegsOut(Judged):
    """A metric of both legs over time, oldest first; the verdict is of the newest index."""

    metric: str
    unit: str
    exercise: str
    pairs: list[PairOut]


class SymmetryOut(BaseModel):
    """Left and right leg of an athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [SYMMETRY]})

    athlete_id: str
    of: Of
    definition: str
    bound: float = Field(description="Legs are commonly held to differ below it, in %.")
    bound_source: str
    items: list[LegsOut]
    cut: bool = Field(description=_CUT)


class LastSession(BaseModel):
    """The session that was performed last."""

    session_id: str
    performed_at: datetime
    exercise: str | None
    status: Literal["queued", "analysing", "done", "failed", "kept"]


class HeadlineOut(Judged):
    """The foremost number of the last session, of the leg that fell most."""

    metric: str
    unit: str
    side: str
    value: float
    method: str
    quality: Literal["good", "fair", "poor"]

    @classmethod
    def of(cls, one: Number) -> "HeadlineOut":
        """Show a number."""
        stands = standing_by(one.quantity, one, one.baseline)
        return cls.model_validate(
            {
                "metric": one.quantity,
                "unit": CATALOGUE[one.quantity].unit,
                "side": one.side,
                "value": one.value,
                "method": one.method,
                "quality": one.quality,
            }
            | Judged.told(one.quantity, stands)
        )


class ReasonOut(BaseModel):
    """Why somebody should be looked at."""

    code: Literal[
        "pain", "sudden_loss", "loss", "asymmetry", "absent", "adherence", "load", "failed", "data"
    ]
    severity: Literal["urgent", "attention", "note"]
    words: str
    since: date
    session_id: str | None = Field(description="The session that says it.")


class LegsNowOut(BaseModel):
    """How the legs stand to each other."""

    metric: str = Field(
        description="An index or an asymmetry of the last session; else what is compared: the "
        "newest values of both legs by one method, the smaller over the larger x 100."
    )
    value: float = Field(description="In %.")
    beyond: bool = Field(description="Whether it lies beyond what is usual.")


class AttendanceOut(BaseModel):
    """What was done of what the programme asks."""

    days_trained: int = Field(description="Of the last 28, or since the programme began.")
    sessions_per_week: int
    share: float | None = Field(description="Days trained of those planned, in %; null over less "
                                "than a week.")  # fmt: skip


class OverviewRow(BaseModel):
    """One athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [OVERVIEW_ROW]})

    athlete_id: str
    name: str
    last_session: LastSession | None
    sessions_7_days: int
    sessions_28_days: int
    efforts_by_week: list[int] = Field(
        description="Full repetitions of the last four times seven days, the latest last."
    )
    headline: HeadlineOut | None
    legs: LegsNowOut | None
    attendance: AttendanceOut | None = Field(description="Null where there is no programme.")
    urgency: int = Field(description="The higher, the sooner; 0 where there is no reason.")
    reasons: list[ReasonOut] = Field(description="The most urgent first.")


class OverviewOut(BaseModel):
    """Athletes whom you see, the most urgent first."""

    model_config = ConfigDict(json_schema_extra={"examples": [OVERVIEW]})

    at: datetime
    athletes: int = Field(description="How many you see here.")
    needing_attention: int = Field(description="How many of them have an urgent reason or one "
                                   "for attention.")  # fmt: skip
    items: list[OverviewRow]
    next: str | None = Field(description="The cursor of the next page; null where this is all.")
