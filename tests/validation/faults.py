"""What goes wrong with recordings on their way: losses, damage, clocks."""

from dataclasses import replace

import numpy as np

from tracker.recording import Recording, Stream


def _named(recording: Recording, name: str) -> Stream:
    return next(one for one in recording.streams if one.name == name)


def _changed(recording: Recording, name: str, stream: Stream) -> Recording:
    streams = tuple(stream if one.name == name else one for one in recording.streams)
    return replace(recording, streams=streams)


def with_gaps(
    recording: Recording, name: str, *, each_s: float, count: int, seed: int
) -> Recording:
    """Samples of one stream lost in stretches at random times."""
    stream = _named(recording, name)
    generator = np.random.default_rng(seed)
    kept = np.ones(stream.time.size, dtype=np.bool_)
    for start in generator.uniform(stream.start_s + 2.5, stream.end_s - each_s, count):
        kept &= ~((stream.time >= start) & (stream.time < start + each_s))
    lost = replace(stream, time=stream.time[kept], values=stream.values[kept])
    return _changed(recording, name, lost)


def with_nan(recording: Recording, name: str, *, share: float, seed: int) -> Recording:
    """Single samples of one stream that hold no number."""
    stream = _named(recording, name)
    values = stream.values.copy()
    values[np.random.default_rng(seed).random(len(values)) < share] = np.nan
    return _changed(recording, name, replace(stream, values=values))


def with_saturation(recording: Recording, name: str, *, turning_deg_s: float) -> Recording:
    """A gyroscope whose range is too small."""
    stream = _named(recording, name)
    values = stream.values.copy()
    most = np.radians(turning_deg_s)
    values[:, 3:] = np.clip(values[:, 3:], -most, most)
    return _changed(recording, name, replace(stream, values=values))


def with_delay(recording: Recording, name: str, delay_s: float) -> Recording:
    """One stream's clock behind the others'."""
    stream = _named(recording, name)
    return _changed(recording, name, replace(stream, time=stream.time + delay_s))


def with_line(recording: Recording, name: str, *, offset_n: float, drift_n_s: float) -> Recording:
    """A plate whose zero is out, and goes on moving."""
    stream = _named(recording, name)
    values = stream.values.copy()
    values[:, 0] += offset_n + drift_n_s * stream.time
    return _changed(recording, name, replace(stream, values=values))


def cut(recording: Recording, start_s: float, end_s: float) -> Recording:
    """The recorder was switched on late and off early."""
    streams = []
    for stream in recording.streams:
        inside = (stream.time >= start_s) & (stream.time <= end_s)
        streams.append(replace(stream, time=stream.time[inside], values=stream.values[inside]))
    return replace(recording, streams=tuple(streams))
