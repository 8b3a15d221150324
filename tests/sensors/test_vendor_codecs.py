"""Other makers' bytes: vectors worked out by hand from their documents, and any bytes at all."""

import struct
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from tracker.errors import PacketError
from tracker.sensors.codecs import movella_dot, polar, progressor, witmotion
from tracker.sensors.codecs.samples import Decoder, Samples
from tracker.sensors.codecs.timed import TimedSequence

G = 9.80665
DECODERS: dict[str, Callable[[], Decoder]] = {
    "progressor": lambda: progressor.PullDecoder(progressor.CONFIGURATION),
    "witmotion": lambda: witmotion.MotionDecoder(witmotion.configuration(100.0)),
    "movella_dot": lambda: movella_dot.RateQuantitiesDecoder(movella_dot.configuration(60.0)),
    "polar": lambda: polar.MotionDecoder(polar.configuration(52.0, 2.44e-4, 0.061), turning=True),
    "polar_h10": lambda: polar.MotionDecoder(polar.configuration(200.0, 1e-3, 1.0), turning=False),
}


def test_a_pull_is_these_bytes() -> None:
    # 12.5 kg is 0x41480000 as f32; 1 000 000 µs is 0x000f4240; then 13 kg, 12 500 µs later.
    golden = bytes.fromhex("01 10 00004841 40420f00 00005041 14730f00")
    (samples,) = DECODERS["progressor"]().feed(golden, 0)
    scale = progressor.CONFIGURATION.scales
    assert (samples.counts * scale)[:, 0] == pytest.approx([12.5 * G, 13.0 * G])
    assert samples.t_us == pytest.approx(1_000_000)
    assert progressor.encode_measurements([12.5, 13.0], [1_000_000, 1_012_500]) == golden
    assert DECODERS["progressor"]().feed(bytes.fromhex("00 04 a00f0000"), 0) == ()


def test_a_motion_frame_is_these_bytes() -> None:
    # 2048 counts of 32768 are 1 g at a range of 16 g, 16384 are 1000 °/s at 2000 °/s.
    golden = bytes.fromhex("5561 0000 0000 0008 0040 0000 00c0 0000 0000 0000")
    (samples,) = DECODERS["witmotion"]().feed(golden, 0)
    values = samples.counts * witmotion.configuration(100.0).scales
    assert values[0, :3] == pytest.approx([0, 0, G])
    assert values[0, 3:] == pytest.approx([np.radians(1000), 0, -np.radians(1000)])
    assert witmotion.command(witmotion.READ_REGISTER, 0x03) == bytes.fromhex("ffaa270300")
    # From WitMotion's standard protocol: the sum of the ten bytes before is the eleventh.
    assert witmotion.encode_short(0x51, (3, 11, 2125, 2526)) == bytes.fromhex(
        "55510300 0b004d08 de09f0"
    )


def test_rate_quantities_are_these_bytes() -> None:
    # 9.81 is 0x411cf5c3 as f32, -90 is 0xc2b40000.
    golden = bytes.fromhex("40420f00 00000000 00000000 c3f51c41 0000b4c2 00000000 00000000")
    (samples,) = DECODERS["movella_dot"]().feed(golden, 0)
    values = samples.counts * movella_dot.configuration(60.0).scales
    assert values[0] == pytest.approx([0, 0, 9.81, -np.pi / 2, 0, 0], rel=1e-6)
    assert samples.t_us == 1_000_000
    assert movella_dot.control(start=True) == bytes.fromhex("010115")
    control = bytearray(32)
    control[24:26] = b"\x3c\x00"
    assert movella_dot.rate_in(bytes(control)) == 60.0
    for broken in (b"", bytes(32)):
        with pytest.raises(PacketError):
            movella_dot.rate_in(broken)


