"""What was noticed about the data, in words and with what to do about it."""

from dataclasses import dataclass

from api.sessions.schemas import AnalysisOut, FindingOut
from api.web.components import wording
from api.web.words import page_words, say

_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in words; of several of one kind the last alone says what to do."""

    severity: str
    word: str
    message: str
    where: str
    correction: str | None
    advice: str


def findings_of(analysis: AnalysisOut) -> list[FindingView]:
    """Findings, the gravest first, those of one kind together."""
    kinds = list(dict.fromkeys(finding.code for finding in analysis.findings))
    ordered = sorted(
        analysis.findings,
        key=lambda finding: (_SEVERITIES.index(finding.severity), kinds.index(finding.code)),
    )
    following: list[FindingOut | None] = [*ordered, None][1:]
    return [_finding(one, then) for one, then in zip(ordered, following, strict=True)]


def _finding(one: FindingOut, then: FindingOut | None) -> FindingView:
    where = ", ".join(part for part in (one.stream, wording.span(one.start_s, one.end_s)) if part)
    word = say(f"session.severity.{one.severity}")
    more = then is not None and (then.code, then.severity) == (one.code, one.severity)
    advice = "" if more else _advice(one.code)
    return FindingView(one.severity, word, one.message, where, one.correction, advice)


def _advice(code: str) -> str:
    """What to do; nothing for a code of a newer version."""
    return say(f"session.advice.{code}") if code in page_words("session")["advice"] else ""
