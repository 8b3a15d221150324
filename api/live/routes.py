"""Recordings watched as they happen."""

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["live"])
