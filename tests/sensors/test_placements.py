from pathlib import Path

import pytest

from tracker.errors import FileFormatError, InputError
from tracker.sensors.placements import PairedSensor, PairedSensors, checked_placement

ONE, OTHER = PairedSensor("C0:01", "CALF 1", "calf"), PairedSensor("C0:02", "WT901", "witmotion")


def test_sensors_are_remembered_one_a_placement(tmp_path: Path) -> None:
    sensors = PairedSensors(tmp_path / "new")
    assert sensors.read() == {}
    sensors.remember("left_foot", ONE)
    sensors.remember("left_shank", OTHER)
    assert PairedSensors(tmp_path / "new").read() == {"left_foot": ONE, "left_shank": OTHER}
    # One sensor cannot be in two places.
    sensors.remember("right_foot", ONE)
    assert sensors.read() == {"left_shank": OTHER, "right_foot": ONE}
    sensors.forget("right_foot")
    assert sensors.read() == {"left_shank": OTHER}
    with pytest.raises(InputError, match="right_foot"):
        sensors.forget("right_foot")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "delete it"),
        ('{"version": 2, "sensors": {}}', "update"),
        ('{"version": 1, "sensors": {"left_foot": {"address": 1}}}', "damaged"),
        ('{"version": 1, "sensors": []}', "damaged"),
        ("[]", "damaged"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    sensors = PairedSensors(tmp_path)
    sensors.path.write_text(content)
    with pytest.raises(FileFormatError, match=message) as caught:
        sensors.read()
    assert caught.value.path == sensors.path


def test_placements_are_taken_in_any_spelling() -> None:
    assert checked_placement(" LEFT FOOT ") == checked_placement("left-foot") == "left_foot"
    with pytest.raises(InputError, match="sacrum"):
        checked_placement("nose")
