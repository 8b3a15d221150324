"""Which upload of a recording is under way where, kept beside the recording.

With it a program that is started again goes on with the upload that another left unfinished.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tracker.identifiers import new_id

FILE_NAME = "upload.json"
MAX_BYTES = 256_000


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload of a journal in chunks.

    Parameters
    ----------
    athlete_id, exercise
        What was stated.
    max_bytes, max_s
        How the journal is cut; see `tracker.recording.journal.split_journal`.
    recording_id
        Under which the server knows it.
    """

    athlete_id: str | None = None
    exercise: str | None = None
    max_bytes: int = MAX_BYTES
    max_s: float | None = None
    recording_id: str = field(default_factory=new_id)


class UploadMemory:
    """What is remembered of a recording's uploads.

    Parameters
    ----------
    path
        The recording's folder, or its journal.
    """

    def __init__(self, path: Path) -> None:
        beside = path.with_name(f"{path.name}.{FILE_NAME}")
        self.path = path / FILE_NAME if path.is_dir() else beside

    def recall(self, server_url: str, athlete_id: str | None, exercise: str | None) -> Upload:
        """The upload to that server that was begun with these statements, or a new one."""
        try:
            known = Upload(**self._read()[server_url])
        except (KeyError, TypeError):
            return Upload(athlete_id, exercise)
        wanted = (athlete_id or known.athlete_id, exercise or known.exercise)
        if (known.athlete_id, known.exercise) != wanted:
            return Upload(athlete_id, exercise)
        return known

    def keep(self, server_url: str, upload: Upload) -> None:
        """Remember an upload; where nothing can be written, it is not remembered."""
        known = self._read() | {server_url: asdict(upload)}
        draft = self.path.with_name(f"{self.path.name}.new")
        with suppress(OSError):
            draft.write_text(json.dumps(known, indent=1))
            draft.replace(self.path)

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            known = json.loads(self.path.read_text())
            if isinstance(known, dict):
                return known
        return {}
