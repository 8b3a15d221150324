"""Everything about a person, to take along or to erase."""

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["privacy"])
