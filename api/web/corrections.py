"""Pages of what people say against the machine's reading of a session."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
