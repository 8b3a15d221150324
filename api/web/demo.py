"""Pages of a club of simulated athletes to look around in."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
