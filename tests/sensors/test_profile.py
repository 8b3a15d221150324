import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tracker.errors import PacketError
from tracker.sensors.codecs.calf import (
    HEADER_BYTES,
    DataPacket,
    Reply,
    Request,
    decode_packet,
    encode_packet,
    fitting_samples,
)
from tracker.sensors.codecs.configuration import (
    MAX_ATTRIBUTE_BYTES,
    ChannelConfiguration,
    Configuration,
)

PLATE = Configuration("force_plate", 1000.0, (ChannelConfiguration("fz", "N", 0.25),))

packets = st.integers(1, 8).flatmap(
    lambda channels: st.builds(
        DataPacket,
        epoch=st.integers(0, 255),
        first_index=st.integers(0, 2**32 - 1),
        t_us=st.integers(0, 2**32 - 1),
        counts=arrays(np.int16, st.tuples(st.integers(1, 255), st.just(channels))),
        flags=st.integers(0, 255),
    )
)
names = st.text(max_size=20)
configurations = st.builds(
    Configuration,
    st.sampled_from(["imu", "force_plate", "insole", "angle"]),
    st.floats(0.001, 20_000),
    st.lists(
        st.builds(
            ChannelConfiguration,
            names,
            names,
            st.floats(allow_nan=False, allow_infinity=False).filter(bool),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda channel: channel.name,
    ).map(tuple),
)


def test_a_data_packet_is_these_bytes() -> None:
    packet = DataPacket(3, 0x01020304, 0x0A0B0C0D, np.array([[1, -2], [300, -32768]], np.int16))
    golden = bytes.fromhex("11 02 0300 04030201 0d0c0b0a 0100 feff 2c01 0080")
    assert encode_packet(packet) == golden
    decoded = decode_packet(golden, 2)
    assert (decoded.epoch, decoded.flags) == (3, 0)
    assert (decoded.first_index, decoded.t_us) == (0x01020304, 0x0A0B0C0D)
    assert decoded.counts.tolist() == [[1, -2], [300, -32768]]


def test_a_configuration_is_these_bytes() -> None:
    golden = bytes.fromhex("01 02 01 00") + struct.pack("<dd", 1000.0, 0.25) + b"\x02fz\x01N"
    assert PLATE.to_bytes() == golden
    assert Configuration.from_bytes(golden) == PLATE


def test_control_messages_are_these_bytes() -> None:
    assert Request(1, 0x2A).to_bytes() == b"\x01\x2a"
    assert Reply(4, 0x2A, 0, (10_000,)).to_bytes() == b"\x84\x2a\x00\x10\x27\x00\x00"
    assert Reply.from_bytes(b"\x84\x2a\x00\x10\x27\x00\x00").returned == (10_000,)
    for request, golden in (
        (Request(5, 1, (1, 100.0)), "05 01 01 0000000000005940"),
        (Request(6, 2, (0xFFFFFFF0, 300)), "06 02 f0ffffff 2c01"),
    ):
        assert request.to_bytes() == bytes.fromhex(golden)
        assert Request.from_bytes(bytes.fromhex(golden)) == request
    for reply, golden in (
        (Reply(1, 1, 0, (3, 0x01020304)), "81 01 00 03 04030201"),
        (Reply(2, 1, 0, (3, 7)), "82 01 00 03 07000000"),
        (Reply(3, 9, 3), "83 09 03"),
        (Reply(5, 1, 0, (100.0,)), "85 01 00 0000000000005940"),
        (Reply(6, 2, 0, (16, 300, 5)), "86 02 00 10000000 2c01 05000000"),
        (Reply(6, 2, 5), "86 02 05"),
    ):
        assert reply.to_bytes() == bytes.fromhex(golden)
        assert Reply.from_bytes(bytes.fromhex(golden)) == reply


@given(st.binary(max_size=24))
def test_any_bytes_at_the_control_point_are_understood_exactly_or_refused(data: bytes) -> None:
    for message in (Request, Reply):
        try:
            read = message.from_bytes(data)
        except PacketError:
            continue
        again = message.from_bytes(read.to_bytes())
        assert again.to_bytes() == read.to_bytes()


@pytest.mark.parametrize("arguments", [(), (1,), (2**32, 1), (-1, 1), (0, 2**16), ("a", 1)])
def test_arguments_that_do_not_fit_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(PacketError):
        Request(6, 1, arguments).to_bytes()


@given(packets)
def test_packets_round_trip(packet: DataPacket) -> None:
    decoded = decode_packet(encode_packet(packet), packet.counts.shape[1])
    assert np.array_equal(decoded.counts, packet.counts)
    assert decoded.counts.dtype == np.int16
    assert (decoded.epoch, decoded.first_index, decoded.t_us, decoded.flags) == (
        packet.epoch,
        packet.first_index,
        packet.t_us,
        packet.flags,
    )


@given(configurations)
def test_configurations_round_trip_or_are_refused_when_written(made: Configuration) -> None:
    try:
        data = made.to_bytes()
    except PacketError:
        size = sum(10 + len((one.name + one.unit).encode()) for one in made.channels)
        assert 12 + size > MAX_ATTRIBUTE_BYTES
        return
    assert Configuration.from_bytes(data) == made


@given(st.binary(max_size=300), st.integers(0, 8))
def test_any_bytes_are_samples_or_a_packet_error(data: bytes, channels: int) -> None:
    try:
        packet = decode_packet(data, channels)
    except PacketError:
        return
    assert encode_packet(packet) == data


@given(
    st.integers(1, 255), st.integers(1, 8), st.binary(min_size=10, max_size=10), st.integers(-3, 3)
)
def test_a_packet_of_the_wrong_length_is_refused(
    count: int, channels: int, rest: bytes, surplus: int
) -> None:
    data = bytes([0x11, count]) + rest + bytes(max(0, 2 * count * channels + surplus))
    if len(data) == HEADER_BYTES + 2 * count * channels:
        assert decode_packet(data, channels).counts.shape == (count, channels)
    else:
        with pytest.raises(PacketError):
            decode_packet(data, channels)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_configuration_or_a_packet_error(data: bytes) -> None:
    _read_configuration(data)


@given(configurations, st.data())
def test_a_damaged_configuration_is_read_or_refused(
    made: Configuration, data: st.DataObject
) -> None:
    try:
        raw = bytearray(made.to_bytes())
    except PacketError:
        return
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255))
    _read_configuration(bytes(raw))
    _read_configuration(bytes(raw[:at]))


