"""What the scripts of the pages know of the exercises, as one JSON file made from their records.

Run it after a record was changed::

    python -m api.web.exercises_json
"""

import json
from pathlib import Path

from tracker.exercises.registry import DEFAULT_EXERCISE, EXERCISES

FILE = Path(__file__).parent / "components" / "exercises.json"


def exercises_json() -> str:
    """The file's text: by exercise id, what is asked beforehand and what a phone counts."""
    known = {
        exercise.id: {"details": exercise.details, "liveCount": exercise.live_count}
        for exercise in EXERCISES.values()
    }
    content = {"default": DEFAULT_EXERCISE.id, "exercises": known}
    return json.dumps(content, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(exercises_json(), encoding="utf-8")
