"""The command line, run in the process of the test."""

import io
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def calf(*words: str | Path, answers: str | None = None) -> Done:
    """Run `calf` with these words, and with these answers typed; no process is started."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched, ExitStack() as stack:
        patched.setattr(sys, "argv", ["calf", *map(str, words)])
        patched.setattr(sys, "stdin", io.StringIO(answers or ""))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Done(status, out.getvalue(), err.getvalue())
