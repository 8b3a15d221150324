"""Pages of a coach's athletes at a glance, and those who train now."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
