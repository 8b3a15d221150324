"""How other programs are asked for the metrics of one countermovement jump."""

import contextlib
import io
from collections.abc import Mapping

import numpy as np
import pytest
import xarray as xr
from biomdp import jump_forces_utils as biomdp
from jumpmetrics.core.processors import ForceTimeCurveCMJTakeoffProcessor
from numpy.typing import NDArray

plateforce = pytest.importorskip("plateforce", reason="plateforce has no wheel for this machine")

Force = NDArray[np.float64]
Told = Mapping[str, float]
"""Height by impulse and by flight (m), take-off velocity (m/s), flight time (s), peak power (W)."""

_REGISTRY = plateforce.Registry.load()
_OWEN = next(one for one in _REGISTRY.presets() if one.id == "owen2014")
_TAKEOFF = _REGISTRY.method("takeoff.threshold.absolute_force").bind()
_THRESHOLD_N = 20.0


def by_plateforce(force: Force, rate_hz: float) -> Told:
    """With the preset of Owen 2014."""
    trial = plateforce.Trial(force, rate_hz)
    jump = plateforce.analyse_countermovement_jump(trial, preset=_OWEN, takeoff=_TAKEOFF)
    return {
        "impulse": jump.jump_height_takeoff_frame_meters.value,
        "flight": jump.jump_height_flight_time_meters.value,
        "velocity": jump.takeoff_velocity_meters_per_second.value,
        "time": jump.flight_time_seconds.value,
    }


def by_jumpmetrics(force: Force, rate_hz: float) -> Told:
    """It wants a trial that ends at take-off."""
    until = int(np.flatnonzero(force < _THRESHOLD_N)[0])
    jump = ForceTimeCurveCMJTakeoffProcessor(force[:until], rate_hz, weighing_time=0.5)
    jump.get_jump_events()
    jump.compute_jump_metrics()
    found = jump.jump_metrics
    return {
        "impulse": found["jump_height_net_vertical_impulse"],
        "velocity": found["takeoff_velocity"],
    }


def by_biomdp(force: Force, rate_hz: float) -> Told:
    """In the steps of the example that its module ends with."""
    data = xr.DataArray(
        force[np.newaxis, np.newaxis],
        dims=("ID", "repe", "time"),
        coords={"ID": ["S1_CMJ_1"], "repe": [1], "time": np.arange(force.size) / rate_hz},
        attrs={"freq": rate_hz, "units": "N"},
        name="Forces",
    )
    how = {"jump_test": "CMJ"}
    with contextlib.redirect_stdout(io.StringIO()):
        data = biomdp.adjust_offsetFz(daData=data, kind="flight", threshold=40, pct_window=5, **how)
        data = biomdp.reset_Fz_flight(daData=data, threshold=30, pct_window=5, **how)
        events = biomdp.create_standard_jump_events(data)
        span = {"n_event": ["iniAnalisis", "finAnalisis"]}
        events.loc[span] = biomdp.guess_iniend_analysis(
            daData=data, daEvents=events.sel(span), window=[1.5, 1.2], threshold=30, **how
        )
        events.loc[{"n_event": ["iniPeso", "finPeso"]}] = np.array([0.0, 1.0]) * rate_hz
        window = events.sel(n_event=["iniPeso", "finPeso"])
        weight = biomdp.calculate_weight(daData=data, weight_window=window)
        events = biomdp.detect_standard_events(
            daData=data, daEvents=events, daWeight=weight, threshold=30.0, **how
        )
        weight = biomdp.finetune_weight(daData=data, daWeight=weight, daEvents=events, kind="iter")
        moving = events.sel(n_event=["iniMov", "finMov"])
        curves = biomdp.calculate_variables(data, weight, moving)
        curves["events"] = events
        found = biomdp.calculate_results(data, curves, weight, daEvents=events)
    names = {
        "impulse": "hVDespegue",
        "flight": "hTVuelo",
        "velocity": "vDespegue",
        "time": "tVuelo",
        "power": "PMax",
    }
    return {key: float(found.sel(n_result=name).values.item()) for key, name in names.items()}
