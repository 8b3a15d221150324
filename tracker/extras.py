"""Optional parts of the installation, and what to type where one is missing."""

from collections.abc import Mapping
from importlib.util import find_spec

from tracker.errors import InputError

_MARKERS: Mapping[str, str] = {"server": "fastapi", "postgres": "asyncpg", "simulator": "bumble"}
"""By extra, a package that only this extra installs."""


def require_extras(what: str, *extras: str) -> None:
    """Check that optional parts are installed, before anything of them is imported.

    Parameters
    ----------
    what
        What needs them, as the subject of a sentence.
    *extras
        Names of extras, as ``pip install 'calf-tracker[server]'`` has them.

    Raises
    ------
    InputError
        If one is missing; the message says what to type.

    Examples
    --------
    >>> require_extras("calf analyze")
    """
    missing = [extra for extra in extras if find_spec(_MARKERS[extra]) is None]
    if missing:
        wanted = f"calf-tracker[{','.join(missing)}]"
        raise InputError(f"{what} needs a part that is not installed: pip install '{wanted}'")
