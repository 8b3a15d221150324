"""Addresses of pages, for links."""

from collections.abc import Mapping
from urllib.parse import urlencode


def query_address(path: str, query: Mapping[str, object]) -> str:
    """The address of a path with the parts of a query that are not empty."""
    text = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{text}" if text else path
