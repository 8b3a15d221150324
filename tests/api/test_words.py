"""The words of the pages: all in one place, each there, each used, none written elsewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import api
import tracker
from api.web import words
from api.web.components.units import Units
from api.web.words import WordsError, say, say_markup, word_files
from tracker.metrics import CATALOGUE

WEB = Path(words.__file__).parents[1]
FOLDERS = [WEB / "components", WEB / "pages"]
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("*.html"))
PYTHON = sorted([*WEB.glob("*.py"), *(path for folder in FOLDERS for path in folder.rglob("*.py"))])
PACKAGES = [*Path(api.__file__).parent.glob("*/*.py"), *Path(tracker.__file__).parent.rglob("*.py")]
SOURCES = [*PYTHON, *TEMPLATES, *(path for folder in FOLDERS for path in folder.rglob("*.ts"))]

# What Jinja does, comments, scripts with data, and tags with what stands in them.
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_DATA = re.compile(r"<(script|style|code)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<!?/?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_SAID = re.compile(r"""\b(?:t|say|say_markup)\(\s*"([a-z_]+(?:\.\w+)+)"\s*[,)]""")
_TOLD = re.compile(r"""\b(?:aria-label|alt|title|placeholder|content)=(["'])(.*?)\1""", re.DOTALL)
# Names and signs that are the same in every language.
_ALIKE = re.compile(r"&\w+;|\bJSON\b|\bCSV\b|\bHz\b|\bPDF\b|#")


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every piece of words with its path."""
    if isinstance(tree, dict) and tree.keys() != {"one", "other"}:
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, tree


@pytest.mark.parametrize("name", word_files())
def test_words_are_text_or_chosen_by_number(name: str) -> None:
    for path, leaf in leaves(words.page_words(name)):
        kinds = leaf.values() if isinstance(leaf, dict) else (leaf,)
        assert all(isinstance(one, str) and one.strip() for one in kinds), path


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_write_no_words_of_their_own(template: Path) -> None:
    text = _DATA.sub("", template.read_text(encoding="utf-8"))
    told = [
        _JINJA.sub("", found[2]) for found in _TOLD.finditer(text) if "viewport" not in found[0]
    ]
    bare = _TAG.sub(" ", _JINJA.sub("", text))
    for part in [*bare.split("\n"), *[one for one in told if "width=" not in one]]:
        assert not re.search(r"[A-Za-z]{2,}", _ALIKE.sub("", part)), part.strip()


def test_every_path_in_a_template_leads_to_words() -> None:
    for source in [*TEMPLATES, *PYTHON]:
        text = source.read_text(encoding="utf-8")
        for path in re.findall(
            r"""\b(?:t|say|say_markup)\(\s*"([a-z_]+(?:\.\w+)+)"\s*[,)]""", text
        ):
            file, *keys = path.split(".")
            tree: Any = words.page_words(file)
            for key in keys:
                assert key in tree, f"{source.name}: {path}"
                tree = tree[key]


def test_no_words_are_left_that_nothing_says() -> None:
    """The last key of each path stands in the pages' sources, or in those that choose it."""
    pages = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    said = set(re.findall(r"\w+", pages))
    families = tuple(one.partition("{")[0] for one in re.findall(r'say\(f"([^"]+)"', pages))
    families += tuple(re.findall(r'\bt\("([\w.]+\.)" ~', pages))
    # Which of a family is said the server or the package names.
    chosen = "\n".join(source.read_text(encoding="utf-8") for source in PACKAGES)
    names = set(re.findall(r"\w+", chosen)) | set(re.findall(r'"([\w -]+)"', chosen))
    unused = [
        path
        for name in word_files()
        for path, _ in leaves(words.page_words(name), name)
        if path.rpartition(".")[2] not in said
        and not any(
            path.removeprefix(family).rpartition(".")[2] in names
            for family in families
            if path.startswith(family)
        )
    ]
    assert unused == []


def test_values_are_put_in_and_escaped() -> None:
    text = say_markup("home.attention_count", count=2, athletes="<b>9</b>")

    assert text == "2 of &lt;b&gt;9&lt;/b&gt; athletes need attention."
    assert say("home.attention_count", count=1, athletes=9).startswith("1 of 9 athletes needs")


@pytest.mark.parametrize("path", ["home.nothing", "nowhere.title", "home.empty", "home.title.x"])
def test_words_that_are_not_there_are_told(path: str) -> None:
    with pytest.raises(WordsError, match=re.escape(path.split(".", maxsplit=1)[0])):
        say(path)


def test_a_missing_value_is_told() -> None:
    with pytest.raises(WordsError, match="athletes"):
        say("home.attention_none")
    with pytest.raises(WordsError, match="count"):
        say("home.attention_count", athletes=3)


def test_no_file_says_a_key_twice() -> None:
    for path in sorted((WEB / "words" / words.LANGUAGE).glob("*.json")):

        def once(pairs: list[tuple[str, Any]], name: str = path.name) -> dict[str, Any]:
            keys = [key for key, _ in pairs]
            assert len(keys) == len(set(keys)), name
            return dict(pairs)

        json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize(
    ("metric", "stored", "metric_text", "imperial_text"),
    [
        ("heel_height", 0.127, "12.7 cm", "5.00 in"),
        ("peak_force", 444.82216, "445 N", "100 lbf"),
        ("takeoff_velocity", 3.048, "3.05 m/s", "10.00 ft/s"),
        ("range_of_motion", 30.0, "30.0 °", "30.0 °"),
        ("peak_power", 1000.0, "1000 W", "1000 W"),
    ],
)
def test_a_reader_sees_their_own_units(
    metric: str, stored: float, metric_text: str, imperial_text: str
) -> None:
    for units, text in ((Units(), metric_text), (Units("imperial"), imperial_text)):
        shown = units.of(CATALOGUE[metric])
        assert f"{shown.shown(stored)} {shown.display_unit}" == text


def test_what_is_told_in_pounds_and_inches_is_kept_in_si() -> None:
    units = Units("imperial")

    assert units.mass_kg(units.mass(72.5)) == pytest.approx(72.5)
    assert units.mass(45.359237) == pytest.approx(100.0)
    assert units.stature_m(units.stature(1.78)) == pytest.approx(1.78)
    assert Units().stature(1.78) == pytest.approx(178.0)
