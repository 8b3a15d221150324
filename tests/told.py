"""What efforts say, so that it can be compared but for a float's last digits.

A matrix product's depend on where in memory its operands lie.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.results import Effort

_DIGITS = 9


def told(efforts: Iterable[Effort]) -> list[Any]:
    """The efforts as their JSON, numbers rounded to nine digits after the point."""
    return [_rounded(one.to_dict()) for one in efforts]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
