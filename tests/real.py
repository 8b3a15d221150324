"""Recordings of real people, where they are at hand; see their own README for who made them."""

from pathlib import Path
from typing import Literal

import numpy as np

from tracker.recording import Channel, Kind, Stream

DATA = Path(__file__).parents[2] / "shared" / "data"
GAIT = DATA / "gait_foot_imu" / "imu_sample.csv"
GAIT_HZ = 204.8


def walking_foot(side: Literal["left", "right"]) -> Stream:
    """An IMU on one foot of somebody who walks to and fro."""
    table = np.genfromtxt(GAIT, delimiter=",", skip_header=2)
    values = table[:, (1 if side == "left" else 2) :: 2]
    channels = [Channel(f"acc_{axis}", "m/s^2") for axis in "xyz"]
    channels += [Channel(f"gyr_{axis}", "rad/s") for axis in "xyz"]
    place = f"{side}_foot"
    time = np.arange(len(values)) / GAIT_HZ
    return Stream(place, Kind.IMU, place, GAIT_HZ, time, values, tuple(channels))
