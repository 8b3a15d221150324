"""Recording folders as zip files: what a sensor's app would hand over of a simulated athlete."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv

from firmware_mocks.athlete import Athlete
from firmware_mocks.jet import Array
from firmware_mocks.source import SampleSource

_TIME_DECIMALS, _VALUE_DECIMALS = 4, 5
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""When each file of a zip was written: the same recording is the same bytes, whenever made."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What one sensor sent.

    Parameters
    ----------
    kind, placement, rate_hz
        As recordings name them; the placement names the file, too.
    channels
        Names of the columns.
    values
        (n, channels), on the sensor's own grid from zero on.
    lost
        Stretches from and to, s, that never arrived.
    """

    kind: Literal["imu", "force_plate"]
    placement: str
    rate_hz: float
    channels: tuple[str, ...]
    values: Array
    lost: tuple[tuple[float, float], ...] = ()

    @property
    def csv(self) -> bytes:
        """The samples that arrived, in rows."""
        time = np.arange(len(self.values)) / self.rate_hz
        kept = np.ones(time.size, dtype=bool)
        for start_s, end_s in self.lost:
            kept &= (time < start_s) | (time >= end_s)
        columns = [np.round(time[kept], _TIME_DECIMALS)]
        columns += [np.round(one, _VALUE_DECIMALS) for one in self.values[kept].T]
        table = pa.table(dict(zip(("time", *self.channels), columns, strict=True)))
        written = BytesIO()
        pyarrow.csv.write_csv(
            table, written, pyarrow.csv.WriteOptions(include_header=True, quoting_header="none")
        )
        return written.getvalue()


def heard(source: SampleSource) -> Array:
    """(n, channels) all that a sensor's converter gives, in its units."""
    counts = source.counts(0, round(source.duration_s * source.rate_hz))
    values: Array = counts.astype(np.float64) * np.array(source.scales)
    return values


def zipped(
    athlete: Athlete,
    tracks: Sequence[Track],
    segments: Sequence[Mapping[str, Any]],
    started_at: datetime,
) -> bytes:
    """A zip of ``recording.json`` and one CSV a track.

    Parameters
    ----------
    athlete
        Whose measures are stated.
    tracks
        What was recorded.
    segments
        What was done when, as ``recording.json`` has it.
    started_at
        When the first sample was taken, with its zone.
    """
    manifest = {
        "format": "calf-recording",
        "version": 1,
        "subject": {
            "mass_kg": athlete.mass_kg,
            "height_m": athlete.height_m,
            "foot_length_m": athlete.foot_length_m,
        },
        "segments": list(segments),
        "started_at": started_at.isoformat(),
        "streams": [
            {
                "file": f"{track.placement}.csv",
                "kind": track.kind,
                "placement": track.placement,
                "rate_hz": track.rate_hz,
            }
            for track in tracks
        ],
        "remarks": [{"kind": "simulated", "at_s": 0.0}],
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member("recording.json"), json.dumps(manifest, indent=1))
        for track in tracks:
            archive.writestr(_member(f"{track.placement}.csv"), track.csv)
    return packed.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _ALWAYS)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
