"""The numbers of many sessions as rows, and the recordings behind them."""

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["measurements"])
