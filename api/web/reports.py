"""Pages of what a session tells a patient or a parent, on paper or by a link."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
