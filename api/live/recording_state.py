"""What this process knows of the recordings that are watched in it."""

from typing import Any

from api.live.repository import Arriving

_MOST_FINDINGS = 50
_MOVED_S = 0.5

Message = dict[str, Any]


class RecordingState:
    """One recording as it is shown: what is told of it twice is shown once.

    Parameters
    ----------
    recording
        Which.
    """

    def __init__(self, recording: Arriving) -> None:
        self.recording = recording
        self.reps: dict[int, Message] = {}
        self.state: Message | None = None
        self._findings: list[Message] = []
        self._drawn: dict[tuple[str, str], float] = {}

    @property
    def complete(self) -> bool:
        """Whether no repetition is missing before those that were heard of."""
        counted = self.state["count"] if self.state else 0
        return len(self.reps) >= max(self.reps, default=0) and len(self.reps) >= counted

    def take(self, event: str, data: Message) -> bool:
        """Take something told of the recording; gives whether it is to be shown."""
        if event == "rep":
            return self._rep(data)
        if event == "curve":
            return self._curve(data)
        if event == "finding":
            if data["finding"] in self._findings or len(self._findings) >= _MOST_FINDINGS:
                return False
            self._findings.append(data["finding"])
            return True
        if event == "state":
            behind = self.state is not None and data["seconds"] < self.state["seconds"]
            self.state = self.state if behind else data
            return not behind
        return False

    def summary(self) -> Message:
        """All of it, for who begins to watch."""
        one = self.recording
        return {
            **self.head(),
            "athlete": one.athlete,
            "exercise": (self.state or {}).get("exercise") or one.exercise,
            "opened_at": one.opened_at.isoformat(),
            "reps": [self.reps[number] for number in sorted(self.reps)],
            "state": self.state,
        }

    def head(self) -> Message:
        """Which recording it is, and whose."""
        return {"recording_id": self.recording.id, "athlete_id": self.recording.athlete_id}

    def _rep(self, data: Message) -> bool:
        """One of a number told before takes its place, if it is another."""
        known = self.reps.get(data["number"])
        if known is not None:
            moved_s = abs(known["effort"]["top_s"] - data["effort"]["top_s"])
            if moved_s < _MOVED_S and known["effort"]["side"] == data["effort"]["side"]:
                return False
        self.reps[data["number"]] = data
        return True

    def _curve(self, data: Message) -> bool:
        """One that was drawn already comes from a process that has caught up."""
        curve = (data["stream"], data["name"])
        if not data["time"] or data["time"][0] <= self._drawn.get(curve, float("-inf")):
            return False
        self._drawn[curve] = data["time"][-1]
        return True
