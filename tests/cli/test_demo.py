import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest

from tracker.analysis import analyze
from tracker.opening import open_recording
from tracker.recording.journal import FILE_NAME, Packet, read_journal

CALF = [sys.executable, "-c", "from tracker.cli import main; main()"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What ``calf demo --exit`` prints, and where it keeps everything."""
    home = tmp_path_factory.mktemp("demo")
    words = ("demo", "--reps", "4", "--seed", "3", "--speed", "4", "--exit", "--data-dir")
    done = subprocess.run(
        [*CALF, *words, str(home)], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout, home


def test_the_demo_shows_truth_beside_measurement(demo: tuple[str, Path]) -> None:
    text, _ = demo
    assert "repetitions: 4 true, 4 measured" in text
    error = re.search(r"mean range error: ([+-][\d.]+)°", text)
    assert error is not None
    assert abs(float(error[1])) < 0.5
    assert re.search(r"packets: \d{3,}, lost samples: 0", text)
    assert re.search(r"session page: http://127\.0\.0\.1:\d+/sessions/[0-9a-f-]{36}", text)


def test_what_the_demo_recorded_is_the_native_form_of_its_packets(demo: tuple[str, Path]) -> None:
    (folder,) = (demo[1] / "recordings").iterdir()
    recording = open_recording(folder)
    assert {stream.name for stream in recording.streams} == {"left_foot", "left_shank", "plate"}
    assert all(stream.gaps == () for stream in recording.streams)
    from_packets = open_recording(folder / FILE_NAME)
    for written, decoded in zip(recording.streams, from_packets.streams, strict=True):
        np.testing.assert_array_equal(written.values, decoded.values)
        np.testing.assert_array_equal(written.time, decoded.time)


def test_the_session_is_there_when_the_server_comes_back(demo: tuple[str, Path]) -> None:
    _, home = demo
    server = subprocess.Popen(
        [*CALF, "serve", "--port", "0", "--data-dir", str(home)],
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        assert server.stdout is not None
        address = re.search(r"http://[\d.:]+", server.stdout.readline())
        assert address is not None
        entry = re.search(r"http://\S+/enter\S+", server.stdout.readline())
        assert entry is not None
        with httpx2.Client(base_url=address[0], timeout=30, follow_redirects=True) as client:
            assert client.get(entry[0]).status_code == 200
            (session,) = client.get("/v1/sessions").json()["items"]
            told = client.get(f"/v1/sessions/{session['id']}").json()
            assert len(told["analysis"]["efforts"]) == 4
            page = client.get(f"/sessions/{session['id']}")
        assert page.status_code == 200
        assert "Calf raise" in page.text
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=120) == 0
        if server.stdout is not None:
            server.stdout.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.nightly
def test_a_killed_demo_leaves_all_but_the_last_second(tmp_path: Path) -> None:
    words = ("demo", "--reps", "30", "--exit", "--data-dir", str(tmp_path))
    process = subprocess.Popen([*CALF, *words], stdout=subprocess.DEVNULL)
    try:
        journal = _grown(tmp_path, process)
        seen = len(read_journal(journal).entries)
    finally:
        process.kill()
        process.wait()
    # What a reader saw before the kill was flushed, so nothing of it may be missing.
    after = read_journal(journal)
    assert len(after.entries) >= seen
    recording = open_recording(journal.parent)
    assert "cut_short" in [finding.code for finding in recording.findings]
    arrivals = [one.arrival_ns for one in after.entries if isinstance(one, Packet)]
    lasted = (arrivals[-1] - arrivals[0]) / 1e9
    for stream in recording.streams:
        assert stream.gaps == ()
        assert stream.time.size >= (lasted - 1.0) * stream.rate_hz
    assert len(analyze(recording).efforts) >= 1


def test_a_stopped_demo_says_where_the_set_is_kept(tmp_path: Path) -> None:
    words = ("demo", "--reps", "30", "--data-dir", str(tmp_path))
    process = subprocess.Popen([*CALF, *words], stdout=subprocess.PIPE, text=True)
    journal = _grown(tmp_path, process)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert f"calf analyze {journal.parent}" in text
    codes = [finding.code for finding in open_recording(journal.parent).findings]
    assert "cut_short" not in codes


def _grown(home: Path, process: "subprocess.Popen[Any]") -> Path:
    """Wait until the journal holds a repetition or two, and say where it is."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo ended by itself"
        for journal in home.glob(f"recordings/*/{FILE_NAME}"):
            if journal.stat().st_size > 130_000:
                return journal
        time.sleep(0.05)
    raise AssertionError("the demo recorded nothing within 90 s")
