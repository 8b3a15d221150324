"""Athletes' plans and diaries, and what comes next."""

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["programmes"])
