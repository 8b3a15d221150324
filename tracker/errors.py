"""Every error that this package raises on purpose.

::

    CalfError
    ├── InputError                what a person gave cannot be used (exit status 2)
    │   ├── FileFormatError       a file is broken, cut short or of no known format
    │   ├── MissingInformation    something must be told, such as the sampling rate
    │   └── RecordingError        streams or their description contradict each other
    ├── ReaderFault               a reader of ours broke down on a file, whatever the file holds
    ├── SensorError               a sensor or the radio does not do what it should
    │   ├── BluetoothUnavailable  no adapter, switched off, or no permission
    │   ├── SensorNotFound        nothing of that name is in range
    │   ├── LinkLost              a sensor went silent or out of range
    │   ├── SensorRefused         the sensor answered a command with an error
    │   └── PacketError           bytes that the profile does not allow
    └── ServerError               a calf server could not be reached or refused

A message names the file, stream or field and says what to do about it.
"""

from pathlib import Path


class CalfError(Exception):
    """Base of all errors meant for a person to read."""


class InputError(CalfError):
    """What was given cannot be used; the message says why and what would help."""


class FileFormatError(InputError):
    """A file is broken, cut short or of no known format.

    Parameters
    ----------
    path
        The file as the person named it.
    problem
        What is wrong with it, without the file's name.
    """

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = Path(path)
        self.problem = problem


class ReaderFault(CalfError):
    """A reader of ours broke down on a file: a fault of this program, whatever the file holds.

    Parameters
    ----------
    path
        The file as the person named it.
    problem
        What broke down.
    """

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(
            f"{path}: we could not read this file because of a fault of ours ({problem}); please "
            "report it, with the file if you can"
        )


class MissingInformation(InputError):
    """Something that no file states must be told, such as the sampling rate."""


class RecordingError(InputError):
    """The streams of a recording, or their description, contradict each other."""


class SensorError(CalfError):
    """A sensor or the radio does not do what it should."""


class BluetoothUnavailable(SensorError):
    """There is no Bluetooth adapter, it is switched off, or its use is not allowed."""


class SensorNotFound(SensorError):
    """No sensor of that name or address answers."""


class LinkLost(SensorError):
    """A sensor went silent or out of range."""


class SensorRefused(SensorError):
    """A sensor answered a command with an error code."""


class PacketError(SensorError):
    """Bytes that the sensor's profile does not allow."""


class ServerError(CalfError):
    """A calf server could not be reached or refused what was sent."""
