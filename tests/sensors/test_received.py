from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.sensors.received import Received

spans = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda one: (one[0], sum(one)))


@given(st.lists(spans, max_size=30), st.integers(0, 20), st.none() | st.integers(0, 90))
def test_it_behaves_as_a_set_of_numbers(
    added: list[tuple[int, int]], begin: int, end: int | None
) -> None:
    received, truth = Received(begin), set[int]()
    for first, stop in added:
        fresh = {one for start, after in received.add(first, stop) for one in range(start, after)}
        assert fresh == set(range(first, stop)) - truth
        truth |= fresh
    assert received.count == len(truth)
    last = max(truth, default=received.first_index - 1) + 1
    assert received.end_index == last
    assert received.first_index == min([begin, *truth])
    expected = set(range(received.first_index, max(last, end or 0))) - truth
    missing = received.missing(end)
    assert {one for start, after in missing for one in range(start, after)} == expected
    assert all(before[1] < after[0] for before, after in pairwise(missing))
