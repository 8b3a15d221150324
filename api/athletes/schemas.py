"""Athletes and consents as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.athletes.models import AthleteRow, ConsentRow
from api.core.paging import ResumeText
from api.core.schemas import Body, Name

_ATHLETE: dict[str, Any] = {
    "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "organization_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e01",
    "user_id": None,
    "name": "Sam Runner",
    "birth_year": 2001,
    "sex": "female",
    "mass_kg": 61.5,
    "height_m": 1.71,
    "foot_length_m": 0.25,
    "simulated": False,
    "created_at": "2026-11-22T09:30:00Z",
    "updated_at": "2026-11-22T09:30:00Z",
    "deleted_at": None,
}
_CONSENT: dict[str, Any] = {
    "coach_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "coach": "Kim Coach",
    "basis": "own",
    "granted_at": "2026-11-22T09:30:00Z",
    "revoked_at": None,
}


class BodyFacts(Body):
    """What is known of an athlete's body; all of it optional."""

    birth_year: Annotated[int | None, Field(ge=1900, le=2100)] = None
    sex: Literal["female", "male", "other"] | None = None
    mass_kg: Annotated[float | None, Field(gt=10, lt=400)] = None
    height_m: Annotated[float | None, Field(gt=0.5, lt=2.6)] = None
    foot_length_m: Annotated[float | None, Field(gt=0.1, lt=0.45)] = None


class AthleteIn(BodyFacts):
    """A new athlete without an account."""

    name: Name
    consent_stated: Literal[True] = Field(
        description="That the athlete, or who answers for them, agreed that you measure them."
    )


class AthletePatch(BodyFacts):
    """What is to change; what is not named stays, null takes it away."""

    name: Name | None = None


class AthleteOut(BaseModel):
    """An athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ATHLETE]})

    id: str
    organization_id: str
    user_id: str | None = Field(description="The athlete's account, if there is one.")
    name: str
    birth_year: int | None
    sex: str | None
    mass_kg: float | None
    height_m: float | None
    foot_length_m: float | None
    simulated: bool = Field(description="Whether it is an athlete of a demo club, who never lived.")
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(
        description="When the athlete was erased; then nothing else is known of them, and the "
        "sessions are gone as well. Shown with `updated_after` only, for some weeks."
    )

    @classmethod
    def of(cls, row: AthleteRow) -> "AthleteOut":
        """Show a row."""
        return cls.model_validate(row, from_attributes=True)


class AthletePage(BaseModel):
    """Some athletes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [_ATHLETE], "next": None, "resume": None}]}
    )

    items: list[AthleteOut]
    next: str | None = Field(description="The cursor of the next page; null where this is all.")
    resume: ResumeText


class ConsentIn(Body):
    """On what grounds a coach may see an athlete."""

    stated: bool = Field(
        default=False,
        description="For an athlete without an account: that they agreed elsewhere.",
    )


class ConsentOut(BaseModel):
    """That a coach may, or once might, see an athlete."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CONSENT]})

    coach_id: str
    coach: str
    basis: Literal["own", "stated"] = Field(
        description="`own`: the athlete said so here; `stated`: a coach states it was said."
    )
    granted_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: ConsentRow, coach: str) -> "ConsentOut":
        """Show a row."""
        return cls.model_validate(
            {
                "coach_id": row.coach_id,
                "coach": coach,
                "basis": row.basis,
                "granted_at": row.granted_at,
                "revoked_at": row.revoked_at,
            }
        )


class ConsentsOut(BaseModel):
    """All consents of an athlete, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_CONSENT]}]})

    items: list[ConsentOut]
