"""The dialects that this package speaks."""

from tracker.errors import SensorError
from tracker.sensors.devices.calf import CalfDevice
from tracker.sensors.devices.device import Advertised, Device
from tracker.sensors.devices.movella_dot import MovellaDot
from tracker.sensors.devices.phone import Phone
from tracker.sensors.devices.polar import PolarH10, PolarVeritySense
from tracker.sensors.devices.progressor import Progressor
from tracker.sensors.devices.witmotion import WitMotion

DEVICES: tuple[type[Device], ...] = (
    CalfDevice,
    Progressor,
    WitMotion,
    MovellaDot,
    PolarVeritySense,
    PolarH10,
)
"""In the order in which they are tried on an advertisement."""

_WITHOUT_RADIO: tuple[type[Device], ...] = (Phone,)


def recognised(advertised: Advertised) -> type[Device] | None:
    """The dialect of a sensor that advertises so, if it is a known one."""
    return next((device for device in DEVICES if device.recognises(advertised)), None)


def device_of(profile: str) -> type[Device]:
    """The dialect of that name; SensorError if this version has none."""
    for device in (*DEVICES, *_WITHOUT_RADIO):
        if device.profile == profile:
            return device
    raise SensorError(
        f"sensor profile {profile!r} is not known to this version; update calf-tracker"
    )
