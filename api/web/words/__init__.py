"""The words of the pages: one folder a language, one file a page, read here and nowhere else."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

LANGUAGE = "en"
"""The language of the pages. A translation is another folder beside this one's."""

_FOLDER = Path(__file__).parent
_PLURAL = frozenset({"one", "other"})


class WordsError(LookupError):
    """A template or a page asks for words that nobody wrote."""


def say(path: str, **values: object) -> str:
    """The words at a dotted path, such as ``session.curves.title``.

    Parameters
    ----------
    path
        File, then the keys in it.
    **values
        For the ``{placeholders}``. Words that are told by number (``one``, ``other``) are chosen
        by `count`.

    Raises
    ------
    WordsError
        If there are no such words, or a placeholder is given no value.
    """
    try:
        return _chosen(path, values).format_map(values)
    except KeyError as missing:
        raise WordsError(f"the words {path} need a value for {missing}") from None


def say_markup(path: str, **values: object) -> Markup:
    """The same for a template: values are escaped unless they are markup themselves."""
    return Markup(say(path, **{name: escape(value) for name, value in values.items()}))  # noqa: S704


@cache
def page_words(name: str) -> Mapping[str, Any]:
    """All words of a page, as a script that runs in the page may need them."""
    try:
        text = (_FOLDER / LANGUAGE / f"{name}.json").read_text(encoding="utf-8")
    except OSError:
        raise WordsError(f"there is no file of words for {name}") from None
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def word_files() -> tuple[str, ...]:
    """The pages that have words."""
    return tuple(sorted(path.stem for path in (_FOLDER / LANGUAGE).glob("*.json")))


def _chosen(path: str, values: Mapping[str, object]) -> str:
    file, *keys = path.split(".")
    found: Any = page_words(file)
    for key in keys:
        if not isinstance(found, Mapping) or key not in found:
            raise WordsError(f"there are no words {path}")
        found = found[key]
    if isinstance(found, Mapping) and found.keys() == _PLURAL:
        if "count" not in values:
            raise WordsError(f"the words {path} need a count")
        # A count may come escaped, as text.
        found = found["one" if str(values["count"]) == "1" else "other"]
    if not isinstance(found, str):
        raise WordsError(f"{path} is a group of words")
    return found
