"""Examples of programmes, for the API's description."""

from typing import Any

from tracker.programme import Programme

_PLAN = Programme.model_validate(
    {
        "name": "Calf strength",
        "source": "Numbers are conventions, to be edited.",
        "phases": [
            {
                "name": "1 Foundation",
                "sessions_per_week": 3,
                "exercises": [
                    {"name": "Two-leg raises", "exercise": "calf_raise", "reps": [12, 20]}
                ],
                "exit": [{"measure": "two_leg_reps", "at_least": 20}],
            }
        ],
    }
).model_dump(mode="json")

PLANNED: dict[str, Any] = {
    "plan": _PLAN,
    "begins_on": "2026-11-02",
    "updated_at": "2026-11-02T09:30:00Z",
}
TEMPLATES: dict[str, Any] = {"items": [{"template": "calf_strength", "plan": _PLAN}]}
DIARY: dict[str, Any] = {
    "items": [
        {
            "on": "2026-11-22",
            "done": [
                {
                    "exercise": "calf_raise",
                    "side": "left",
                    "knee": "straight",
                    "surface": "floor",
                    "load_kg": 0.0,
                    "reps": [12, 12, 10],
                    "metrics": {"best_height": 0.093},
                }
            ],
            "origin": "sessions",
            "sessions": ["01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e31"],
            "pain": 2.0,
            "morning_pain": 1.0,
            "rpe": 6.0,
            "minutes": 30.0,
            "updated_at": "2026-11-22T19:30:00Z",
        }
    ]
}
NEXT: dict[str, Any] = {
    "on": "2026-11-25",
    "programme": "Calf strength",
    "phase": "1 Foundation",
    "since": "2026-11-02",
    "history": ["2026-11-02: begins with 1 Foundation"],
    "to_go_on": [
        {
            "words": "two leg reps at least 20",
            "measure": "two_leg_reps",
            "at_least": 20.0,
            "at_most": None,
            "value": 16.0,
            "holds": False,
        }
    ],
    "exercises": [
        {
            "name": "Two-leg raises",
            "exercise": "calf_raise",
            "side": "both",
            "knee": "straight",
            "surface": "floor",
            "sets": 3,
            "reps": 18,
            "load_kg": 0.0,
            "tempo": None,
            "change": "more",
            "reason": "all sets had 16 repetitions or more: do 18",
        }
    ],
    "warnings": [],
}
ADHERENCE: dict[str, Any] = {
    "items": [
        {
            "start": "2026-11-02",
            "phase": "1 Foundation",
            "planned": 3,
            "done": 2,
            "missed": [],
            "volume": 66.7,
        }
    ]
}
LOAD: dict[str, Any] = {
    "items": [
        {
            "monday": "2026-11-16",
            "sessions": 2,
            "raises": 144,
            "load_kg": 0.0,
            "contacts": 0,
            "session_rpe": 360.0,
            "changes": {"raises": 20.0, "session_rpe": 0.0},
        }
    ]
}
