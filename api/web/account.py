"""Pages of one's own account: password, keys, how pages are shown, one's data."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
