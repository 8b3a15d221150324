"""Examples for the description of the API; a test holds them to the schemas."""

from typing import Any

from api.recordings.schemas import RECORDING_EXAMPLE

_ID = "01936e5c-7b42-7d10-8c55-2f9ab4c0de70"
_RANGE: dict[str, Any] = {
    "value": 33.1,
    "unit": "deg",
    "method": "foot_shank_imu",
    "quality": "good",
    "uncertainty": 1.5,
}
ANALYSIS: dict[str, Any] = {
    "pipeline_version": "1.4.0",
    "recording": {"duration_s": 30.0, "streams": ["left_foot", "plate"]},
    "efforts": [
        {
            "exercise": "calf_raise",
            "side": "left",
            "start_s": 2.1,
            "top_s": 3.0,
            "end_s": 3.9,
            "full": True,
            "reasons": [],
            "phases": {"concentric": [2.1, 2.9]},
            "metrics": {"range_of_motion": _RANGE},
            "withheld": {"peak_power": "no body mass: state it in the recording"},
            "removed": True,
        }
    ],
    "sets": [
        {
            "exercise": "calf_raise",
            "side": "left",
            "start_s": 2.1,
            "end_s": 28.0,
            "certainty": None,
            "metrics": {
                "reps": {
                    "value": 12,
                    "unit": "1",
                    "method": "foot_shank_imu",
                    "quality": "good",
                    "uncertainty": None,
                }
            },
            "withheld": {},
        }
    ],
    "findings": [
        {
            "code": "gap",
            "severity": "warning",
            "stream": "plate",
            "start_s": 4.2,
            "end_s": 4.3,
            "message": "100 samples are missing; nothing was measured across them.",
            "correction": None,
        }
    ],
}
SUMMARY: dict[str, Any] = {
    "id": _ID,
    "athlete_id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21",
    "status": "done",
    "failure": None,
    "created_at": "2026-11-22T09:30:00Z",
    "performed_at": "2026-11-22T09:28:30Z",
    "updated_at": "2026-11-22T09:30:01Z",
    "deleted_at": None,
    "finished_at": "2026-11-22T09:30:01Z",
    "pipeline_version": "1.4.0",
    "recording": {
        "id": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
        "name": "journal.calf",
        "started_at": "2026-11-22T09:28:30Z",
        "duration_s": 30.0,
    },
    "exercise": "calf_raise",
    "side": "left",
    "efforts": 12,
    "full_efforts": 11,
}
CORRECTION: dict[str, Any] = {
    "id": "01936e5c-7b42-7d10-8c55-2f9ab4c0de71",
    "kind": "remove",
    "start_s": 2.0,
    "end_s": 4.0,
    "at_s": None,
    "exercise": None,
    "side": None,
    "note": "stepped off the box",
    "created_by": "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e11",
    "created_at": "2026-11-22T09:40:00Z",
}
SESSION: dict[str, Any] = SUMMARY | {
    "analysis": ANALYSIS,
    "corrections": [CORRECTION],
    "removed": [0],
    "pending": False,
    "unheeded": None,
    "curves": [
        {
            "name": "plantar_flexion",
            "label": "Plantar flexion",
            "unit": "deg",
            "stream": "left_foot",
            "samples": 6000,
            "start_s": 0.0,
            "end_s": 29.995,
        }
    ],
}
QUEUED: dict[str, Any] = SUMMARY | {
    "status": "queued",
    "finished_at": None,
    "exercise": None,
    "side": None,
    "efforts": None,
    "full_efforts": None,
}
UPLOADED: dict[str, Any] = {"created": True, "recording": RECORDING_EXAMPLE, "session": QUEUED}
PAGE: dict[str, Any] = {"items": [SUMMARY], "next": None, "resume": None}
CURVES: dict[str, Any] = {
    "session_id": _ID,
    "start_s": 2.0,
    "end_s": 2.02,
    "curves": [
        {
            "name": "plantar_flexion",
            "label": "Plantar flexion",
            "unit": "deg",
            "stream": "left_foot",
            "exact": True,
            "time": [1.995, 2.0, 2.005, 2.01, 2.015, 2.02, 2.025],
            "value": [0.1, 0.1, 0.2, None, 0.4, 0.6, 0.9],
        }
    ],
}
ENSEMBLES: dict[str, Any] = {
    "session_id": _ID,
    "items": [
        {
            "exercise": "calf_raise",
            "side": "left",
            "curve": "plantar_flexion_left",
            "label": "Plantar flexion, left",
            "unit": "deg",
            "count": 11,
            "duration_s": 1.9,
            "mean": [0.2, 8.1, 24.0, 31.8, 22.5, 7.7, 0.3],
            "sd": [0.1, 1.0, 1.4, 1.2, 1.6, 1.1, 0.2],
            "efforts": [
                {
                    "effort": 0,
                    "time": [0.0, 0.3, 0.6, 0.95, 1.3, 1.6, 1.9],
                    "value": [0.2, 8.0, 23.8, 32.0, 22.9, 7.5, 0.2],
                }
            ],
        }
    ],
}
