"""Who asks, and what a secret lets them do; what data they see is `api.athletes.visibility`'s."""

from dataclasses import dataclass, field
from enum import StrEnum

from api.core.errors import Forbidden


class Kind(StrEnum):
    """What a secret is for."""

    BROWSER = "browser"
    ACCESS = "access"
    REFRESH = "refresh"
    KEY = "key"
    ENTRY = "entry"
    RESET = "reset"


class Scope(StrEnum):
    """What a secret lets its holder do, within what its user may."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"


EVERYTHING = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user who asks for something, known by a secret.

    Parameters
    ----------
    user_id, credential_id
        Who, and by which secret.
    kind, scopes
        Of the secret.
    organization_id
        The only organization that the secret opens; None opens all of the user's.
    csrf
        What an unsafe request from a browser must carry; None for other kinds of secrets.
    """

    user_id: str
    credential_id: str
    kind: Kind
    scopes: frozenset[Scope]
    organization_id: str | None = None
    csrf: str | None = field(default=None, repr=False)

    def must(self, scope: Scope) -> None:
        """Raise Forbidden unless the secret has the scope."""
        if scope not in self.scopes:
            raise Forbidden(f"This key lacks the scope '{scope}'; make one that has it.")
