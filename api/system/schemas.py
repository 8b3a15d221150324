"""The catalogue of metrics and the server's health, as the API shows them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_HEIGHT: dict[str, Any] = {
    "id": "heel_height",
    "label": "Height",
    "unit": "m",
    "display_unit": "cm",
    "per_display": 100.0,
    "decimals": 1,
    "scope": "effort",
    "definition": "Rise of the heel from the start of the repetition to its top.",
    "source": "Hébert-Losier 2022",
    "mdc95": 0.022,
    "mdc_source": "encoder, Byrne 2017 (SEM 0.8 cm)",
}
_READY: dict[str, Any] = {"status": "ready", "parts": ["database", "storage", "jobs"]}
_HEALTH: dict[str, Any] = {"status": "ok", "version": "0.1.0", "pipeline_version": "1.3.0"}


class MetricInfo(BaseModel):
    """What one number means."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HEIGHT]})

    id: str = Field(description="Its name in results.")
    label: str
    unit: str = Field(description="Unit of the values in results.")
    display_unit: str = Field(description="Unit for showing it to a person.")
    per_display: float = Field(description="Shown value = value x this.")
    decimals: int = Field(description="Shown digits after the point.")
    scope: Literal["effort", "set"]
    definition: str
    source: str
    mdc95: float | None = Field(
        description="Smallest change between two tests that is not noise at 95 %, in `unit`."
    )
    mdc_source: str | None


class Catalogue(BaseModel):
    """All metrics, in the order in which tables show them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"metrics": [_HEIGHT]}]})

    metrics: list[MetricInfo]


class Health(BaseModel):
    """The server is alive."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HEALTH]})

    status: Literal["ok"]
    version: str = Field(description="Of this program.")
    pipeline_version: str = Field(description="Of the analysis.")


class Ready(BaseModel):
    """The server can do its work."""

    model_config = ConfigDict(json_schema_extra={"examples": [_READY]})

    status: Literal["ready"]
    parts: list[str] = Field(description="What has answered.")
