"""``recording.json``: the description that stands beside the streams of a recording folder."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.recording.model import (
    Eyes,
    Forward,
    Kind,
    Knee,
    RecordedSide,
    Recording,
    Remark,
    Segment,
    Subject,
    Surface,
    Variant,
)

FILE_NAME = "recording.json"

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    """Unknown keys are let through: newer programs may know more."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Subject(_Part):
    mass_kg: _Positive | None = None
    height_m: _Positive | None = None
    foot_length_m: _Positive | None = None


class _Variant(_Part):
    side: RecordedSide | None = None
    knee: Knee | None = None
    load_kg: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    surface: Surface | None = None
    tempo_s: _Positive | None = None
    eyes: Eyes | None = None
    forward: Forward | None = None


class _Segment(_Part):
    start_s: _Finite = 0.0
    end_s: _Finite | None = None
    exercise: str | None = None
    variant: _Variant = _Variant()

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("end_s must lie after start_s")
        return self


class StreamEntry(_Part):
    """One stream's file and, for CSV, what the file itself does not say."""

    file: Annotated[str, Field(min_length=1)]
    kind: Kind
    placement: Annotated[str, Field(min_length=1)]
    rate_hz: _Positive


class _Finding(_Part):
    code: Code
    severity: Severity
    message: str
    stream: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    correction: str | None = None


class _Remark(_Part):
    kind: Annotated[str, Field(min_length=1)]
    at_s: _Finite
    value: str | _Finite | None = None


class Manifest(_Part):
    """The whole of ``recording.json``."""

    format: Literal["calf-recording"]
    version: Literal[1]
    subject: _Subject = _Subject()
    exercise: str | None = None
    variant: _Variant = _Variant()
    segments: list[_Segment] = []
    started_at: AwareDatetime | None = None
    streams: Annotated[list[StreamEntry], Field(min_length=1)]
    findings: list[_Finding] = []
    remarks: list[_Remark] = []

    def recording_parts(
        self,
    ) -> tuple[Subject, tuple[Segment, ...], datetime | None, tuple[Finding, ...]]:
        """Subject, segments, start and findings as the model's own classes."""
        segments = tuple(
            Segment(
                segment.start_s,
                segment.end_s,
                segment.exercise,
                Variant(**segment.variant.model_dump()),
            )
            for segment in self.segments
        )
        if not segments and (self.exercise or self.variant != _Variant()):
            whole = Variant(**self.variant.model_dump())
            segments = (Segment(exercise=self.exercise, variant=whole),)
        findings = tuple(Finding.from_dict(finding.model_dump()) for finding in self.findings)
        return Subject(**self.subject.model_dump()), segments, self.started_at, findings

    def said(self) -> tuple[Remark, ...]:
        """The remarks as the model's own class."""
        return tuple(Remark(remark.kind, remark.at_s, remark.value) for remark in self.remarks)

    @classmethod
    def describing(cls, recording: Recording, entries: list[StreamEntry]) -> "Manifest":
        """The manifest of a recording whose streams are written to those files."""
        segments = [_segment(segment) for segment in recording.segments]
        whole = len(segments) == 1 and (segments[0].start_s, segments[0].end_s) == (0.0, None)
        return cls(
            format="calf-recording",
            version=1,
            subject=_Subject.model_validate(recording.subject, from_attributes=True),
            exercise=segments[0].exercise if whole else None,
            variant=segments[0].variant if whole else _Variant(),
            segments=[] if whole else segments,
            started_at=recording.started_at,
            streams=entries,
            findings=[
                _Finding.model_validate(finding, from_attributes=True)
                for finding in recording.findings
            ],
            remarks=[
                _Remark.model_validate(remark, from_attributes=True) for remark in recording.remarks
            ],
        )


def _segment(one: Segment) -> _Segment:
    return _Segment(
        start_s=one.start_s,
        end_s=one.end_s,
        exercise=one.exercise,
        variant=_Variant.model_validate(one.variant, from_attributes=True),
    )


def segments_data(segments: Iterable[Segment]) -> list[dict[str, object]]:
    """Segments as they stand in ``recording.json``."""
    return [_segment(segment).model_dump(mode="json", exclude_none=True) for segment in segments]


def parse_manifest(path: Path, text: str) -> Manifest:
    """Parse ``recording.json``.

    Raises
    ------
    FileFormatError
        Naming the field and what is wrong with it.
    """
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise FileFormatError(path, f"{field}: {first['msg']}") from None