def test_polar_requests_and_answers_are_these_bytes() -> None:
    request = polar.start_request(polar.ACCELERATION, 52, 8)
    assert request == bytes.fromhex("0202 00013400 01011000 02010800 040103")
    assert polar.stop_request(polar.GYROSCOPE) == bytes.fromhex("0305")
    # The factor 2.44e-4 is 0x397fda40 as f32.
    reply = polar.decode_reply(bytes.fromhex("f0 02 02 00 00 05 01 40da7f39"))
    assert (reply.operation, reply.type, reply.status) == (2, 2, 0)
    assert reply.factor == pytest.approx(2.44e-4, rel=1e-3)
    assert polar.decode_reply(bytes.fromhex("f003050600")) == polar.Reply(3, 5, 6)


def test_polar_frames_are_these_bytes() -> None:
    # Raw: 1000 mG on the third axis. Delta: reference (1, -1, 100), then one difference of 4 bits
    # an axis, +1, -2 and 7: nibbles 1, e, 7, the lowest first, and a nibble of padding.
    raw = polar.decode_frame(bytes.fromhex("02 00ca9a3b00000000 01 0000 0000 e803"))
    assert (raw.raw, raw.last_ns, raw.values.tolist()) == (True, 1_000_000_000, [[0, 0, 1000]])
    delta = polar.decode_frame(bytes.fromhex("05 00ca9a3b00000000 80 0100 ffff 6400 04 01 e1 07"))
    assert delta.values.tolist() == [[1, -1, 100], [2, -3, 107]]
    assert not delta.raw
    (samples,) = DECODERS["polar_h10"]().feed(
        bytes.fromhex("02 00ca9a3b00000000 01 0000 0000 e803"), 0
    )
    scale = polar.configuration(200.0, 1e-3, 1.0).scales
    assert (samples.counts * scale)[0, :3] == pytest.approx([0, 0, G])
    assert np.isnan(samples.counts[0, 3:]).all()


frames = st.builds(
    polar.Frame,
    st.sampled_from([polar.ACCELERATION, polar.GYROSCOPE]),
    st.integers(0, 2**63),
    arrays(
        np.int32, st.tuples(st.integers(1, 40), st.just(3)), elements=st.integers(-32768, 32767)
    ),
    st.just(False),
)


@given(frames)
def test_polar_frames_round_trip(frame: polar.Frame) -> None:
    for read in (
        polar.decode_frame(polar.encode_delta(frame)),
        polar.decode_frame(polar.encode_raw(frame)),
    ):
        assert (read.type, read.last_ns) == (frame.type, frame.last_ns)
        assert np.array_equal(read.values, frame.values)


@pytest.mark.parametrize("name", DECODERS)
@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_samples_or_a_packet_error(name: str, payloads: list[bytes]) -> None:
    decoder = DECODERS[name]()
    starts = {"progressor": b"\x01", "witmotion": b"\x55\x61", "movella_dot": b"", "polar": b"\x02"}
    for at, payload in enumerate(payloads):
        try:
            decoded = decoder.feed(starts.get(name, b"\x02") + payload, at * 10_000_000)
        except PacketError:
            continue
        for samples in decoded:
            assert samples.counts.ndim == 2
            assert len(samples.counts) > 0
            assert np.isfinite(samples.t_us)


counts = arrays(
    np.int16, st.tuples(st.integers(1, 12), st.just(9)), elements=st.integers(-9999, 9999)
)


@given(counts, st.lists(st.integers(1, 30), max_size=20))
def test_motion_frames_survive_any_split(made: NDArray[np.int16], cuts: list[int]) -> None:
    data = b"".join(witmotion.encode_motion(one) for one in made)
    edges = sorted({0, len(data), *(int(one) for one in np.cumsum(cuts) if one < len(data))})
    reader, bodies = witmotion.FrameReader(), b""
    for start, end in pairwise(edges):
        bodies += b"".join(one.body for one in reader.feed(data[start:end]))
    read = np.frombuffer(bodies, "<i2").reshape(-1, 9)
    # Without a checksum a 0x55 within a frame may mislead for a while, but not for good.
    clean = 0x55 not in bytes(made.astype("<i2").tobytes())
    if clean:
        assert np.array_equal(read, made)
        assert reader.rejected == 0


