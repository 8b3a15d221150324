"""Each value of a series is judged as it was judged when it was the newest."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.interpretation.trend import standing, standings


@dataclass(frozen=True)
class One:
    value: float
    method: str = "foot_imu"
    quality: str = "good"


some = st.builds(
    One,
    st.floats(0.0, 0.3).map(lambda one: round(one, 4)),
    st.sampled_from(("foot_imu", "plate", "several")),
    st.sampled_from(("good", "fair", "poor")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(some, min_size=1, max_size=12))
def test_all_standings_are_those_of_each_beginning(values: list[One]) -> None:
    all_at_once = standings("heel_height", values)

    for number, stands in enumerate(all_at_once, 1):
        alone = standing("heel_height", values[:number])
        assert stands.withheld == alone.withheld
        assert (stands.baseline is None) == (alone.baseline is None)
        if stands.baseline is not None and alone.baseline is not None:
            assert stands.baseline.tests == alone.baseline.tests
            assert stands.baseline.mean == pytest.approx(alone.baseline.mean)
            assert stands.baseline.sd == pytest.approx(alone.baseline.sd, abs=1e-9)
        if stands.change is not None and alone.change is not None:
            assert stands.change.mdc95 == pytest.approx(alone.change.mdc95, abs=1e-9)
