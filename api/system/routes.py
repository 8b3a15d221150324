"""The server's health and the meaning of its numbers."""

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import AllServices
from api.errors import Unavailable, responses
from api.system.schemas import Catalogue, Health, QuantityOut
from api.version import VERSION
from tracker.analysis import PIPELINE_VERSION
from tracker.quantities import CATALOGUE

router = APIRouter(prefix="/v1", tags=["system"])


@router.get("/quantities", summary="List quantities", response_description="The catalogue.")
async def list_quantities() -> Catalogue:
    """What each number in a result means: definition, unit, source, smallest real change."""
    shown = [
        QuantityOut.model_validate(quantity, from_attributes=True)
        for quantity in CATALOGUE.values()
    ]
    return Catalogue(quantities=shown)


@router.get(
    "/health",
    summary="Ask whether the server is well",
    response_description="It is.",
    responses=responses(Unavailable),
)
async def get_health(services: AllServices) -> Health:
    """Answer once the database has answered."""
    try:
        await services.database.ping()
    except SQLAlchemyError as error:
        raise Unavailable("The database does not answer.") from error
    return Health(status="ok", version=VERSION, pipeline_version=PIPELINE_VERSION)
