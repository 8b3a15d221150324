"""What ``calf analyze --json`` prints of each golden recording."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.golden.recordings import RECORDINGS, Golden
from tracker.cli.app import app
from tracker.errors import CalfError
from tracker.recording import write_folder


def name_of(recording: str) -> str:
    """The output of a recording."""
    return f"analyses/{recording}.json"


def is_here(golden: Golden) -> bool:
    """Whether the recording can be analysed on this machine."""
    return golden.path is None or golden.path.exists()


def analysis_of(recording: str, scratch: Path) -> dict[str, Any]:
    """The result of a recording, or the sentence with which it is refused.

    Parameters
    ----------
    recording
        Its name in `RECORDINGS`.
    scratch
        Where a simulated recording is written.
    """
    golden = RECORDINGS[recording]
    path = golden.path
    if path is None:
        assert golden.make is not None, f"{recording} is neither simulated nor real"
        path = scratch / recording
        write_folder(golden.make(), path, "csv")
    done = CliRunner().invoke(app, ["analyze", str(path), "--json", *golden.options])
    if isinstance(done.exception, CalfError):
        return {"refused": str(done.exception).replace(str(path), path.name)}
    assert done.exit_code == 0, f"{recording}: {done.output}\n{done.exception!r}"
    result: dict[str, Any] = json.loads(done.stdout)
    # It moves with every change of the pipeline; what the change does is seen in the numbers.
    result["pipeline_version"] = "<pipeline version>"
    return result
