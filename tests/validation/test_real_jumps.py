"""Every jump in every readable recording of real people, and none where nobody jumped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Show
from tests.formats.samples import biomdp, shared
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.findings import Code
from tracker.opening import open_recording
from tracker.results import Effort

CMJ, SQUAT, DROP = "countermovement_jump", "squat_jump", "drop_jump"
AGREEING_M = 0.025

KISTLER = [f"cmj_kistler/{n}CMJAB{i}.txt" for n in (1, 2, 3) for i in (1, 2, 3)]
KISTLER += [f"cmj_kistler/jump_{n:02d}.txt" for n in (1, 2, 3, 4, 6, 7, 8, 9)]
HAWKIN = [f"cmj_hawkin_style/trial{n}.csv" for n in range(1, 7)]
HAWKIN += [f"cmj_hawkin_style/rows_missing/CopyOftrial{n}.csv" for n in range(1, 7)]
OF_A_FILE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*KISTLER, *HAWKIN), (CMJ,)),
    "cmj_kistler/jump_10.txt": (DROP,),
    "jumps_single_dual/Single-CMJ-Fz.txt": (CMJ,),
    "jumps_single_dual/Dual-CMJ-Fz.txt": (CMJ,),
    "jumps_single_dual/Single-SJ-Fz.txt": (SQUAT,),
    "jumps_single_dual/Dual-SJ-Fz.txt": (SQUAT,),
    "jumps_single_dual/Single-DJ-Fz.txt": (DROP,),
    "jumps_single_dual/Dual-DJ-Fz.txt": (DROP,),
    "jump_600hz/GRFZjump.txt": (CMJ,),
    "jump_600hz/GRFZjump_m.txt": (CMJ,),
    "jump_600hz/GRFZjump_n.txt": (CMJ,),
    "jump_600hz/jump1.txt": (CMJ,),
    "jump_600hz/jump2.txt": (CMJ,),
    "squat_jump_cop/trial.csv": (CMJ, CMJ, CMJ),
}
OF_A_PACKAGE = {
    "kistler_CMJ_1plate.c3d": (CMJ,),
    "kistler_CMJ_1plate.txt": (CMJ,),
    "kistler_DJ_2plates.c3d": (DROP,),
    "kistler_DJ_2plates.txt": (DROP,),
    "vicon_CMJ_kinem_kinet_emg.c3d": (CMJ,),
    "kistler_COP.c3d": (),
    "kistler_COP.txt": (),
}
STILL = [f"balance_bds/BDS{n:05d}.txt" for n in range(1, 9)]
STILL += ["balance_kistler/BiowareCOP-1.txt", "balance_kistler/BiowareCOP-7-1000Hz.txt"]


def rate_of(name: str) -> float | None:
    """What these files do not say themselves."""
    if "GRFZ" in name:
        return 600.0
    return 1000.0 if name.startswith("jumps_single_dual") else None


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["recording", "exercise", "impulse cm", "flight cm", "contact ms", "findings"]]
    yield found
    show("jumps in recordings of real people", aligned(found))


def cell(effort: Effort, name: str, factor: float) -> str:
    metric = effort.metrics.get(name)
    return "-" if metric is None else f"{factor * metric.value:.1f}"


def checked(path: Path, name: str, rows: list[list[str]]) -> list[str]:
    """Analyse a file, and hold the two heights of each jump against each other."""
    result = analyze(open_recording(path, rate_hz=rate_of(name)))
    codes = {one.code for one in result.findings}
    told = ", ".join(sorted(one.value for one in codes)) or "-"
    for effort in result.efforts:
        names = (("jump_height_impulse", 100), ("jump_height_flight_time", 100))
        cells = [cell(effort, *one) for one in (*names, ("contact_time", 1000))]
        rows.append([name.rpartition("/")[2], effort.exercise, *cells, told])
        impulse = effort.metrics.get("jump_height_impulse")
        if impulse is not None:
            apart = abs(impulse.value - effort.metrics["jump_height_flight_time"].value)
            assert apart <= AGREEING_M or Code.DISAGREEMENT in codes
    return [one.exercise for one in result.efforts]


@pytest.mark.parametrize("name", OF_A_FILE)
def test_every_jump_is_found(name: str, rows: list[list[str]]) -> None:
    assert checked(shared(name), name, rows) == list(OF_A_FILE[name])


@pytest.mark.parametrize("name", OF_A_PACKAGE)
def test_every_jump_of_a_package_is_found(name: str, rows: list[list[str]]) -> None:
    assert checked(biomdp(name), name, rows) == list(OF_A_PACKAGE[name])


@pytest.mark.parametrize("name", STILL)
def test_who_stands_does_not_jump(name: str) -> None:
    found = analyze(open_recording(shared(name))).efforts
    assert not [one for one in found if one.exercise != "balance"]


@pytest.mark.parametrize(
    "name", [f"Subject{n:02d}{kind}.csv" for n in range(1, 6) for kind in "EG"]
)
def test_who_rises_on_the_toes_does_not_jump(name: str) -> None:
    path = shared(f"calf_raise_insole_mocap/{name}")
    found = analyze(open_recording(path)).efforts
    assert not [one for one in found if "flight" in one.phases]


def test_published_times_of_a_jump() -> None:
    path = shared("jump_600hz/GRFZjump.txt")
    (effort,) = analyze(open_recording(path, rate_hz=600.0)).efforts
    takeoff_s, landing_s = effort.phases["flight"]
    assert takeoff_s == pytest.approx(0.907, abs=0.003)
    # Published is 1.323 s, three samples before the plate reads anything but its noise: contact is
    # first seen at 1.328 s (14 N) and 1.330 s (119 N).
    assert landing_s == pytest.approx(1.328, abs=0.002)
    assert effort.metrics["jump_height_flight_time"].value == pytest.approx(0.213, abs=0.01)


def test_published_values_of_two_jumps() -> None:
    (jump,) = analyze(open_recording(biomdp("kistler_CMJ_1plate.c3d"))).efforts
    assert jump.metrics["jump_height_impulse"].value == pytest.approx(0.379, abs=0.005)
    assert jump.metrics["jump_height_flight_time"].value == pytest.approx(0.376, abs=0.005)
    assert jump.metrics["body_weight"].value == pytest.approx(766, abs=1)
    (drop,) = analyze(open_recording(biomdp("kistler_DJ_2plates.c3d"))).efforts
    assert drop.metrics["flight_time"].value == pytest.approx(0.502, abs=0.003)
    (vicon,) = analyze(open_recording(biomdp("vicon_CMJ_kinem_kinet_emg.c3d"))).efforts
    assert vicon.metrics["flight_time"].value == pytest.approx(0.667, abs=0.003)
