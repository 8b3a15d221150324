"""The 40 recordings whose analyses are kept: simulated ones, and real ones where they are here.

Simulated recordings are made anew on every run from fixed seeds. Real recordings are read from
their own folder or package and never copied.
"""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from firmware_mocks.raise_plan import Tempo
from firmware_mocks.script import Script
from firmware_mocks.training import Training, one_exercise
from tests.real import DATA
from tests.simulated import calf_raise_recording, jump_recording, performed, rebound_recording
from tests.validation.faults import with_gaps, with_line, with_nan, with_saturation
from tests.validation.sessions import mixed_session, seated_session
from tracker.recording import Recording, Segment, Variant

LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")
FEET = ("left_foot", "right_foot")
PLATES = ("left_plate", "right_plate")

# Low rates keep the gate cheap; both are rates at which clubs record.
IMU_RATE_HZ = 100.0
PLATE_RATE_HZ = 500.0


@dataclass(frozen=True)
class Golden:
    """One recording and how it is analysed.

    Parameters
    ----------
    exercises
        Which exercises of the catalogue it is there for.
    make
        Makes a simulated recording; None for a real recording.
    path
        File or folder of a real recording; None for a simulated recording.
    options
        Options of ``calf analyze``.
    gate
        Whether every change is checked with it; the others are checked at night.
    """

    exercises: tuple[str, ...]
    make: Callable[[], Recording] | None = None
    path: Path | None = None
    options: tuple[str, ...] = ()
    gate: bool = False


def stated(recording: Recording, exercise: str, **variant: Any) -> Recording:
    """The recording with a statement of what was done in all of it."""
    return replace(recording, segments=(Segment(exercise=exercise, variant=Variant(**variant)),))


def raises(**given: Any) -> Recording:
    """A set of calf raises at the golden rates."""
    rates = {"imu_rate_hz": IMU_RATE_HZ, "plate_rate_hz": PLATE_RATE_HZ}
    recording, _ = calf_raise_recording(**(rates | given))
    return recording


def jump(**given: Any) -> Recording:
    """A countermovement jump at the golden rates."""
    rates = {"imu_rate_hz": IMU_RATE_HZ, "plate_rate_hz": PLATE_RATE_HZ}
    recording, _ = jump_recording(**(rates | given))
    return recording


def rebounds(heights_m: tuple[float, ...], contacts_s: tuple[float, ...]) -> Recording:
    """A drop from a box and a hop for each further height."""
    recording, _ = rebound_recording(heights_m=heights_m, contacts_s=contacts_s, seed=17)
    return recording


def trained(
    script: Script, placements: tuple[str, ...], *, seed: int, with_cop: bool = False
) -> Recording:
    """The recording that sensors at those placements make of a script."""
    recording, _ = performed(
        script,
        placements,
        seed=seed,
        imu_rate_hz=IMU_RATE_HZ,
        plate_rate_hz=PLATE_RATE_HZ,
        with_cop=with_cop,
    )
    return recording


def both_legs(seed: int, left_deg: float, right_deg: float) -> Recording:
    """A set of the left and a set of the right leg, both stated."""
    script = Script(seed=seed)
    script.stand(2.5)
    segments = []
    sides: tuple[tuple[Literal["left", "right"], float], ...] = (
        ("left", left_deg),
        ("right", right_deg),
    )
    for side, range_deg in sides:
        start_s = script.now
        script.raises(4, side=side, range_deg=range_deg)
        variant = Variant(side=side, knee="straight", load_kg=0.0, surface="floor")
        segments.append(Segment(start_s, script.now, "calf_raise", variant))
        script.stand(1.5)
    recording = trained(script, (*FEET, "plate"), seed=seed)
    return replace(recording, segments=tuple(segments))


