import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulated import jump_recording, rebound_recording
from tracker.findings import Code
from tracker.recording import Channel, Kind, Stream
from tracker.signals.spikes import without_spikes

RATE = 1000.0


def plate(force: np.ndarray[tuple[int], np.dtype[np.float64]], rate_hz: float = RATE) -> Stream:
    time = np.arange(force.size) / rate_hz
    values = force[:, np.newaxis]
    return Stream("plate", Kind.FORCE_PLATE, "plate", rate_hz, time, values, (Channel("fz", "N"),))


@given(st.integers(3, 990), st.integers(1, 3), st.floats(400, 5000), st.booleans())
def test_a_spike_is_taken_out_wherever_it_is(at: int, width: int, size: float, down: bool) -> None:
    clean = 700 + 40 * np.sin(np.arange(1000) / 60)
    force = clean.copy()
    force[at : at + width] += -size if down else size
    mended, (finding,) = without_spikes(plate(force))
    np.testing.assert_allclose(mended["fz"], clean, atol=1.0)
    assert finding.code is Code.SPIKE
    assert finding.start_s == pytest.approx(at / RATE)


@pytest.mark.parametrize("rate_hz", [100.0, 500.0, 1000.0, 2000.0])
def test_landings_are_no_spikes(rate_hz: float) -> None:
    for recording in (
        jump_recording(height_m=0.5, plate_rate_hz=rate_hz, noise=3.0)[0],
        rebound_recording(drop_height_m=0.4, contacts_s=(0.18,), plate_rate_hz=rate_hz)[0],
    ):
        stream = recording.streams[0]
        mended, findings = without_spikes(stream)
        assert mended is stream
        assert findings == []


def test_a_hard_impact_is_no_spike() -> None:
    # As steep as real ones get: up and down again within ten samples.
    impact = 3500 * np.exp(-0.5 * ((np.arange(200) - 100) / 2.0) ** 2)
    _, findings = without_spikes(plate(900 + impact))
    assert findings == []


def test_a_step_and_missing_samples_are_no_spikes() -> None:
    force = np.full(100, 700.0)
    force[50:] = 0.0
    force[20:22] = np.nan
    mended, findings = without_spikes(plate(force))
    assert findings == []
    assert np.isnan(mended["fz"][20:22]).all()
