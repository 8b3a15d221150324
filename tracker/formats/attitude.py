"""Orientations that sensors computed themselves, as rotations from their frame to the earth's.

scipy's rotations take longer to load than the rest of the readers together, and few files need
them: they are imported here, when the first orientation is read.
"""

from typing import TYPE_CHECKING

from numpy.typing import NDArray

if TYPE_CHECKING:
    import numpy as np
    from scipy.spatial.transform import Rotation


def from_roll_pitch_yaw(angles_deg: "NDArray[np.float64]") -> "Rotation":
    """Rotations of shape (n,) from (n, 3) roll, pitch and yaw in degrees, yaw turned first."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_euler("ZYX", angles_deg[:, ::-1], degrees=True)


def from_quaternions(scalar_first: "NDArray[np.float64]") -> "Rotation":
    """Rotations of shape (n,) from (n, 4) quaternions w, x, y, z of any length but zero."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_quat(scalar_first, scalar_first=True)
