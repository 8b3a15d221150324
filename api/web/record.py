"""Pages of recording with a phone or with sensors in reach of it."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
