"""Pages of one athlete: trends, symmetry, programme, calendar."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