def test_frames_are_found_again_after_nonsense() -> None:
    frame = witmotion.encode_motion(np.arange(9, dtype=np.int16))
    reader = witmotion.FrameReader()
    found = reader.feed(frame + b"\x01\x02\x55\x03" + frame + frame[:9] + frame * 2)
    assert len(found) >= 3
    assert reader.rejected >= 1


def test_a_silence_of_a_sensor_without_a_clock_is_a_gap() -> None:
    decoder = DECODERS["witmotion"]()
    frame = witmotion.encode_motion(np.zeros(9, np.int16))
    starts = [
        decoder.feed(frame, at_ms * 1_000_000)[0].first_index
        for at_ms in (0, 10, 20, 30, 2030, 2040)
    ]
    assert starts == [0, 1, 2, 3, 203, 204]


@given(
    st.floats(-0.02, 0.02),
    st.lists(st.integers(0, 30), min_size=20, max_size=60),
    st.integers(0, 2**32 - 1),
)
def test_times_tell_losses_though_the_rate_is_not_the_stated_one(
    off: float, lost: list[int], start_us: int
) -> None:
    sequence = TimedSequence(60.0, 2**32)
    period_us = 1e6 / 60.0 * (1 + off)
    sent = 0
    for number in range(200):
        place = sequence.place((start_us + number * period_us) % 2**32, 1)
        assert (place.run, place.first_index) == (0, number)
        sent = number
    for missing in lost:
        sent += 1 + missing
        place = sequence.place((start_us + sent * period_us) % 2**32, 1)
        assert place.first_index == sent
        doubled = sequence.place((start_us + sent * period_us) % 2**32, 1)
        assert doubled.first_index == sent


def test_a_clock_that_is_set_anew_begins_another_run() -> None:
    sequence = TimedSequence(50.0)
    assert [sequence.place(at, 1).run for at in (5e6, 5.02e6, 1e3, 21e3, 2e15)] == [0, 0, 1, 1, 2]


def test_velocity_is_matched_to_force_and_unknown_over_a_gap() -> None:
    configuration = polar.configuration(50.0, 1e-3, 1.0)
    decoder = polar.MotionDecoder(configuration, turning=True)

    def frame(kind: int, first: int, late_us: int) -> bytes:
        values = np.repeat(np.arange(first, first + 10)[:, np.newaxis], 3, axis=1)
        last_ns = ((first + 9) * 20_000 + late_us) * 1000 + 10**12
        return polar.encode_delta(polar.Frame(kind, last_ns, values.astype(np.int32), raw=False))

    given_out: list[Samples] = []
    for first in range(0, 60, 10):
        given_out += decoder.feed(frame(polar.ACCELERATION, first, 0), 0)
        if first != 20:
            given_out += decoder.feed(frame(polar.GYROSCOPE, first, 5_000), 0)
    counts = np.concatenate([one.counts for one in given_out])
    assert counts[:, 0].tolist() == list(range(len(counts)))
    velocity = counts[:, 3]
    known = np.isfinite(velocity)
    # A quarter of a sample late; frame 20 … 29 never came.
    assert velocity[known][5:] == pytest.approx(counts[known, 0][5:] - 0.25, abs=1e-3)
    assert not known[22:29].any()
    assert known[5:19].all()


def test_broken_answers_are_refused() -> None:
    for data in (
        b"",
        b"\xf0\x02",
        b"\xf0\x02\x02\x00\x00\x05\x01\x00",
        b"\xf0\x02\x02\x00\x00\x63\x01",
    ):
        with pytest.raises(PacketError):
            polar.decode_reply(data)
    with pytest.raises(PacketError):
        polar.decode_reply(bytes.fromhex("f002020000 0501") + struct.pack("<f", float("nan")))
