"""Which sensor is worn where: remembered from one recording to the next."""

import json
import os
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path

from platformdirs import user_config_path

from tracker.errors import FileFormatError, InputError

FILE_NAME = "sensors.json"
VERSION = 1
PLATE_PLACEMENTS = ("plate", "left_plate", "right_plate")
"""Where a force plate can stand."""

PLACEMENTS = (
    *(
        f"{side}_{site}"
        for side in ("left", "right")
        for site in ("foot", "heel", "shank", "thigh")
    ),
    "sacrum",
    "board",
    *PLATE_PLACEMENTS,
)
"""Where a sensor can be worn or stand."""


@dataclass(frozen=True, slots=True)
class PairedSensor:
    """A sensor that belongs to a placement."""

    address: str
    name: str
    profile: str


def checked_placement(text: str) -> str:
    """A placement as it is written in recordings; InputError if it is not known."""
    placement = text.strip().lower().replace(" ", "_").replace("-", "_")
    if placement not in PLACEMENTS:
        close = get_close_matches(placement, PLACEMENTS, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise InputError(
            f"{text!r} is not a placement.{meant} Choose from {', '.join(PLACEMENTS)}."
        )
    return placement


def placement_label(placement: str) -> str:
    """A placement as the start of a line, such as ``Left foot``."""
    return placement.replace("_", " ").capitalize()


class PairedSensors:
    """The remembered sensors, by placement, in a file of the user.

    Parameters
    ----------
    folder
        Where the file is; None is ``CALF_CONFIG_DIR`` or the user's configuration directory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        told = os.environ.get("CALF_CONFIG_DIR")
        self.path = (
            folder or (Path(told) if told else user_config_path("calf-tracker", appauthor=False))
        ) / FILE_NAME

    def read(self) -> dict[str, PairedSensor]:
        """All of them; FileFormatError if the file is damaged or of a newer version."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise FileFormatError(
                self.path, f"cannot be read ({error}); delete it and pair the sensors again"
            ) from error
        try:
            if content["version"] != VERSION:
                raise FileFormatError(self.path, "is of a newer calf-tracker; update this one")
            return {
                checked_placement(placement): PairedSensor(**one)
                for placement, one in content["sensors"].items()
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise FileFormatError(
                self.path, "is damaged; delete it and pair the sensors again"
            ) from error

    def remember(self, placement: str, sensor: PairedSensor) -> None:
        """Let a sensor belong to a placement, and to no other."""
        kept = {at: one for at, one in self.read().items() if one.address != sensor.address}
        self._write(kept | {placement: sensor})

    def forget(self, placement: str) -> None:
        """Take a placement's sensor from it; InputError if it has none."""
        sensors = self.read()
        if placement not in sensors:
            raise InputError(f"No sensor is paired with {placement}.")
        del sensors[placement]
        self._write(sensors)

    def _write(self, sensors: dict[str, PairedSensor]) -> None:
        content = {
            "version": VERSION,
            "sensors": {placement: asdict(one) for placement, one in sorted(sensors.items())},
        }
        # Written beside and put in place at once: a crash leaves the old file or the new.
        beside = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            beside.replace(self.path)
        except OSError as error:
            raise FileFormatError(self.path, f"cannot be written ({error.strerror})") from error
