"""A session as a page shows it: what to say first, which columns, which reasons, which drawings."""

from api.web.presentation.findings import FindingView, findings_of
from api.web.presentation.groups import Group, groups_of

__all__ = ["FindingView", "Group", "findings_of", "groups_of"]
