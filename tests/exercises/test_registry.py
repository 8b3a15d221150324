"""The records of exercises: complete, unambiguous, and the only place that knows exercises."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.web.exercises_json import FILE, exercises_json
from tracker.exercises.exercise import Exercise
from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE

ROOT = Path(__file__).parents[2]
EXEMPT = ("tracker/exercises/", "api/db/migrations/", "api/web/node_modules/", "api/web/static/")
"""Where an exercise's id may stand: its own folder, and migrations, which never change."""


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_a_record_names_catalogued_metrics(exercise: Exercise) -> None:
    compared = (
        *exercise.leg_symmetry,
        *exercise.leg_differences,
        *exercise.leg_asymmetries,
        *exercise.knee_ratios,
        *exercise.knee_differences,
    )
    named = {
        *exercise.metrics,
        *exercise.fatigue,
        *(headline.metric for headline in (*exercise.headlines, *exercise.reported)),
        *(name for comparison in compared for name in (comparison.metric, comparison.source)),
    }
    assert named <= CATALOGUE.keys()
    assert exercise.metrics
    assert exercise.headlines
    assert all(0 < certainty < 1 for certainty in exercise.certainty.values())
    assert "" in exercise.certainty


def test_a_key_states_one_exercise() -> None:
    keys = [exercise.key for exercise in EXERCISES.values()]
    assert len(set(keys)) == len(keys)
    assert "x" not in keys, "x states that nothing was done"


def test_the_scripts_know_the_exercises_of_today() -> None:
    assert FILE.read_text(encoding="utf-8") == exercises_json(), (
        "run python -m api.web.exercises_json"
    )


def tables_in(path: Path) -> Iterator[int]:
    """Lines of mappings, match cases and comparisons keyed by an exercise id."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            keys: list[ast.expr | None] = list(node.keys)
        elif isinstance(node, ast.Compare):
            keys = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            keys = [node.value]
        else:
            continue
        for key in keys:
            if isinstance(key, ast.Constant) and key.value in EXERCISES:
                yield key.lineno


def test_nothing_else_is_keyed_by_an_exercise() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("tracker", "api")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not path.relative_to(ROOT).as_posix().startswith(EXEMPT)
        for line in tables_in(path)
    ]
    ids = re.compile("|".join(rf"[\"'\x60]{name}[\"'\x60]" for name in EXERCISES))
    for folder, pattern in (
        ("api/web/components", "*.ts"),
        ("api/web/pages", "*.ts"),
        ("api/web/components", "*.html"),
        ("api/web/pages", "*.html"),
    ):
        for path in sorted((ROOT / folder).rglob(pattern)):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if ids.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}")

    assert not found