def bent_knees() -> Recording:
    """Raises of both heels with bent knees, then on a wobble board."""
    script = Script(seed=9)
    script.stand(2.5)
    script.raises(3, knee="bent")
    script.raises(3, surface="wobble_board")
    script.stand(1.5)
    return trained(script, LEGS, seed=9)


def damaged() -> Recording:
    """Raises with lost samples, samples without a number, a narrow gyroscope, a drifting plate."""
    whole = raises(reps=6, seed=11)
    lost = with_gaps(whole, "left_foot", each_s=0.4, count=3, seed=11)
    unread = with_nan(lost, "plate", share=0.01, seed=11)
    clipped = with_saturation(unread, "left_foot", turning_deg_s=60.0)
    return with_line(clipped, "plate", offset_n=30.0, drift_n_s=0.8)


def wobbling() -> Recording:
    """Standing on a wobble board with a sensor on it."""
    script = Training(seed=25)
    script.stand(3.0)
    script.wobble_board(20.0, tilt_deg=3.5)
    script.stand(2.0)
    return trained(script, ("board",), seed=25)


SIMULATED: Mapping[str, Golden] = {
    "raises_foot_shank_plate": Golden(("calf_raise",), lambda: raises(reps=4), gate=True),
    "raises_foot_alone_recognised": Golden(
        ("calf_raise",),
        lambda: raises(
            reps=4,
            seed=2,
            placements=("right_foot",),
            side="right",
            stated=False,
            with_subject=False,
        ),
    ),
    "raises_from_a_step": Golden(
        ("calf_raise",), lambda: raises(reps=4, seed=3, bottom_deg=-10.0, load_kg=10.0)
    ),
    "raises_both_legs_two_plates": Golden(
        ("calf_raise",),
        lambda: raises(
            reps=4,
            seed=4,
            side="both",
            placements=(*FEET, *PLATES),
            with_cop=True,
        ),
    ),
    "raises_optical_angle_insole": Golden(
        ("calf_raise",), lambda: raises(reps=4, seed=5, placements=("left_ankle", "left_insole"))
    ),
    "raises_to_fatigue": Golden(
        ("calf_raise",),
        lambda: raises(reps=12, seed=6, fatigue=0.35, tempo=Tempo(1.0, 0.3, 1.0, 0.5)),
    ),
    "raises_seated": Golden(
        ("calf_raise",),
        lambda: stated(
            trained(seated_session(7), (*LEGS, "left_thigh"), seed=7),
            "calf_raise",
            knee="seated",
            load_kg=20.0,
            side="both",
        ),
    ),
    "raises_of_each_leg": Golden(("calf_raise",), lambda: both_legs(8, 30.0, 34.0)),
    "raises_bent_knees_and_board": Golden(("calf_raise",), bent_knees),
    "raises_damaged": Golden(("calf_raise",), damaged),
    "pushes": Golden(
        ("isometric_plantar_flexion",),
        lambda: trained(one_exercise("isometric_plantar_flexion", 2, 12), ("plate",), seed=12),
        gate=True,
    ),
    "ankle_range": Golden(
        ("ankle_range",),
        lambda: trained(one_exercise("ankle_range", 2, 13), LEGS, seed=13),
        gate=True,
    ),
    "lunges": Golden(
        ("weight_bearing_lunge",),
        lambda: trained(one_exercise("weight_bearing_lunge", 2, 14), LEGS, seed=14),
        gate=True,
    ),
    "jump_plate": Golden(("countermovement_jump",), lambda: jump(seed=15), gate=True),
    "jump_two_plates_uneven": Golden(
        ("countermovement_jump",),
        lambda: jump(seed=16, placements=PLATES, left_share=0.44, height_m=0.28, load_kg=10.0),
    ),
    "jump_worn_sensors": Golden(
        ("countermovement_jump",), lambda: jump(seed=18, placements=("sacrum", *FEET), stated=False)
    ),
    "squat_jump": Golden(
        ("squat_jump",), lambda: stated(jump(seed=19, depth_m=0.25), "squat_jump"), gate=True
    ),
    "straight_leg_jump": Golden(
        ("straight_leg_jump",),
        lambda: stated(jump(seed=20, depth_m=0.25), "straight_leg_jump"),
        gate=True,
    ),
    "drop_jump": Golden(("drop_jump",), lambda: rebounds((0.25,), (0.22,)), gate=True),
    "hops": Golden(
        ("hops",),
        lambda: stated(
            rebounds((0.2, 0.21, 0.2, 0.19, 0.2, 0.21), (0.19, 0.18, 0.19, 0.2, 0.19, 0.18)), "hops"
        ),
        gate=True,
    ),
    "walking": Golden(
        ("walking",), lambda: trained(one_exercise("walking", 6, 22), LEGS, seed=22), gate=True
    ),
    "running": Golden(("running",), lambda: trained(one_exercise("running", 6, 23), LEGS, seed=23)),
    "balance_plate": Golden(
        ("balance",),
        lambda: trained(one_exercise("balance", 2, 24), ("plate",), seed=24, with_cop=True),
        gate=True,
    ),
    "balance_board": Golden(("balance",), wobbling),
    "mixed_session": Golden(
        ("calf_raise", "countermovement_jump"),
        lambda: trained(mixed_session(26), (*FEET, "plate"), seed=26),
    ),
}


