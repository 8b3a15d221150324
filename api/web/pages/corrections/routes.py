"""Pages of what people say against the machine's reading of a session."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.core.authentication import SignedIn, check_form
from api.core.errors import Unusable
from api.core.routing import Router
from api.services import AllServices
from api.sessions.schemas import CorrectionIn, EffortOut, SessionOut
from api.web.components import wording
from api.web.components.curve_picture import Picture, Shaded, curve_for, drawn
from api.web.components.visit import Open, Visit, visit_of
from tracker.exercises.registry import EXERCISES

_AROUND = 0.6
"""How much of its own length is shown before and after an effort."""
_POINTS = 700
_Text = Annotated[str, Form(max_length=100)]
_Note = Annotated[str, Form(max_length=500)]

router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The effort that a page corrects, and those around it.

    Parameters
    ----------
    effort, name
        Which, and how the session's page calls it.
    before, after
        Tops of its neighbours, of any exercise and side.
    next_end_s
        Where the next of the same kind ends; None where there is none.
    set_span, set_count
        Of the set that it belongs to.
    """

    effort: EffortOut
    name: str
    before: float | None
    after: float | None
    next_end_s: float | None
    set_span: tuple[float, float]
    set_count: int


@router.get("/sessions/{session_id}/correct")
async def correct(
    visit: Open, session_id: str, at: Annotated[float, Query(ge=0, le=1e6)] = 0.0
) -> Response:
    """One effort, chosen by when its top was, and what can be said against it."""
    found = await visit.services.sessions.get(visit.viewer, session_id)
    return await _page(visit, found, at)


@router.post("/sessions/{session_id}/corrections")
async def say_against(
    request: Request,
    services: AllServices,
    viewer: SignedIn,
    session_id: str,
    kind: _Text,
    span: _Text,
    top: _Text = "0",
    at_s: _Text = "",
    exercise: _Text = "",
    side: _Text = "",
    note: _Note = "",
    csrf: _Text = "",
) -> Response:
    """Keep what the form says, and go back to the session; or say why it cannot be kept."""
    check_form(viewer, csrf)
    try:
        body = CorrectionIn.model_validate(
            {
                "kind": kind,
                **dict(zip(("start_s", "end_s"), _seconds(span), strict=False)),
                "at_s": _second(at_s) if at_s else None,
                "exercise": exercise or None,
                "side": side or None,
                "note": note.strip() or None,
            }
        )
        await services.sessions.correct(viewer, session_id, body)
    except (Unusable, ValidationError) as error:
        visit = await visit_of(request, services, viewer)
        found = await services.sessions.get(viewer, session_id)
        return await _page(visit, found, _second(top), _why(error))
    return RedirectResponse(f"/sessions/{session_id}#corrections", status_code=303)


@router.post("/sessions/{session_id}/corrections/{correction_id}/undo")
async def undo(
    services: AllServices, viewer: SignedIn, session_id: str, correction_id: str, csrf: _Text = ""
) -> Response:
    """Take a correction back, and show the session."""
    check_form(viewer, csrf)
    await services.sessions.take_back(viewer, session_id, correction_id)
    return RedirectResponse(f"/sessions/{session_id}#corrections", status_code=303)


async def _page(visit: Visit, found: SessionOut, at: float, problem: str | None = None) -> Response:
    chosen = _chosen(found, at)
    shown: dict[str, Any] = {"session": found, "chosen": chosen, "problem": problem}
    if chosen is not None:
        shown["picture"] = await _picture(visit, found, chosen)
        shown["others"] = [exercise for exercise in EXERCISES if exercise != chosen.effort.exercise]
    return visit.page("corrections/correct.html", 422 if problem else 200, **shown)


async def _picture(visit: Visit, found: SessionOut, chosen: Chosen) -> Picture | None:
    effort = chosen.effort
    around = _AROUND * (effort.end_s - effort.start_s)
    window = await visit.services.sessions.curves(
        visit.viewer,
        found.id,
        max(0.0, effort.start_s - around),
        max(effort.end_s, chosen.next_end_s or 0.0) + around,
        _POINTS,
    )
    curve = curve_for(window.curves, effort.side)
    if curve is None:
        return None
    return drawn(curve, [Shaded(effort.start_s, effort.end_s, "")], visit.units)


def _chosen(found: SessionOut, at: float) -> Chosen | None:
    """The effort whose top is nearest to a time, of those that count."""
    if found.analysis is None:
        return None
    efforts = [one for one in found.analysis.efforts if not one.removed]
    if not efforts:
        return None
    place = min(range(len(efforts)), key=lambda n: abs(efforts[n].top_s - at))
    effort = efforts[place]
    alike = [one for one in efforts if (one.exercise, one.side) == (effort.exercise, effort.side)]
    number = alike.index(effort)
    span = next(
        (
            (effort_set.start_s, effort_set.end_s)
            for effort_set in found.analysis.sets
            if (effort_set.exercise, effort_set.side) == (effort.exercise, effort.side)
            and effort_set.start_s <= effort.top_s <= effort_set.end_s
        ),
        (effort.start_s, effort.end_s),
    )
    return Chosen(
        effort=effort,
        name=f"{wording.counted(effort.exercise, 1)} {number + 1}",
        before=efforts[place - 1].top_s if place else None,
        after=efforts[place + 1].top_s if place + 1 < len(efforts) else None,
        next_end_s=alike[number + 1].end_s if number + 1 < len(alike) else None,
        set_span=span,
        set_count=sum(span[0] <= one.top_s <= span[1] for one in alike),
    )


def _seconds(text: str) -> tuple[float | None, ...]:
    return tuple(_second(one) for one in text.split(" "))


def _second(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Unusable(f"{text!r} is no number of seconds") from None


def _why(error: Unusable | ValidationError) -> str:
    if isinstance(error, Unusable):
        return str(error).removeprefix("body.")
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
