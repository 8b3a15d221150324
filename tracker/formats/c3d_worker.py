"""Decodes the force platforms of one C3D file; `tracker.formats.c3d` runs it as its own program.

ezc3d is native code that trusts the file: some damaged files end the process that reads them, and
that must be neither the server nor a person's notebook. The argument is the file; what was
decoded leaves as an npz archive on standard output, a problem as one line on standard error.
"""

import os
import sys
from contextlib import suppress
from typing import BinaryIO

import numpy as np

ARRAYS = ("force", "center_of_pressure", "corners", "origin")
"""What is handed over of each platform, besides ``unit_force``."""

_MEMORY_BYTES = 4 * 2**30


def decode(path: str, sink: BinaryIO) -> None:
    """Decode the platforms of the file and write them as ``<name>_<platform>`` with ``count``."""
    import ezc3d  # noqa: PLC0415 - only the process that decodes needs it

    platforms = ezc3d.c3d(path, extract_forceplat_data=True)["data"]["platform"]
    arrays = {"count": np.array(len(platforms))}
    for i, platform in enumerate(platforms):
        arrays |= {f"{name}_{i}": np.asarray(platform[name]) for name in ARRAYS}
        arrays[f"unit_force_{i}"] = np.array(str(platform["unit_force"]))
    np.savez(sink, allow_pickle=False, **arrays)


def _limit_memory() -> None:
    """Let a damaged count fail rather than fill the machine, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def _main() -> int:
    # What the library prints must not get between the numbers.
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        _limit_memory()
        try:
            decode(sys.argv[1], sink)
        except Exception as error:  # whatever it is, it is reported in one line
            sys.stderr.write(" ".join(str(error).split()) + "\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
