"""The line under (or over) points that come one after another, and nearest to all of them."""

from bisect import bisect_right


class Hull:
    """Lower convex hull of points of increasing abscissa, kept in a time that does not grow.

    Parameters
    ----------
    upper
        Keep the upper hull instead; then "under" reads "over" everywhere here.
    """

    def __init__(self, *, upper: bool = False) -> None:
        self._sign = -1.0 if upper else 1.0
        self._x: list[float] = []
        self._y: list[float] = []
        self._first = 0.0
        self._sum_x = 0.0
        self._first_y = 0.0
        self._sum_y = 0.0
        self.count = 0

    def add(self, x: float, y: float) -> bool:
        """Add a point; one not right of the last is ignored, and gives False."""
        y *= self._sign
        if not self.count:
            self._first, self._first_y = x, y
        elif x <= self._x[-1]:
            return False
        self._sum_x += x - self._first
        self._sum_y += y - self._first_y
        self.count += 1
        while len(self._x) > 1 and self._bends_down(x, y):
            self._x.pop()
            self._y.pop()
        self._x.append(x)
        self._y.append(y)
        return True

    @property
    def mean(self) -> float:
        """Mean abscissa of all points; at least one is needed for this and all that follows."""
        return self._first + self._sum_x / self.count

    @property
    def span(self) -> float:
        """From the first abscissa to the last."""
        return self._x[-1] - self._first

    @property
    def slope(self) -> float:
        """Slope of the line under all points nearest to them; 1 for a single point."""
        if len(self._x) < 2:
            return 1.0
        right = min(max(bisect_right(self._x, self.mean), 1), len(self._x) - 1)
        rise = self._y[right] - self._y[right - 1]
        return self._sign * rise / (self._x[right] - self._x[right - 1])

    def height_at(self, x: float, slope: float) -> float:
        """Where the line of that slope that touches the points from below passes `x`."""
        slope *= self._sign
        return self._sign * min(
            y + slope * (x - at) for at, y in zip(self._x, self._y, strict=True)
        )

    def mean_distance(self, slope: float) -> float:
        """Mean distance (along the ordinate) of all points from that line."""
        centre = self._sign * (self._first_y + self._sum_y / self.count)
        return self._sign * (centre - self.height_at(self.mean, slope))

    def _bends_down(self, x: float, y: float) -> bool:
        """Whether the newest vertex lies on or above the line from the one before to the point."""
        x0, x1 = self._x[-2:]
        y0, y1 = self._y[-2:]
        return (y1 - y0) * (x - x0) >= (y - y0) * (x1 - x0)
