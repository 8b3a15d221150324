"""The page's own codecs against those of the package: the same bytes, and the same refusals."""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from api.web.build_assets import WEB, find_node
from tracker.errors import PacketError
from tracker.recording import Subject, Variant
from tracker.recording.journal import Note, Packet, encode_entry, read_entries
from tracker.sensors.codecs import calf, phone, progressor, witmotion
from tracker.sensors.codecs.configuration import (
    ChannelConfiguration,
    Configuration,
    imu_configuration,
)
from tracker.sensors.notes import Begin, LinkNote, PingNote, RemarkNote, SensorNote

_ENTRY = Path(__file__).parent / "browser" / "codecs.ts"
_ESBUILD = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
_LATE_NS = 1_764_000_000_123_456_000


class Browser:
    """The page's codecs under Node."""

    def __init__(self, node: str, script: Path) -> None:
        self._process = subprocess.Popen(
            [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, ask: str, **given: Any) -> Any:
        """What a codec gives; PacketError where it refuses."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"ask": ask, **given}) + "\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        if "refused" in told:
            raise PacketError(told["refused"])
        return told["answer"]

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not _ESBUILD.is_file():
        assert not os.environ.get("CI"), "the pages' packages are not installed"
        pytest.skip("the pages' packages are not installed: python -m api.web.build_assets")
    node, _ = find_node()
    script = tmp_path_factory.mktemp("browser") / "codecs.mjs"
    subprocess.run(
        [node, str(_ESBUILD), str(_ENTRY), "--bundle", "--platform=node", "--format=esm",
         "--log-level=warning", f"--outfile={script}"],
        check=True,
    )  # fmt: skip
    asked = Browser(node, script)
    yield asked
    asked.close()


def agree(theirs: Any, ours: Any) -> None:
    """Both give the same, or both refuse."""
    results: list[Any] = []
    for one in (theirs, ours):
        try:
            results.append(one())
        except PacketError:
            results.append(PacketError)
    assert results[0] == results[1]


quick = settings(max_examples=60, deadline=None)
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(1e-3, 1e9).filter(
    lambda one: one != int(one)
)
_NAMES = st.text(st.characters(categories=["Ll"], max_codepoint=122), min_size=1, max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@quick
@given(content=st.dictionaries(_NAMES, _JSON, max_size=5))
def test_a_note_is_the_same_bytes(browser: Browser, content: dict[str, Any]) -> None:
    assert browser.ask("note", content=content) == encode_entry(Note(content)).hex()


@quick
@given(
    stream=st.integers(0, 0xFFFF),
    arrival_ns=st.integers(-(2**63), 2**63 - 1),
    payload=st.binary(max_size=300),
)
def test_a_packet_is_the_same_bytes(
    browser: Browser, stream: int, arrival_ns: int, payload: bytes
) -> None:
    entry = browser.ask("packet", stream=stream, arrival=str(arrival_ns), payload=payload.hex())
    assert entry == encode_entry(Packet(stream, arrival_ns, payload)).hex()


def noted(entry: str) -> dict[str, Any]:
    """The note that an entry of the page holds, which is just what Python writes of it."""
    (note,) = read_entries(bytes.fromhex(entry)).entries
    assert isinstance(note, Note)
    assert encode_entry(note).hex() == entry
    return note.content


def test_how_a_recording_begins_is_read_as_it_was_stated(browser: Browser) -> None:
    statement = {
        "athleteId": "x", "exercise": "calf_raise", "side": "left", "knee": "bent", "loadKg": 12.5,
        "surface": "step", "tempo": "2-0-2", "massKg": 75, "heightM": 1.78,
    }  # fmt: skip
    entry = browser.ask("begin", statement=statement, start=str(_LATE_NS), started_ms=1764000000123)
    assert Begin.from_note(noted(entry)) == Begin(
        _LATE_NS,
        datetime(2025, 11, 24, 16, 0, 0, 123000, tzinfo=UTC),
        Subject(75, 1.78),
        "calf_raise",
        Variant("left", "bent", 12.5, "step", 4),
    )


def test_what_was_not_stated_stays_open(browser: Browser) -> None:
    names = ("exercise", "knee", "loadKg", "surface", "tempo", "massKg", "heightM")
    statement = dict.fromkeys(names) | {"athleteId": "x", "side": "unknown"}
    entry = browser.ask("begin", statement=statement, start="5", started_ms=0)
    begin = Begin.from_note(noted(entry))
    assert (begin.subject, begin.exercise, begin.variant) == (Subject(), None, Variant())


def test_notes_of_sensors_links_clocks_and_remarks_are_read(browser: Browser) -> None:
    stated = phone.configuration(60.0, apple=True)
    about = {"placement": "phone_waist", "profile": "phone", "address": "browser"}
    entry = browser.ask(
        "sensor",
        stream=3,
        name="phone_waist",
        sensor=about | {"device": "Téléphone 9", "firmware": None},
        configuration=stated.to_bytes().hex(),
    )
    assert SensorNote.from_note(noted(entry)) == SensorNote(
        3, "phone_waist", "phone_waist", "phone", "browser", "Téléphone 9", None, stated
    )
    at = str(_LATE_NS)
    assert LinkNote.from_note(noted(browser.ask("link", at=at))) == LinkNote(1, "lost", _LATE_NS)
    ping = PingNote.from_note(noted(browser.ask("ping", at=at, device_us=4_000_000_000)))
    assert ping == PingNote(1, _LATE_NS, 4_000_000_000, _LATE_NS + 5)
    remark = RemarkNote.from_note(noted(browser.ask("remark", at=at, value=3)))
    assert remark == RemarkNote("pain", _LATE_NS, 3)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3-0-2-0", 5), ("2-0-2", 4), ("1.5/1/1.5", 4), ("brisk", None), ("60 bpm", None), ("", None)],
)
def test_a_coachs_tempo_is_read(browser: Browser, text: str, seconds: float | None) -> None:
    assert browser.ask("tempo", text=text) == seconds


@quick
@given(now_ms=st.integers(0, 2**47))
def test_an_identifier_is_a_uuid_of_its_time(browser: Browser, now_ms: int) -> None:
    made = UUID(browser.ask("id", now_ms=now_ms))
    assert (made.version, made.int >> 80) == (7, now_ms)


_CHANNELS = st.lists(
    st.builds(
        ChannelConfiguration,
        st.text(min_size=1, max_size=9),
        st.text(max_size=5),
        st.floats(1e-6, 1e3) | st.just(-1.0),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.name,
)
_KINDS = st.sampled_from(["imu", "force_plate", "insole", "angle"])


@quick
@given(kind=_KINDS, rate_hz=st.floats(1, 2e4), channels=_CHANNELS)
def test_a_configuration_goes_both_ways(
    browser: Browser, kind: Any, rate_hz: float, channels: list[ChannelConfiguration]
) -> None:
    ours = Configuration(kind, rate_hz, tuple(channels))
    told = {
        "kind": kind,
        "rateHz": rate_hz,
        "channels": [{"name": one.name, "unit": one.unit, "scale": one.scale} for one in channels],
    }
    assert browser.ask("configured", configuration=told) == ours.to_bytes().hex()
    assert browser.ask("configuration", data=ours.to_bytes().hex()) == told


def test_the_vendors_configurations_are_the_same_bytes(browser: Browser) -> None:
    assert browser.ask("progressor_configuration") == progressor.CONFIGURATION.to_bytes().hex()
    for rate_hz in (10.0, 100.0):
        theirs = browser.ask("witmotion_configuration", rate_hz=rate_hz)
        assert theirs == witmotion.configuration(rate_hz).to_bytes().hex()
    for apple in (False, True):
        theirs = browser.ask("phone_configuration", rate_hz=59.9, apple=apple)
        assert theirs == phone.configuration(59.9, apple=apple).to_bytes().hex()


def test_a_configuration_that_is_cut_short_is_refused(browser: Browser) -> None:
    data = imu_configuration(100.0, 0.1, 0.2).to_bytes()
    for end in range(len(data)):
        with pytest.raises(PacketError):
            browser.ask("configuration", data=data[:end].hex())


def calf_packet(data: bytes, channels: int) -> dict[str, Any]:
    read = calf.decode_packet(data, channels)
    return {
        "epoch": read.epoch,
        "firstIndex": read.first_index,
        "timeUs": read.t_us,
        "counts": read.counts.tolist(),
    }


@quick
@given(
    epoch=st.integers(0, 255),
    first=st.integers(0, 2**32 - 1),
    t_us=st.integers(0, 2**32 - 1),
    counts=st.tuples(st.integers(1, 30), st.integers(1, 8)).flatmap(
        lambda shape: arrays(np.int16, shape)
    ),
)
def test_our_own_sensors_packets_are_read_alike(
    browser: Browser, epoch: int, first: int, t_us: int, counts: NDArray[np.int16]
) -> None:
    channels = counts.shape[1]
    data = calf.encode_packet(calf.DataPacket(epoch, first, t_us, counts))
    assert browser.ask("calf", data=data.hex(), channels=channels) == calf_packet(data, channels)


@quick
@given(data=st.binary(max_size=40) | st.binary(max_size=40).map(lambda one: b"\x11\x02" + one))
def test_other_bytes_are_refused_alike(browser: Browser, data: bytes) -> None:
    agree(lambda: browser.ask("calf", data=data.hex(), channels=2), lambda: calf_packet(data, 2))
    agree(lambda: browser.ask("progressor", data=data.hex()), lambda: pulls(data))


@quick
@given(token=st.integers(0, 255), first=st.integers(0, 2**32 - 1), count=st.integers(0, 0xFFFF))
def test_requests_and_replies_of_the_control_point_are_the_same(
    browser: Browser, token: int, first: int, count: int
) -> None:
    ours = calf.Request(calf.Operation.GET_RANGE, token, (first, count)).to_bytes()
    assert browser.ask("calf_range", token=token, first=first, count=count) == ours.hex()
    reply = calf.Reply(calf.Operation.START, token, calf.Status.OK, (token, first)).to_bytes()
    assert browser.ask("calf_reply", data=reply.hex()) == {
        "operation": 1, "token": token, "status": 0, "returned": 5,
    }  # fmt: skip
    refusal = calf.Reply(calf.Operation.STOP, token, calf.Status.WRONG_STATE).to_bytes()
    assert browser.ask("calf_reply", data=refusal.hex())["status"] == 6


def pulls(data: bytes) -> list[dict[str, float]]:
    (samples,) = progressor.PullDecoder(progressor.CONFIGURATION).feed(data, 0) or (None,)
    if samples is None:
        return []
    raw = np.frombuffer(data[2:], [("kg", "<f4"), ("us", "<u4")])
    assert samples.counts[:, 0].tolist() == raw["kg"].astype(np.float64).tolist()
    return [{"kilograms": float(one["kg"]), "timeUs": int(one["us"])} for one in raw]


@quick
@given(
    measured=st.lists(
        st.tuples(st.floats(-200, 200, width=32), st.integers(0, 2**32 - 1)),
        min_size=1,
        max_size=20,
    )
)
def test_a_progressors_pulls_are_read_alike(
    browser: Browser, measured: list[tuple[float, int]]
) -> None:
    data = progressor.encode_measurements(
        [pull for pull, _ in measured], [at for _, at in measured]
    )
    assert browser.ask("progressor", data=data.hex()) == pulls(data)


_FRAMES = st.one_of(
    arrays(np.int16, 9).map(witmotion.encode_motion),
    arrays(np.int16, 9).map(
        lambda one: witmotion.encode_motion(one) + b"\x1a\x0b\x19\x0a\x1e\0\0\0"
    ),
    st.builds(
        witmotion.encode_short, st.integers(0x50, 0x5A), st.tuples(*[st.integers(-9, 9)] * 4)
    ),
    st.just(witmotion.encode_register(3, (9, 0, 0, 0, 0, 0, 0, 0))),
    st.binary(max_size=5),
)


@quick
@given(frames=st.lists(_FRAMES, max_size=12), cuts=st.lists(st.integers(1, 25), max_size=30))
def test_witmotions_frames_are_cut_alike_however_they_come(
    browser: Browser, frames: list[bytes], cuts: list[int]
) -> None:
    data, parts, at = b"".join(frames), [], 0
    for size in cuts:
        parts.append(data[at : at + size])
        at += size
    parts.append(data[at:])
    reader = witmotion.FrameReader()
    ours = [
        {"kind": frame.kind, "body": frame.body.hex()}
        for part in parts
        for frame in reader.feed(part)
    ]
    assert browser.ask("witmotion", parts=[part.hex() for part in parts]) == ours


@quick
@given(counts=arrays(np.int16, 9))
def test_witmotions_counts_are_read_alike(browser: Browser, counts: NDArray[np.int16]) -> None:
    body = witmotion.encode_motion(counts)[2:]
    assert browser.ask("witmotion_counts", body=body.hex()) == counts[:6].tolist()


@quick
@given(
    epoch=st.integers(0, 0xFFFF),
    first=st.integers(0, 2**32 - 1),
    times=st.lists(st.floats(0, 1e8), min_size=1, max_size=40),
    draw=st.integers(0, 2**32 - 1),
)
def test_a_phones_packets_go_both_ways(
    browser: Browser, epoch: int, first: int, times: list[float], draw: int
) -> None:
    values = np.random.default_rng(draw).normal(0, 100, (len(times), 6)).astype(np.float32)
    packet = phone.ReadingsPacket(epoch, first, np.array(times), values)
    told = {
        "epoch": epoch,
        "firstIndex": first,
        "readings": [
            {"timeMs": at, "values": row}
            for at, row in zip(times, values.astype(np.float64).tolist(), strict=True)
        ],
    }
    data = phone.encode_packet(packet).hex()
    assert browser.ask("phone_packet", packet=told) == data
    assert browser.ask("phone", data=data) == told
