"""Pages of who belongs to a club, and who sees whom."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
