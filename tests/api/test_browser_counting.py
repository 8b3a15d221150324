"""What the record page counts live, on simulated athletes: the right count, soon, and no other."""

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.web.build_assets import WEB, find_node
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.raise_plan import Tempo
from tests.phones import SAFARI, readings
from tests.simulated import calf_raise_stream, jump_recording, rebound_recording
from tracker.cli.metronome import Tempo as CliTempo
from tracker.errors import InputError
from tracker.exercises.calf_raise.summary import summed_up
from tracker.recording import Kind, Stream
from tracker.results import Effort

_ENTRY = Path(__file__).parent / "browser" / "counting.ts"
_ESBUILD = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
_SOON_MS = 500.0
_BLOCK = 6
_PLACES = ("left_foot", "left_shank", "sacrum", "plate")
_SETS = {
    "usual": CalfRaises(reps=6, seed=1),
    "60 beats a minute": CalfRaises(reps=8, seed=3, tempo=Tempo(0.9, 0.1, 0.9, 0.1)),
    "quick": CalfRaises(reps=8, seed=2, tempo=Tempo(0.5, 0.05, 0.5, 0.05)),
    "slow": CalfRaises(reps=3, seed=4, tempo=Tempo(2, 1, 2, 1)),
    "tiring": CalfRaises(reps=8, seed=5, fatigue=0.4),
    "on a step": CalfRaises(reps=5, seed=6, bottom_deg=-10.0),
    "both": CalfRaises(reps=5, seed=7, side="both"),
}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the page's scripts, under Node."""
    if not _ESBUILD.is_file():
        assert not os.environ.get("CI"), "the pages' packages are not installed"
        pytest.skip("the pages' packages are not installed: python -m api.web.build_assets")
    node, _ = find_node()
    folder = tmp_path_factory.mktemp("browser")
    script, questions = folder / "counting.mjs", folder / "questions.json"
    subprocess.run(
        [node, str(_ESBUILD), str(_ENTRY), "--bundle", "--platform=node", "--format=esm",
         "--log-level=warning", f"--outfile={script}"],
        check=True,
    )  # fmt: skip

    def asked(**given: Any) -> Any:
        empty: dict[str, list[Any]] = {"counted": [], "ended": [], "tempo": [], "leading": []}
        questions.write_text(json.dumps(empty | given))
        done = subprocess.run(
            [node, str(script), str(questions)], check=True, stdout=subprocess.PIPE, text=True
        )
        return json.loads(done.stdout)

    return asked


def question(streams: Sequence[Stream], exercise: str = "calf_raise") -> dict[str, Any]:
    """Streams as the page is given them."""
    told = [
        {
            "placement": one.placement,
            "kind": "force" if one.kind is Kind.FORCE_PLATE else "imu",
            "rows": np.column_stack((1e3 * one.time, one.values)).tolist(),
        }
        for one in streams
    ]
    return {"exercise": exercise, "streams": told, "block": _BLOCK}


def raised(motion: CalfRaises, place: str) -> Stream:
    return calf_raise_stream(motion, place, imu_rate_hz=100.0, plate_rate_hz=200.0)


def test_raises_are_counted_wherever_the_sensor_is(ask: Ask) -> None:
    cases = [(name, place) for name in _SETS for place in _PLACES]
    told = ask(counted=[question([raised(_SETS[name], place)]) for name, place in cases])["counted"]

    counts = {case: len(found) for case, found in zip(cases, told, strict=True)}
    assert counts == {case: len(_SETS[case[0]].truth) for case in cases}
    for (name, place), found in zip(cases, told, strict=True):
        for one, truth in zip(found, _SETS[name].truth, strict=True):
            assert abs(one["startMs"] - 1e3 * truth.start_s) < 400, (name, place)
            assert one["toldMs"] - 1e3 * truth.end_s <= _SOON_MS, (name, place)


def test_a_phone_that_is_asked_sixty_times_a_second_counts_at_the_pace_of_the_test(
    ask: Ask,
) -> None:
    questions = []
    for place in ("phone_shank_left", "phone_waist"):
        time_ms, values = readings(_SETS["60 beats a minute"], place, SAFARI, 3)
        acceleration, turning = -values[:, :3], np.radians(values[:, 3:])
        rows = np.column_stack((time_ms, acceleration, turning)).tolist()
        stream = {"placement": place, "kind": "imu", "rows": rows}
        questions.append({"exercise": "calf_raise", "streams": [stream], "block": _BLOCK})

    told = ask(counted=questions)["counted"]

    assert [len(found) for found in told] == [8, 8]


