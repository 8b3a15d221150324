"""All tables, for whoever goes through them: migrations, backups and the tests that compare."""

from sqlalchemy import MetaData

from api.accounts import models as accounts
from api.athletes import models as athletes
from api.audit import models as audit
from api.db import change_numbers
from api.db.base import Base
from api.demo import models as demo
from api.memberships import models as memberships
from api.notes import models as notes
from api.organizations import models as organizations
from api.privacy import models as privacy
from api.programmes import models as programmes
from api.recordings import models as recordings
from api.sessions import models as sessions
from api.shares import models as shares
from api.webhooks import models as webhooks

MODELS = (
    accounts, memberships, organizations, athletes, audit, recordings, sessions, programmes,
    webhooks, privacy, notes, shares, demo, change_numbers,
)  # fmt: skip


def metadata() -> MetaData:
    """The description of all tables."""
    return Base.metadata
