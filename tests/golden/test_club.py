"""The API answers, exports and shows the golden club as it did when that was accepted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.api.backends import Addresses, current, running_postgres
from tests.golden.club_outputs import club_outputs
from tests.golden.comparison import differences, summary
from tests.golden.outputs import accepted, body_of, read, text_of

NAMES = [name for name in accepted() if name.startswith(("api/", "tables/", "pages/"))]


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The club filled anew, and what the server says of it."""
    return club_outputs(tmp_path_factory.mktemp("club"))


def changes_of(name: str, club: Mapping[str, Any]) -> list[str]:
    """The differences of an output of the club from the accepted output."""
    found = body_of(name, text_of(name, club[name])) if name in club else None
    return differences(name, read(name), found)


@pytest.mark.parametrize("name", NAMES)
def test_the_club_is_shown_as_accepted(name: str, club: Mapping[str, Any]) -> None:
    changed = changes_of(name, club)
    assert not changed, summary(changed)


def test_no_output_of_the_club_is_left_unaccepted(club: Mapping[str, Any]) -> None:
    assert sorted(club) == sorted(NAMES)


@pytest.mark.nightly
def test_the_club_is_shown_alike_with_postgresql(tmp_path: Path) -> None:
    with running_postgres() as server:
        addresses = Addresses(server)
        current.append(addresses)
        try:
            club = club_outputs(tmp_path)
        finally:
            current.pop()
            addresses.drop()
    changed = [line for name in NAMES for line in changes_of(name, club)]
    assert not changed, summary(changed)