def test_raises_of_both_heels_are_counted_once(ask: Ask) -> None:
    feet = [raised(_SETS["both"], place) for place in ("left_foot", "right_foot")]
    assert len(ask(counted=[question(feet)])["counted"][0]) == 5


def test_standing_is_not_counted(ask: Ask) -> None:
    still = CalfRaises(reps=1, seed=8, quiet_s=16.0, sway_deg=0.4)
    before = [raised(still, place) for place in _PLACES]
    told = ask(counted=[question([_until(one, 15.0)]) for one in before])["counted"]
    assert told == [[]] * len(_PLACES)


def test_jumps_are_counted_when_they_land_and_are_no_raises(ask: Ask) -> None:
    jump, truth = jump_recording(placements=("plate",))
    worn, _ = jump_recording(placements=("sacrum",))
    hops, rebounds = rebound_recording(heights_m=(0.2, 0.2, 0.2), contacts_s=(0.2, 0.2, 0.2))
    names = [(jump, "countermovement_jump"), (worn, "countermovement_jump"), (hops, "hops"),
             (worn, "calf_raise")]  # fmt: skip
    told = ask(counted=[question(one.streams, exercise) for one, exercise in names])["counted"]

    assert [len(found) for found in told] == [1, 1, len(rebounds), 0]
    assert told[0][0]["size"] == pytest.approx(truth.flight_time_s, abs=0.02)


def test_the_endurance_test_ends_where_the_summary_says_so(ask: Ask) -> None:
    sizes = [70, 68, 71, 69, 66, 30, 64, 28, 62, 29, 27]
    apart = [2.0, 2.1, 2.0, 2.0, 2.9, 2.0, 2.0, 2.7, 2.0, 2.0]
    starts = np.concatenate(([5.0], 5.0 + np.cumsum(apart)))
    partial = [size < 35 for size in sizes]
    on_time = [raise_at(*one) for one in zip(starts, partial, strict=True)]
    full_until_stop = summed_up(on_time, 2.0).metrics["endurance_reps"].value

    seen = [
        {"startMs": 1e3 * start, "endMs": 1e3 * start + 1500, "size": size}
        for start, size in zip(starts, sizes, strict=True)
    ]
    told = ask(
        ended=[
            {"set": seen, "tempoS": 2.0},
            {"set": seen[:5], "tempoS": 2.0},
            {"set": seen, "tempoS": None},
        ]
    )["ended"]

    assert told[0] == {"why": "both", "full": full_until_stop}
    assert told[1] is None
    assert told[2] == {"why": "low", "full": 7}


@pytest.mark.parametrize(
    "text", ["60", "2-1-2-1", "3-0-2-0", "1.5-1.5", "9", "0-0", "fast", "1-2-3-4-5"]
)
def test_a_tempo_is_read_as_on_the_command_line(ask: Ask, text: str) -> None:
    told = ask(tempo=[text])["tempo"][0]
    try:
        expected = [{"name": name, "seconds": s} for name, s in CliTempo.parse(text).phases]
    except InputError:
        assert told is None
    else:
        assert told == expected


def test_the_sensor_that_tells_most_leads(ask: Ask) -> None:
    asked = [
        ("calf_raise", ["phone_waist", "plate", "left_foot"], "left_foot"),
        ("calf_raise", ["phone_shank_left", "plate"], "plate"),
        ("calf_raise", ["board"], None),
        ("countermovement_jump", ["phone_shank_left"], None),
        ("countermovement_jump", ["phone_waist"], "phone_waist"),
        ("balance", ["plate"], None),
    ]
    told = ask(leading=[{"exercise": one, "placements": places} for one, places, _ in asked])
    assert told["leading"] == [expected for *_, expected in asked]


def raise_at(start_s: float, partial: bool) -> Effort:
    return Effort("calf_raise", "left", start_s, start_s + 0.7, start_s + 1.5, full=not partial)


def _until(stream: Stream, end_s: float) -> Stream:
    count = int(np.searchsorted(stream.time, end_s))
    return Stream(
        stream.name, stream.kind, stream.placement, stream.rate_hz,
        stream.time[:count], stream.values[:count], stream.channels,
    )  # fmt: skip
