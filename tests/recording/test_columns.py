"""The store of one stream gives back what went in, and notices damage."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from tracker.errors import RecordingError
from tracker.recording import Channel, Gap, Kind, Stream
from tracker.recording.columns import decode_stream, encode_stream


def plate(
    values: NDArray[np.floating], *, count: float | None = None, rate: float = 1000
) -> Stream:
    rows = len(values)
    return Stream(
        name="plate", kind=Kind.FORCE_PLATE, placement="plate", rate_hz=rate,
        time=np.arange(rows) / rate, values=values.astype(np.float64).reshape(rows, 1),
        channels=(Channel("fz", "N", count),),
    )  # fmt: skip


def assert_same(one: Stream, two: Stream) -> None:
    """Equal to the last bit, but for the sign of a zero and what kind of NaN a NaN is."""
    for name in ("name", "kind", "placement", "rate_hz", "channels", "gaps"):
        assert getattr(one, name) == getattr(two, name)
    assert dict(one.source) == dict(two.source)
    assert dict(one.calibration) == dict(two.calibration)
    for first, second in ((one.time, two.time), (one.values, two.values)):
        assert first.shape == second.shape
        assert second.dtype == np.float64
        missing = np.isnan(first)
        np.testing.assert_array_equal(missing, np.isnan(second))
        # Adding zero makes a negative zero positive and leaves all else.
        bits = [(one[~missing] + 0.0).view(np.int64) for one in (first, second)]
        np.testing.assert_array_equal(bits[0], bits[1])


any_float = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True, width=64)


@settings(deadline=None)
@given(arrays(np.float64, st.integers(0, 60), elements=any_float))
def test_any_floats_survive(values: NDArray[np.float64]) -> None:
    stream = plate(values)
    assert_same(stream, decode_stream(encode_stream(stream), "x"))


@settings(deadline=None)
@given(
    arrays(np.int64, st.integers(0, 60), elements=st.integers(-(2**24), 2**24)),
    st.floats(1e-9, 1e6),
    st.floats(allow_nan=False, width=64),
)
def test_counts_survive_whatever_the_scale(
    counts: NDArray[np.int64], scale: float, other: float
) -> None:
    values = counts * scale
    stream = plate(values, count=scale)
    assert_same(stream, decode_stream(encode_stream(stream), "x"))
    wrong = plate(values, count=other)
    assert_same(wrong, decode_stream(encode_stream(wrong), "x"))


@settings(deadline=None)
@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e5, 1e5), unique=True))
def test_any_times_survive(times: NDArray[np.float64]) -> None:
    time = np.sort(times)
    stream = Stream(
        "ankle", Kind.ANGLE, "left_ankle", 100.0, time, np.zeros((time.size, 1)),
        (Channel("plantar_flexion", "deg"),),
    )  # fmt: skip
    assert_same(stream, decode_stream(encode_stream(stream), "x"))


@pytest.mark.parametrize(
    "value", [-0.0, 5e-324, 1.7976931348623157e308, -np.inf, 2.0**53, 0.1 + 0.2, 1 / 3]
)
def test_awkward_values_survive(value: float) -> None:
    stream = plate(np.array([value, 0.0, np.nan, value]), count=0.25)
    assert_same(stream, decode_stream(encode_stream(stream), "x"))


def test_metadata_survives() -> None:
    stream = Stream(
        name="left foot · 1", kind=Kind.IMU, placement="left_foot", rate_hz=204.8,
        time=np.array([0.0, 0.5]), values=np.arange(12.0).reshape(2, 6),
        channels=tuple(Channel(f"{kind}_{axis}", "x", 0.5)
                       for kind in ("acc", "gyr") for axis in "xyz"),
        gaps=(Gap(0.0, 0.5, 101),), source={"device": "Füße", "firmware": "1.2"},
        calibration={"tare": -3.25},
    )  # fmt: skip
    assert_same(stream, decode_stream(encode_stream(stream), "x"))


def test_counts_are_much_smaller_than_floats() -> None:
    rng = np.random.default_rng(4)
    counts = np.cumsum(rng.integers(-3, 4, 30_000)).astype(np.float64)
    small = encode_stream(plate(counts * 0.0625, count=0.0625))
    large = encode_stream(plate(counts * 0.0625 + rng.normal(0, 1e-12, counts.size)))
    assert len(small) < len(large) / 4


def test_a_negative_zero_does_not_cost_the_coding() -> None:
    rng = np.random.default_rng(4)
    values = np.cumsum(rng.integers(-3, 4, 30_000)) * 0.0625
    plain = encode_stream(plate(values, count=0.0625))
    values[100] = -0.0
    assert len(encode_stream(plate(values, count=0.0625))) < 1.1 * len(plain)


def test_every_truncation_is_an_error() -> None:
    data = encode_stream(plate(np.arange(3000.0)))
    for size in [0, 1, 3, 4, 11, *range(100, len(data), 61)]:
        with pytest.raises(RecordingError, match="somewhere"):
            decode_stream(data[:size], "somewhere")


def test_flipped_bits_are_an_error_or_change_nothing() -> None:
    rng = np.random.default_rng(2)
    stream = plate(np.cumsum(rng.integers(-3, 4, 5000)) * 0.25, count=0.25)
    data = encode_stream(stream)
    draw = random.Random(9)
    refused = 0
    for _ in range(400):
        at = draw.randrange(len(data))
        damaged = data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        try:
            read = decode_stream(damaged, "x")
        except RecordingError:
            refused += 1
        else:
            assert_same(stream, read)
    assert refused > 200


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_other_bytes_are_an_error(data: bytes) -> None:
    with pytest.raises(RecordingError):
        decode_stream(data, "x")


def test_a_window_reads_as_written_across_row_groups() -> None:
    values = np.round(np.sin(np.arange(70_000) / 50) * 700, 2)
    stream = plate(values)
    assert_same(stream, decode_stream(encode_stream(stream), "x"))
