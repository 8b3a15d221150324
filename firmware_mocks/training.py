"""Writes the rest of what calves are tested and trained with into a script.

Balance, wobble boards, isometric pushes, ankle range sitting with the leg long, weight-bearing
lunges, walking and running. What is exactly true of them is read off the played movement, and
`Training.done` says when each was done.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from firmware_mocks.motion import Side
from firmware_mocks.script import LEGS, Script, Travel

_RELAXED_DEG = 30.0
_LYING_DEG = -90.0
_STRIKE_DEG, _SHANK_OFF_DEG = -18.0, 38.0
_CLEARANCE_M = 0.07
_ROLL_S, _SLIDE_S = 0.02, 0.03
_BOUNCE_WALKING_M, _BOUNCE_RUNNING_M = 0.02, 0.04


EXERCISES = (
    "isometric_plantar_flexion", "ankle_range", "weight_bearing_lunge", "walking", "running",
    "balance",
)  # fmt: skip
"""What `one_exercise` knows."""


@dataclass(frozen=True, slots=True)
class Done:
    """One repetition, hold, trial or stride.

    Parameters
    ----------
    exercise
        As recordings name it.
    side
        The leg that did it, or both.
    start_s, top_s, end_s
        `top_s` is the middle of what is held, or the toe-off of a stride.
    """

    exercise: str
    side: Literal["left", "right", "both"]
    start_s: float
    top_s: float
    end_s: float


@dataclass(slots=True, eq=False)
class Training(Script):
    """A script with more to do; see `Script` for the parameters.

    Attributes
    ----------
    done
        What was done, in order.
    """

    done: list[Done] = field(default_factory=list)

    def balance(
        self,
        seconds: float,
        *,
        side: Literal["left", "right", "both"] = "both",
        ahead_m: float = 0.005,
        aside_m: float = 0.004,
    ) -> None:
        """Stand while the centre of pressure wanders, with about those standard deviations."""
        begin = self.now
        if side != "both":
            self._onto(side)
        start = self.now
        for name, spread in (("cop.x", ahead_m), ("cop.y", aside_m)):
            self._wander(name, start, start + seconds, spread, keep=0.8, steps_s=(0.15, 0.5))
        self.now = start + seconds
        self.done.append(Done("balance", side, start, start + seconds / 2, self.now))
        if side != "both":
            self._onto("both")
        self._done("balance", begin, self.now)

    def wobble_board(self, seconds: float, *, tilt_deg: float = 3.0) -> None:
        """Stand on a board that tips forwards, backwards and to the sides, feet and all."""
        start, end = self.now, self.now + seconds
        for axis in ("pitch", "roll"):
            board = f"board.{axis}"
            self._wander(board, start, end, tilt_deg, keep=0.5, steps_s=(0.2, 0.5))
            for leg in LEGS:
                self._knots(
                    f"{leg}.{axis}", [knot for knot in self.knots[board] if knot[0] >= start]
                )
        self.now = end
        self.done.append(Done("balance", "both", start, (start + end) / 2, end))
        self._done("wobble board", start, end)

    def push(
        self,
        count: int,
        *,
        force_n: float = 600.0,
        rise_s: float = 0.4,
        hold_s: float = 4.0,
        rest_s: float = 4.0,
        fatigue: float = 0.0,
    ) -> None:
        """Push up against something that does not give, again and again.

        `fatigue` is what of the force is lost from each push to the next.
        """
        begin = self.now
        self.now += 1.0
        for number in range(count):
            start, force = self.now, force_n * (1.0 - fatigue) ** number
            self._go(rise_s, {"push": force})
            self.now += hold_s
            self._go(0.3, {"push": 0.0})
            middle = start + rise_s + hold_s / 2
            self.done.append(Done("isometric_plantar_flexion", "both", start, middle, self.now))
            self.now += rest_s
        self._done("pushes", begin, self.now)

    def ankle_range(
        self,
        count: int,
        *,
        side: Side = "left",
        plantar_deg: float = 55.0,
        dorsi_deg: float = 12.0,
        seconds: float = 1.2,
        hold_s: float = 0.6,
        sits_already: bool = False,
    ) -> None:
        """Sit down with the legs long; point the foot, and have it pulled up, in turns; get up.

        The foot rests at 30° of plantar flexion. Who sits already, from the beginning of the
        script, stays so: no sensor sees them stand.
        """
        begin = self.now
        sitting = {"shank": _LYING_DEG, "thigh": _LYING_DEG, "tap": -_LYING_DEG - _RELAXED_DEG}
        if sits_already:
            self.knots |= {
                f"{leg}.{name}": [(0.0, value)] for leg in LEGS for name, value in sitting.items()
            }
        else:
            self._both(2.5, **sitting)
        self.now += 2.5
        for target in (plantar_deg, -dorsi_deg):
            for _ in range(count):
                start = self.now
                self._go(seconds, {f"{side}.tap": -_LYING_DEG - target})
                top = self.now + hold_s / 2
                self.now += hold_s
                self._go(seconds, {f"{side}.tap": -_LYING_DEG - _RELAXED_DEG})
                self.done.append(Done("ankle_range", side, start, top, self.now))
                self.now += 0.7
        self.now += 1.0
        if not sits_already:
            self._both(2.5, shank=0.0, thigh=0.0, tap=0.0)
        self._done("ankle range", begin, self.now)

    def lunge(
        self,
        count: int = 1,
        *,
        side: Side = "left",
        tibia_deg: float = 38.0,
        back_deg: float = 22.0,
        back_knee: Literal["straight", "bent"] = "straight",
        heel_deg: float = 0.0,
        hold_s: float = 2.0,
    ) -> None:
        """Step forwards, bring the knee over the toes with the heel down, and step back.

        Parameters
        ----------
        count
            How often the knee goes forwards.
        side
            The leg in front.
        tibia_deg, back_deg
            Forward lean of the front and of the back shank from vertical.
        back_knee
            Whether the back thigh goes with its shank.
        heel_deg
            How far the front heel comes up, which it should not.
        hold_s
            How long the lunge is held.
        """
        begin = self.now
        back: Side = "right" if side == "left" else "left"
        self._step(side, 0.35)
        standing = float(np.degrees(self.athlete.standing_lean_rad))
        front_shank, back_shank = tibia_deg - standing, back_deg - standing
        for _ in range(count):
            start = self.now
            lean = {
                f"{side}.shank": front_shank,
                f"{side}.thigh": -1.2 * front_shank,
                f"{side}.pitch": heel_deg,
                f"{back}.shank": back_shank,
                f"{back}.thigh": back_shank if back_knee == "straight" else -0.3 * back_shank,
            }
            self._go(1.5, lean)
            middle = self.now + hold_s / 2
            self.now += hold_s
            self._go(1.2, dict.fromkeys(lean, 0.0))
            for leg in (side, back):
                self.done.append(Done("weight_bearing_lunge", leg, start, middle, self.now))
            self.now += 0.8
        self._step(side, -0.35)
        self._done("lunge", begin, self.now)

    def gait(
        self,
        strides: int,
        *,
        length_m: float = 1.3,
        stride_s: float = 1.1,
        stance: float = 0.62,
        toe_off_deg: float = 60.0,
    ) -> None:
        """Walk, or run where a foot bears for less than half of its stride.

        Each foot strikes with the heel, lies flat, rolls up over the ball, leaves and swings; the
        right one half a stride later. The first and the last step are half as long.
        """
        begin = self.now
        name = "running" if stance < 0.5 else "walking"
        swing_s = (1.0 - stance) * stride_s
        first = begin + 0.5 + swing_s
        strikes = {
            "left": [first + number * stride_s for number in range(strides + 1)],
            "right": [first + (number + 0.5) * stride_s for number in range(strides + 1)],
        }
        for leg in LEGS:
            halved = 0 if leg == "left" else strides
            for number, strike_s in enumerate(strikes[leg]):
                length = length_m / 2 if number == halved else length_m
                self._swing(leg, strike_s, length, stance * stride_s, swing_s, toe_off_deg)
            for strike_s in strikes[leg][:-1]:
                top = strike_s + stance * stride_s
                self.done.append(Done(name, leg, strike_s, top, strike_s + stride_s))
        self.now = strikes["right"][-1] + 0.5 * stride_s
        bounce_m = _BOUNCE_RUNNING_M if name == "running" else _BOUNCE_WALKING_M
        way = (begin, self.now, length_m * (strides + 0.5))
        self.travels.append(Travel(*way, stride_s, bounce_m, 2.0 / stride_s))
        self._done(name, begin, self.now)

    def _swing(
        self,
        leg: Side,
        strike_s: float,
        length_m: float,
        stance_s: float,
        swing_s: float,
        toe_off_deg: float,
    ) -> None:
        """Roll up over the ball, leave, swing, strike with the heel, and lie flat."""
        toe_off, middle = strike_s - swing_s, strike_s - 0.5 * swing_s
        heel_off, flat = toe_off - 0.35 * stance_s, strike_s + 0.2 * stance_s
        strike_z = float(np.sin(np.radians(-_STRIKE_DEG))) * self.athlete.heel_behind_ball_m
        place = self._last(f"{leg}.x")
        # A foot goes forwards while it still rolls up, and has not yet stopped when it strikes.
        self._knots(f"{leg}.x", [(toe_off, place), (strike_s + _SLIDE_S, place + length_m)])
        self._knots(
            f"{leg}.z", [(toe_off, 0.0), (middle, _CLEARANCE_M), (strike_s, strike_z), (flat, 0.0)]
        )
        for name, off in (("pitch", toe_off_deg), ("shank", _SHANK_OFF_DEG)):
            rolled = [(heel_off, 0.0), (toe_off + _ROLL_S, off)]
            self._knots(f"{leg}.{name}", [*rolled, (strike_s, _STRIKE_DEG), (flat, 0.0)])

    def _step(self, leg: Side, ahead_m: float) -> None:
        """Move one foot forwards or back, and stand on both again."""
        self._go(0.4, {"share": 0.0 if leg == "left" else 1.0})
        here = self._last(f"{leg}.x")
        self._go(0.25, {f"{leg}.x": here + ahead_m / 2, f"{leg}.z": 0.06, f"{leg}.pitch": 15.0})
        self._go(0.25, {f"{leg}.x": here + ahead_m, f"{leg}.z": 0.0, f"{leg}.pitch": 0.0})
        self._go(0.4, {"share": 0.5})
        self.now += 0.5

    def _wander(
        self,
        name: str,
        start_s: float,
        end_s: float,
        spread: float,
        *,
        keep: float,
        steps_s: tuple[float, float],
    ) -> None:
        """Bring a track from zero about it and back to zero, a first-order random process."""
        generator = np.random.default_rng((self.seed, len(self.parts), sum(map(ord, name))))
        times = np.cumsum(generator.uniform(*steps_s, int((end_s - start_s) / steps_s[0])))
        times = start_s + times[times < end_s - start_s - steps_s[1]]
        value, knots = 0.0, [(start_s, 0.0)]
        for at in times.tolist():
            value = keep * value + spread * (1 - keep**2) ** 0.5 * float(generator.normal())
            knots.append((at, value))
        self._knots(name, [*knots, (end_s, 0.0)])


def one_exercise(exercise: str, count: int, seed: int = 0, *, standing_s: float = 3.0) -> Training:
    """A script of standing, one of `EXERCISES`, and standing again.

    Parameters
    ----------
    exercise
        Which; KeyError if it is another.
    count
        How many repetitions; of balance, tens of seconds.
    seed
        Chooses what varies.
    standing_s
        How long to stand first.
    """
    script = Training(seed=seed)
    do: dict[str, Callable[[], None]] = {
        "isometric_plantar_flexion": lambda: script.push(count),
        "ankle_range": lambda: script.ankle_range(count),
        "weight_bearing_lunge": lambda: script.lunge(count),
        "walking": lambda: script.gait(count),
        "running": lambda: script.gait(count, length_m=2.2, stride_s=0.72, stance=0.37),
        "balance": lambda: script.balance(10.0 * count),
    }
    script.stand(standing_s)
    do[exercise]()
    script.stand(2.0)
    return script
