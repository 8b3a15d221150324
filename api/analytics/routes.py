"""Trends, baselines, symmetry, and who of a team needs attention."""

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["analytics"])
