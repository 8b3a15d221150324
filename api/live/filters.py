"""Of whom somebody wants to see what happens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everybody whom a viewer sees, or fewer of them."""

    organization_id: str | None = None
    team_id: str | None = None
    athlete_ids: tuple[str, ...] = ()
