"""How far an IMU's samples and a plate's are apart in time, against exact truth."""

import pytest

from tests.validation.clocks import ClockErrors, Setting

SETTINGS = (
    Setting(name="7.5 ms, 50|25", interval_s=0.0075),
    Setting(name="15 ms, 50|25", interval_s=0.015),
    Setting(name="30 ms, 50|25", interval_s=0.030),
    Setting(name="45 ms, 50|25", interval_s=0.045),
    Setting(name="30 ms, 60|30", interval_s=0.030, imu_packet_s=0.06, plate_packet_s=0.03),
    Setting(
        name="30 ms, 60|30, no drift",
        interval_s=0.030,
        imu_packet_s=0.06,
        plate_packet_s=0.03,
        drift=0.0,
        radio_drift=0.0,
    ),
    Setting(name="30 ms, 50|25, busy", interval_s=0.030, busy_s=0.0005),
    Setting(name="45 ms, 45|45", interval_s=0.045, imu_packet_s=0.045, plate_packet_s=0.045),
)
MOST_MS = {10.0: 1.0, 60.0: 0.5}
REPEATS = 60


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
def test_pings_align_imu_and_plate(setting: Setting, clock_rows: list[ClockErrors]) -> None:
    row = ClockErrors(setting)
    clock_rows.append(row)
    for duration_s in MOST_MS:
        row.measure(duration_s, REPEATS)
    found_ms = {duration_s: row.median_ms(duration_s, pinged=True) for duration_s in MOST_MS}
    assert {at: one for at, one in found_ms.items() if one > MOST_MS[at]} == {}


def test_where_packets_meet_the_radio_at_one_phase_pings_are_needed(
    clock_rows: list[ClockErrors],
) -> None:
    by_name = {row.setting.name: row for row in clock_rows}
    if "30 ms, 60|30" not in by_name:
        pytest.skip("the setting was not measured in this run")
    row = by_name["30 ms, 60|30"]
    assert row.median_ms(60.0, pinged=False) > 5 * row.median_ms(60.0, pinged=True)
