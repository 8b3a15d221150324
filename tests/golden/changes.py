"""The log of accepted changes: each with its reason, and what the outputs were after it.

The last entry's digest is that of the outputs as they stand, so outputs that were changed by hand,
without a reason, are noticed.
"""

import re
from collections.abc import Collection
from datetime import date
from hashlib import sha256
from pathlib import Path

from tests.golden.outputs import DATABASES, EXPECTED, FOLDER

LOG = FOLDER / "CHANGES.md"
_DIGEST = re.compile(r"^Digest: `([0-9a-f]{64})`$", re.MULTILINE)
_NAMED = 12
"""Changed outputs that an entry names; of more it says how many."""


def digest(folders: Collection[Path] = (EXPECTED, DATABASES)) -> str:
    """A checksum over names and contents of all accepted outputs and kept databases."""
    total = sha256()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            # As text, so that a checkout with other line ends has the same.
            content = file.read_text("utf-8").encode()
            total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def last_digest() -> str | None:
    """The digest of the last entry; None where nothing was accepted yet."""
    found = _DIGEST.findall(LOG.read_text("utf-8")) if LOG.is_file() else []
    return found[-1] if found else None


def add(reason: str, changed: Collection[str], on: date) -> None:
    """Add an entry for the outputs as they stand now."""
    names = sorted(changed)
    shown = [f"- {name}" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(f"- and {len(names) - _NAMED} more")
    entry = ["", f"## {on.isoformat()}: {reason}", "", *(shown or ["- no output changed"]), ""]
    entry += [f"Digest: `{digest()}`", ""]
    with LOG.open("a", encoding="utf-8", newline="\n") as log:
        log.write("\n".join(entry))
