"""What was noticed about the data: kinds of problems, and how much each matters."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters to the numbers."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Code(StrEnum):
    """What kind of thing was found. Programs outside rely on these names."""

    GAP = "gap"
    NAN = "nan"
    SPIKE = "spike"
    CLIPPED = "clipped"
    OFFSET = "offset"
    DRIFT = "drift"
    NO_QUIET = "no_quiet"
    RATE = "rate"
    UNITS = "units"
    INVERTED = "inverted"
    NOISE = "noise"
    WRONG_SEGMENT = "wrong_segment"
    CUT_SHORT = "cut_short"
    LINK = "link"
    CLOCK = "clock"
    DISAGREEMENT = "disagreement"
    FORMAT = "format"
    NO_EFFORT = "no_effort"
    NOT_COUNTED = "not_counted"
    TECHNIQUE = "technique"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in one stream (or, without a stream, in the whole recording).

    Parameters
    ----------
    code, severity
        What kind of thing, and how much it matters.
    message
        One sentence for the person: what, where, and what to do.
    stream
        Name of the stream concerned.
    start_s, end_s
        Where in the recording, seconds from its start; None for all of it.
    correction
        What was done about it, or None if nothing was.
    """

    code: Code
    severity: Severity
    message: str
    stream: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    correction: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The finding with the keys of the published JSON."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "stream": self.stream,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "message": self.message,
            "correction": self.correction,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Finding":
        """Inverse of `to_dict`; raises KeyError or ValueError on unknown content."""
        return cls(
            code=Code(data["code"]),
            severity=Severity(data["severity"]),
            message=data["message"],
            stream=data["stream"],
            start_s=data["start_s"],
            end_s=data["end_s"],
            correction=data["correction"],
        )
