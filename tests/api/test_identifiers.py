"""Identifiers: valid, unlike each other, and sorted by their time."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from api.core.identifiers import new_id

MOMENT = st.integers(0, 2**48 - 1)


@given(MOMENT, MOMENT)
def test_order_is_that_of_time(one: int, other: int) -> None:
    if one != other:
        assert (new_id(one) < new_id(other)) == (one < other)


@given(MOMENT)
def test_is_a_uuid_of_version_7_that_tells_its_time(moment: int) -> None:
    value = UUID(new_id(moment))

    assert value.version == 7
    assert value.variant == RFC_4122
    assert value.int >> 80 == moment


def test_two_of_one_moment_differ() -> None:
    assert len({new_id(5) for _ in range(1000)}) == 1000
