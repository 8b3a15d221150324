"""An interpreter that has only what ``pip install calf-tracker`` installs.

Run as ``python -m tests.base_install ARGUMENTS`` it is ``calf ARGUMENTS``; every package that only
an extra brings is as if it were not there. It ends with status 3 if anything of the server or of
the mock sensors was imported.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from types import ModuleType

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "calf-tracker"
IMPORTED_TOO_MUCH = 3


def base_distributions() -> set[str]:
    """Names of all distributions that come with the project and no extra of it."""
    found: set[str] = set()
    waiting = [(PROJECT, frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            # For another system than this one.
            continue
        found.add(name)
        for line in lines:
            needed = Requirement(line)
            wanted = needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)
            )
            key = canonicalize_name(needed.name)
            if wanted and key not in found:
                waiting.append((key, frozenset(needed.extras)))
    return found


class _BasePackages(MetaPathFinder):
    """Finds packages as Python does, but none that only an extra brings."""

    def __init__(self) -> None:
        base = base_distributions()
        self.missing = {
            package
            for package, owners in packages_distributions().items()
            if not base & {canonicalize_name(owner) for owner in owners}
        }

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in self.missing:
            return None
        return PathFinder.find_spec(fullname, path, target)

    # What is installed can still be asked for its version and entry points.
    find_distributions = staticmethod(PathFinder.find_distributions)


def run(arguments: Sequence[str]) -> None:
    """Run ``calf`` with such an interpreter."""
    packages = _BasePackages()
    for name in list(sys.modules):
        if name.partition(".")[0] in packages.missing:
            del sys.modules[name]
    sys.meta_path[sys.meta_path.index(PathFinder)] = packages
    from tracker.cli import main  # noqa: PLC0415 - not before the packages are gone

    sys.argv = ["calf", *arguments]
    try:
        main()
    finally:
        parts = ("api.app", "api.services", "api.db", "firmware_mocks.simulation")
        if any(name.startswith(parts) for name in sys.modules):
            raise SystemExit(IMPORTED_TOO_MUCH)


if __name__ == "__main__":
    run(sys.argv[1:])