def _of_package(name: str, exercise: str, *, gate: bool = False) -> Golden:
    """A recording that the wheel of biomdp carries."""
    found = importlib.util.find_spec("biomdp")
    places = None if found is None else found.submodule_search_locations
    folder = Path(places[0] if places else "biomdp is not installed", "tests", "datasets")
    return Golden((exercise,), path=folder / name, gate=gate)


def _real(name: str, exercise: str, *options: str) -> Golden:
    """A recording of the folder of real ones."""
    return Golden((exercise,), path=DATA / name, options=options)


_AT_1000_HZ = ("--rate", "1000")

REAL: Mapping[str, Golden] = {
    "real_kistler_c3d": _of_package("kistler_CMJ_1plate.c3d", "countermovement_jump", gate=True),
    "real_kistler_two_plates": _of_package("kistler_DJ_2plates.txt", "drop_jump"),
    "real_insole_and_angle": _real("calf_raise_insole_mocap/Subject03E.csv", "calf_raise"),
    "real_kistler_text": _real("cmj_kistler/1CMJAB1.txt", "countermovement_jump"),
    "real_left_and_right_columns": _real("cmj_hawkin_style/trial1.csv", "countermovement_jump"),
    "real_dual_squat_jump": _real("jumps_single_dual/Dual-SJ-Fz.txt", "squat_jump", *_AT_1000_HZ),
    "real_jump_with_artefact": _real(
        "jump_600hz/GRFZjump_n.txt", "countermovement_jump", "--rate", "600"
    ),
    "real_fast_jumps": _real("jumps_fast/long_1.csv", "countermovement_jump", *_AT_1000_HZ),
    "real_home_made_plates": _real("jump_diy_plate/pogo_1.csv", "hops"),
    "real_balance_foam": _real("balance_bds/BDS00003.txt", "balance"),
    "real_balance_without_force": _real("balance_kistler/BiowareCOP-1.txt", "balance"),
    "real_phone_at_waist": _real("phone/phyphox_jumping.zip", "hops", "--placement", "phone_waist"),
    "real_vendor_shank": _real(
        "imu_vendor/xsens_dot/right_tibia.csv", "walking", "--placement", "right_shank"
    ),
    "real_walk_that_stops": _real("walks_that_stop/1-1", "walking"),
    "real_walk_with_turn": _real("walks_that_stop/10-4", "walking"),
}
"""Recordings of people; those of the folder are absent on other machines."""

RECORDINGS: Mapping[str, Golden] = {**SIMULATED, **REAL}
