"""What a person may hand over, and the one sentence for what it is not."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tracker.errors import FileFormatError, InputError
from tracker.findings import Code
from tracker.formats import archive
from tracker.opening import open_recording
from tracker.recording import Channel, Kind, Recording, Stream, Subject, write_folder
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.journal import JournalWriter


@pytest.fixture
def recording() -> Recording:
    time = np.arange(200) / 100
    stream = Stream(
        "plate", Kind.FORCE_PLATE, "plate", 100.0, time, np.full((200, 1), 700.0),
        (Channel("fz", "N"),),
    )  # fmt: skip
    return Recording((stream,), Subject(mass_kg=71.5))


@pytest.mark.parametrize("stream_format", ["csv", "parquet"])
def test_a_folder_and_its_description(
    tmp_path: Path, recording: Recording, stream_format: str
) -> None:
    folder = tmp_path / "monday"
    write_folder(recording, folder, "csv" if stream_format == "csv" else "parquet")
    for path in (folder, str(folder), folder / "recording.json"):
        opened = open_recording(path)
        assert opened.subject.mass_kg == 71.5
        np.testing.assert_array_equal(opened.streams[0]["fz"], recording.streams[0]["fz"])


def test_a_told_rate_is_compared_with_the_recording_s_own(
    tmp_path: Path, recording: Recording
) -> None:
    write_folder(recording, tmp_path, "csv")
    assert open_recording(tmp_path, rate_hz=100).findings == ()
    opened = open_recording(tmp_path, rate_hz=500)
    assert opened.streams[0].rate_hz == 100.0
    assert [one.code for one in opened.findings] == [Code.RATE]


@pytest.mark.parametrize("root", ["", "monday/", "a/b/"])
def test_a_zip_of_a_folder(tmp_path: Path, recording: Recording, root: str) -> None:
    write_folder(recording, tmp_path / "folder", "csv")
    path = tmp_path / "monday.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in (tmp_path / "folder").iterdir():
            packed.write(file, root + file.name)
        packed.writestr("elsewhere/notes.txt", "not ours")
    assert open_recording(path).subject.mass_kg == 71.5


def test_a_fault_in_a_zip_names_the_file_in_it(tmp_path: Path, recording: Recording) -> None:
    write_folder(recording, tmp_path / "folder", "csv")
    path = tmp_path / "monday.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(tmp_path / "folder" / "recording.json", "recording.json")
        packed.writestr("plate.csv", "time,fz\n0,1\n0.01,x\n")
    with pytest.raises(FileFormatError, match=r"monday\.zip/plate\.csv: line 3: 'x'"):
        open_recording(path)


@pytest.mark.parametrize(
    "name", ["../plate.csv", "/plate.csv", "a/../../plate.csv", "..\\plate.csv"]
)
def test_a_zip_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    manifest = {
        "format": "calf-recording", "version": 1,
        "streams": [{"file": name, "kind": "force_plate", "placement": "plate", "rate_hz": 100}],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("recording.json", json.dumps(manifest))
        packed.writestr(name, "time,fz\n0,1\n0.01,2\n")
    before = set(tmp_path.rglob("*"))
    with pytest.raises(FileFormatError):
        open_recording(path)
    assert set(tmp_path.rglob("*")) == before


def test_a_zip_bomb_is_stopped(
    tmp_path: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_UNZIPPED_BYTES", 3 * 2**20)
    write_folder(recording, tmp_path / "folder", "csv")
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(tmp_path / "folder" / "recording.json", "recording.json")
        packed.writestr("plate.csv", b"\n" * 10 * 2**20)
    with pytest.raises(FileFormatError, match="unpacks to more than 3 MB"):
        open_recording(path)


def test_a_zip_of_many_files_or_recordings_is_refused(tmp_path: Path) -> None:
    many, two = tmp_path / "many.zip", tmp_path / "two.zip"
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(archive.MAX_MEMBERS + 1):
            packed.writestr(f"{number}.csv", "")
    with pytest.raises(FileFormatError, match="201 files in the zip are too many"):
        open_recording(many)
    with zipfile.ZipFile(two, "w") as packed:
        packed.writestr("a/recording.json", "{}")
        packed.writestr("b/recording.json", "{}")
    with pytest.raises(FileFormatError, match="2 recordings are in the zip"):
        open_recording(two)


def test_a_damaged_zip(tmp_path: Path, recording: Recording) -> None:
    write_folder(recording, tmp_path / "folder", "csv")
    path = tmp_path / "monday.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in (tmp_path / "folder").iterdir():
            packed.write(file, file.name)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            open_recording(path)
        except InputError:
            continue
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileFormatError, match="zip"):
        open_recording(path)


def test_a_zip_without_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("notes.txt", "hello")
    with pytest.raises(FileFormatError, match=r"neither recording\.json nor a phone"):
        open_recording(path)


def test_a_journal_without_samples_is_said(tmp_path: Path) -> None:
    with JournalWriter(tmp_path / JOURNAL) as journal:
        journal.note({"what": "nothing that a session writes"})
    for path in (tmp_path, tmp_path / JOURNAL):
        with pytest.raises(FileFormatError):
            open_recording(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"   \n\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "this is a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "this is a JPEG image"),
        (b"%PDF-1.7\n", "this is a PDF document"),
        (b"PAR1" + bytes(60), "open the recording folder"),
        (b"\x1f\x8b\x08" + bytes(60), "unpack it first"),
        (b"SQLite format 3\0" + bytes(60), "an SQLite database"),
        (bytes(range(256)), "this is not a text file"),
        (b"CALFJNL9" + bytes(60), "this is not a text file"),
        (b"\xff\xfe\x00\xd8", "this is not a text file"),
        (b"# Notes\n\nSome words.\n", "no table of numbers"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    with pytest.raises(FileFormatError) as raised:
        open_recording(path)
    assert problem in str(raised.value)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="there is no such file or folder"):
        open_recording(tmp_path / "nothing.csv")
    with pytest.raises(FileFormatError, match="no recording is in this folder"):
        open_recording(tmp_path)
    with pytest.raises(FileFormatError):
        open_recording("bad\0name")


@pytest.mark.parametrize("rate_hz", [0.0, -5.0, float("nan"), float("inf")])
def test_an_impossible_rate_is_refused(tmp_path: Path, rate_hz: float) -> None:
    path = tmp_path / "force.txt"
    path.write_text("1\n2\n3\n")
    with pytest.raises(FileFormatError, match="is not possible"):
        open_recording(path, rate_hz=rate_hz)
