"""Uploads that mean harm, or are merely broken, end in one clear refusal."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.core.errors import ApiError, TooLarge, Unusable
from api.recordings.intake import Limits, Upload, receive
from api.recordings.upload_files import safe_name, unpack
from tests.api.house import force_csv, standing, zip_of, zipped

SCRATCH = Path(tempfile.gettempdir())
LIMITS = Limits(max_unpacked_bytes=1_000_000, max_zip_members=10, max_values=100_000)
DESCRIPTION = b"""{"format": "calf-recording", "version": 1, "streams":
 [{"file": "plate.csv", "kind": "force_plate", "placement": "plate", "rate_hz": 100}]}"""
PLATE = b"time,fz\n0,1\n0.01,2\n0.02,3\n"


@pytest.mark.parametrize("inside", ["", "monday/", "a/b/"])
def test_a_zipped_folder_is_read_wherever_it_lies_in_the_zip(inside: str) -> None:
    received = receive(Upload("set.zip", zipped(standing(), inside=inside)), LIMITS, SCRATCH)

    assert [one.name for one in received.recording.streams] == ["plate"]
    assert received.recording.subject.mass_kg == 75.0


def test_one_vendor_file_in_a_zip_is_read() -> None:
    received = receive(Upload("x.zip", zip_of({"jump.csv": force_csv()})), LIMITS, SCRATCH)

    assert received.recording.streams[0].rate_hz == 100.0


def test_clutter_of_file_managers_is_passed_over() -> None:
    files = {"a/recording.json": DESCRIPTION, "a/plate.csv": PLATE}
    clutter = {"__MACOSX/a/._plate.csv": b"\0", "a/.DS_Store": b"\0", "a/notes.pdf": b"%PDF"}

    received = receive(Upload("x.zip", zip_of(files | clutter)), LIMITS, SCRATCH)

    assert received.recording.duration_s == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"recording.json": DESCRIPTION, "plate.parquet": b"PAR1"}, "Parquet"),
        ({"recording.json": DESCRIPTION, "plate.PARQUET": b"x"}, "Parquet"),
        ({"recording.json": DESCRIPTION, "plate.arrow": b"x"}, "Arrow"),
        ({"recording.json": DESCRIPTION, "plate.csv": b"PAR1\0\0\0\0PAR1"}, "Parquet"),
        ({"recording.json": DESCRIPTION, "plate.csv": b"ARROW1\0\0"}, "Arrow"),
        ({"recording.json": DESCRIPTION.replace(b"plate.csv", b"../../etc/x")}, "outside"),
        ({"recording.json": DESCRIPTION.replace(b"plate.csv", b"/etc/passwd")}, "outside"),
        ({"recording.json": DESCRIPTION}, "plate.csv"),
        ({"recording.json": b"{"}, "recording.json"),
        ({"a/recording.json": DESCRIPTION, "b/recording.json": DESCRIPTION}, "2 recordings"),
        ({"readme.md": b"x"}, "neither"),
        ({}, "neither"),
        ({"inner.csv": zip_of({"x.csv": b"x"})}, "itself a zip"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(files: dict[str, bytes], says: str) -> None:
    with pytest.raises(Unusable, match=says):
        receive(Upload("set.zip", zip_of(files)), LIMITS, SCRATCH)


def test_parquet_by_itself_is_never_opened() -> None:
    for name, data in (("a.parquet", b"anything"), ("a.csv", b"PAR1" + bytes(99))):
        with pytest.raises(Unusable, match=r"send the streams as CSV.*journal"):
            receive(Upload(name, data), LIMITS, SCRATCH)


def test_members_cannot_leave_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    evil = {"../../evil.csv": b"x", "/abs.csv": b"x", "recording.json": DESCRIPTION}
    packed = tmp_path / "raw"
    packed.write_bytes(zip_of(evil | {"plate.csv": PLATE}))

    unpack(packed, "set.zip", folder, max_members=10, max_bytes=10_000)

    assert {path.name for path in folder.iterdir()} == {"recording.json", "plate.csv"}
    assert {path.name for path in tmp_path.iterdir()} == {"in", "raw"}


def test_a_zip_that_unfolds_too_far_is_cut_off_before_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    packed = tmp_path / "raw"
    packed.write_bytes(zip_of({"recording.json": DESCRIPTION, "plate.csv": bytes(20_000_000)}))
    assert packed.stat().st_size < 100_000

    with pytest.raises(TooLarge, match="unfolds"):
        unpack(packed, "bomb.zip", folder, max_members=10, max_bytes=1_000_000)
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 1_000_000


def test_too_many_members_are_refused() -> None:
    with pytest.raises(TooLarge, match="11 files"):
        receive(Upload("x.zip", zip_of({f"{i}.csv": b"" for i in range(11)})), LIMITS, SCRATCH)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(TooLarge, match="values"):
        receive(Upload("plate.csv", force_csv(600)), LIMITS, SCRATCH)


def test_a_locked_zip_says_so() -> None:
    data = bytearray(zip_of({"plate.csv": PLATE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(Unusable, match="password"):
        receive(Upload("x.zip", bytes(data)), LIMITS, SCRATCH)


def test_messages_name_the_file_as_the_client_does() -> None:
    with pytest.raises(Unusable) as caught:
        receive(Upload("C:\\fake\\my jump.csv", b"hello world\n"), LIMITS, SCRATCH)

    assert str(caught.value).startswith("my jump.csv: ")
    assert "/" not in str(caught.value)


def test_a_stated_exercise_is_written_into_the_recording() -> None:
    received = receive(Upload("plate.csv", force_csv(), exercise="calf_raise"), LIMITS, SCRATCH)

    assert [one.exercise for one in received.recording.segments] == ["calf_raise"]
    assert '"exercise": "calf_raise"' in received.description


def outcome(upload: Upload) -> str:
    """The streams that were read, or the refusal; anything else is raised."""
    try:
        return ", ".join(one.name for one in receive(upload, LIMITS, SCRATCH).recording.streams)
    except ApiError as error:
        return str(error)


@given(st.text(max_size=300))
def test_a_safe_name_is_one_file_in_the_folder(name: str) -> None:
    safe = safe_name(name)

    assert Path("/folder", safe).resolve().parent == Path("/folder")
    assert 0 < len(safe) <= 120
    assert "\0" not in safe


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
        st.binary(max_size=200).map(lambda tail: b"CALFJNL1" + tail),
        st.text(max_size=400).map(str.encode),
    ),
    st.sampled_from(["a.csv", "a.zip", "journal.calf", "a.c3d", "recording.json", "", "a.txt"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert "calf-upload-" not in outcome(Upload(name, data))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_read_or_refused(data: st.DataObject) -> None:
    good = bytearray(zip_of({"recording.json": DESCRIPTION, "plate.csv": PLATE}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    assert outcome(Upload("x.zip", bytes(good[:cut])))


def test_a_zip_can_hide_neither_size_nor_kind() -> None:
    """A member that claims to be small is cut off by what comes out of it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recording.json", DESCRIPTION)
        archive.writestr("plate.csv", bytes(5_000_000))
    data = packed.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(ApiError):
        receive(Upload("x.zip", data), LIMITS, SCRATCH)
