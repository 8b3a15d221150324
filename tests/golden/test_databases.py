"""The database of every released version opens, and reads as it did when it was written."""

from pathlib import Path

import pytest

from tests.golden.club_outputs import old_answers
from tests.golden.comparison import differences, summary
from tests.golden.kept_databases import FILE, FOLDER, dumped, restored, row_counts, versions
from tests.golden.outputs import body_of, read, text_of


@pytest.mark.parametrize("version", versions())
def test_an_old_database_is_migrated_and_answers_as_before(version: str, tmp_path: Path) -> None:
    name = f"databases/{version}/answers.json"
    found = body_of(name, text_of(name, old_answers(version, tmp_path)))
    changed = differences(name, read(name), found)
    assert not changed, summary(changed)


@pytest.mark.parametrize("version", versions())
def test_a_kept_database_is_whole(version: str, tmp_path: Path) -> None:
    file = restored(version, tmp_path)
    assert dumped(file) == (FOLDER / version / FILE).read_text("utf-8")
    empty = [table for table, rows in row_counts(file).items() if rows == 0]
    assert empty == []


def test_the_first_release_is_kept() -> None:
    assert "0.1.0" in versions()
