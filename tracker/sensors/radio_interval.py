"""The interval at which a link's radio speaks, seen in when a sensor was reached by requests."""

from collections.abc import Sequence

import numpy as np

_UNIT_S = 1.25e-3
"""All connection intervals of Bluetooth LE are whole multiples of it, from six on."""
_CANDIDATES_S = np.arange(6, 401) * _UNIT_S
_LEAST_STEPS = 10
_LONGEST_STEP_S = 3.0
_NEAR_S, _DRIFT = 0.2e-3, 100e-6
_MOST = 0.9
_EXAMINED = 200


def radio_interval(readings_s: Sequence[float]) -> float | None:
    """The longest interval of which the steps between readings are whole multiples.

    Parameters
    ----------
    readings_s
        Device times at which requests, made at uneven times, reached the sensor; in order.

    Returns
    -------
    Seconds; None where there are too few readings, or the sensor does not read its clock at the
    radio's instants, or the interval was changed among them.
    """
    steps = np.diff(np.asarray(readings_s, dtype=np.float64))
    steps = steps[(steps > 0.5 * _UNIT_S) & (steps < _LONGEST_STEP_S)]
    if steps.size < _LEAST_STEPS:
        return None
    steps = steps[np.linspace(0, steps.size - 1, min(steps.size, _EXAMINED)).astype(np.int64)]
    many = steps[:, np.newaxis] / _CANDIDATES_S
    off_s = np.abs(many - np.rint(many)) * _CANDIDATES_S
    fits = np.mean(off_s < _NEAR_S + _DRIFT * steps[:, np.newaxis], axis=0) >= _MOST
    return float(_CANDIDATES_S[fits].max()) if fits.any() else None
