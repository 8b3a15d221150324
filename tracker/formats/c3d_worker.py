"""Decodes the force platforms of one C3D file; `tracker.formats.c3d` runs it as its own program.

ezc3d is native code that trusts the file: some damaged files end the process that reads them, and
that must be neither the server nor a person's notebook. The argument is the file; what was
decoded leaves as an npz archive on standard output, a problem as one line on standard error. The
exit status says whose problem it is: `REFUSED` and `OUT_OF_TIME` are the file's, any other is a
fault of this program.
"""

import os
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

import numpy as np

ARRAYS = ("force", "center_of_pressure", "corners", "origin")
"""What is handed over of each platform, besides ``unit_force``."""

REFUSED = 10
"""Exit status: the library finds something wrong with the file, or memory does not suffice."""

OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 0)) or REFUSED
"""Exit status, as `subprocess` gives it, of a process that computed for too long."""

_MEMORY_BYTES = 4 * 2**30

_COMPUTING_S = 100
"""The largest files take some seconds; less than the time after which the parent gives up."""


class _Refused(Exception):
    """The library finds something wrong with the file."""


def decode(path: str, sink: BinaryIO) -> None:
    """Decode the platforms of the file and write them as ``<name>_<platform>`` with ``count``."""
    import ezc3d  # noqa: PLC0415 - only the process that decodes needs it

    try:
        platforms = ezc3d.c3d(path, extract_forceplat_data=True)["data"]["platform"]
    except Exception as error:
        raise _Refused(" ".join(str(error).split())) from error
    arrays = {"count": np.array(len(platforms))}
    for i, platform in enumerate(platforms):
        arrays |= {f"{name}_{i}": np.asarray(platform[name]) for name in ARRAYS}
        arrays[f"unit_force_{i}"] = np.array(str(platform["unit_force"]))
    np.savez(sink, allow_pickle=False, **arrays)


def _limit() -> None:
    """Let a damaged count fail rather than fill the machine or loop, where the system can."""
    if sys.platform == "win32":
        # It has no such limits.
        return
    import resource  # noqa: PLC0415

    # A crash leaves no copy of what the file holds.
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, _COMPUTING_S),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
    ):
        # macOS refuses some; the others hold all the same.
        with suppress(OSError, ValueError):
            soft, hard = resource.getrlimit(kind)
            if soft == resource.RLIM_INFINITY or soft > most:
                resource.setrlimit(kind, (most, hard))


def _main() -> int:
    # What the library prints must not get between the numbers.
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        _limit()
        try:
            decode(sys.argv[1], sink)
        except _Refused as error:
            sys.stderr.write(f"{error}\n")
            return REFUSED
        except MemoryError:
            sys.stderr.write(f"decoding it takes more than {_MEMORY_BYTES / 1e9:g} GB of memory\n")
            return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(_main())