@given(st.binary(max_size=12))
def test_any_bytes_are_control_messages_or_a_packet_error(data: bytes) -> None:
    for read in (Request.from_bytes, Reply.from_bytes):
        try:
            message = read(data)
        except PacketError:
            continue
        assert message.to_bytes() == data


def _read_configuration(data: bytes) -> None:
    try:
        made = Configuration.from_bytes(data)
    except PacketError:
        return
    assert made.rate_hz > 0
    assert made.channels


@pytest.mark.parametrize(
    "broken",
    [
        Configuration("imu", 0.0, PLATE.channels),
        Configuration("imu", float("nan"), PLATE.channels),
        Configuration("imu", 100.0, ()),
        Configuration("imu", 100.0, PLATE.channels * 2),
        Configuration("imu", 100.0, (ChannelConfiguration("fz", "N", 0.0),)),
        Configuration("imu", 100.0, (ChannelConfiguration("fz", "N", float("inf")),)),
        Configuration("imu", 100.0, (ChannelConfiguration("x" * 300, "N", 1.0),)),
    ],
)
def test_a_useless_configuration_is_refused(broken: Configuration) -> None:
    with pytest.raises(PacketError):
        broken.to_bytes()


def test_a_newer_profile_is_named() -> None:
    with pytest.raises(PacketError, match="version 2"):
        Configuration.from_bytes(b"\x02" + PLATE.to_bytes()[1:])


def test_a_packet_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(PacketError):
        encode_packet(DataPacket(0, 0, 0, np.empty((0, 6), np.int16)))
    with pytest.raises(PacketError):
        encode_packet(DataPacket(0, 2**32, 0, np.zeros((1, 6), np.int16)))


def test_a_ping_without_a_time_is_refused() -> None:
    with pytest.raises(PacketError):
        Reply.from_bytes(b"\x84\x01\x00\x00")


@given(st.integers(1, 12), st.integers(23, 517))
def test_samples_fill_a_notification_and_never_more(channels: int, mtu: int) -> None:
    count = fitting_samples(channels, mtu)
    size = 12 + 2 * channels * count
    assert not count or size <= mtu - 3
    assert count == 255 or size + 2 * channels > mtu - 3
