"""Examples of analytics, for the API's description."""

from typing import Any

_SESSION = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e31"
_BEFORE = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e30"
_ATHLETE = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21"
_BASELINE: dict[str, Any] = {"mean": 0.096, "sd": 0.0, "tests": 1}
_CHANGE: dict[str, Any] = {
    "difference": -0.025,
    "mdc95": 0.022,
    "verdict": "real",
    "direction": "worse",
    "basis": "encoder, Byrne 2017 (SEM 0.8 cm)",
}


def _point(
    session_id: str, at: str, value: float, expected: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "performed_at": at,
        "value": value,
        "count": 12,
        "mean": value,
        "lowest": value - 0.01,
        "highest": value + 0.01,
        "method": "foot_imu",
        "quality": "good",
        "uncertainty": 0.005,
        "comparable": True,
        "expected": expected,
    }


_POINTS = [
    _point(_BEFORE, "2026-11-15T09:30:00Z", 0.096),
    _point(
        _SESSION,
        "2026-11-22T09:30:00Z",
        0.071,
        {"mean": 0.096, "mdc95": 0.022, "verdict": "real"},
    ),
]
TRENDS: dict[str, Any] = {
    "athlete_id": _ATHLETE,
    "of": "mean",
    "items": [
        {
            "metric": "heel_height",
            "unit": "m",
            "exercise": "calf_raise",
            "side": "left",
            "points": _POINTS,
            "baseline": _BASELINE,
            "change": _CHANGE,
            "withheld": None,
            "norms": [],
        }
    ],
    "cut": False,
}
SYMMETRY: dict[str, Any] = {
    "athlete_id": _ATHLETE,
    "of": "mean",
    "definition": "Limb symmetry index in %: the smaller value over the larger x 100.",
    "bound": 90.0,
    "bound_source": "Thomeé 2011, strength and hops before return to sport",
    "items": [
        {
            "metric": "heel_height",
            "unit": "m",
            "exercise": "calf_raise",
            "pairs": [
                {
                    "performed_at": "2026-11-22T09:30:00Z",
                    "left": {"session_id": _SESSION, "value": 0.071},
                    "right": {"session_id": _SESSION, "value": 0.095},
                    "method": "foot_imu",
                    "index": 74.7,
                    "beyond": True,
                }
            ],
            "baseline": None,
            "change": None,
            "withheld": "there is no earlier value by foot_imu",
        }
    ],
    "cut": False,
}
MEASURED: dict[str, Any] = {
    "athlete_id": _ATHLETE,
    "items": [
        {
            "exercise": "calf_raise",
            "side": "left",
            "metric": "heel_height",
            "sessions": 7,
            "last_at": "2026-11-22T09:30:00Z",
        }
    ],
}
OVERVIEW_ROW: dict[str, Any] = {
    "athlete_id": _ATHLETE,
    "name": "Sam Runner",
    "last_session": {
        "session_id": _SESSION,
        "performed_at": "2026-11-22T09:30:00Z",
        "exercise": "calf_raise",
        "status": "done",
    },
    "sessions_7_days": 2,
    "sessions_28_days": 7,
    "efforts_by_week": [60, 72, 48, 55],
    "headline": {
        "metric": "heel_height",
        "unit": "m",
        "side": "left",
        "value": 0.071,
        "method": "foot_imu",
        "quality": "good",
        "baseline": _BASELINE,
        "change": _CHANGE,
        "withheld": None,
    },
    "legs": {"metric": "heel_height", "value": 74.7, "beyond": True},
    "attendance": {"days_trained": 7, "sessions_per_week": 3, "share": 58.3},
    "urgency": 10,
    "reasons": [
        {
            "code": "loss",
            "severity": "attention",
            "words": "heel height of the left leg 7.1 cm against 9.6; 2.2 is real "
            "(encoder, Byrne 2017 (SEM 0.8 cm))",
            "since": "2026-11-22",
            "session_id": _SESSION,
        }
    ],
}
OVERVIEW: dict[str, Any] = {
    "at": "2026-11-23T08:00:00Z",
    "athletes": 24,
    "needing_attention": 1,
    "items": [OVERVIEW_ROW],
    "next": None,
}
