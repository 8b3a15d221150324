"""Which rows are a person's, told from the tables themselves: a new table is not forgotten."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, MetaData, Table, or_, select

SECRET_COLUMNS = frozenset({"password_hash", "digest", "secret"})
"""What opens or signs something is shown to nobody, also not to its owner."""

ACCOUNT_TABLES = {
    "users": "the account itself",
    "memberships": "in which organizations, as what",
    "invitations": "those to the account's address",
    "credentials": "sign-ins and API keys, without their secrets",
    "consents": "which athletes the person may see as a coach, and might",
    "audit_log": "what the person did, and what was done to the account or the profiles",
}
"""Tables that are exported as the account's part."""

NOT_EXPORTED = {
    "organizations": "a club is no person; its name stands beside each membership",
    "demos": "how far a club of people who never lived is filled",
    "teams": "a team is the club's; the places of the person in teams are exported",
    "webhooks": "belong to the organization, and hold nobody's data",
    "deliveries": "events on their way; they name ids that are exported and live for a week",
    "erased_athletes": "of people who are erased nothing can be exported",
    "change_counter": "one number for the whole server",
    "unwanted_objects": "names folders that are being deleted",
}
"""Tables that hold nothing of the person who asks, and why."""


def athlete_tables(tables: MetaData) -> Iterator[tuple[Table, str]]:
    """Every table whose rows go with an athlete, each with what it hangs on, athletes first."""
    owned = {"athletes": ""}
    for table in tables.sorted_tables:
        for key in table.foreign_keys:
            parent = key.column.table.name
            if table.name not in owned and key.ondelete == "CASCADE" and parent in owned:
                owned[table.name] = key.parent.name
        if table.name in owned:
            yield table, owned[table.name]


def of_athlete(table: Table, athlete_id: str) -> ColumnElement[bool]:
    """The condition on a table's rows that they go with an athlete."""
    hangs_on = {one.name: name for one, name in athlete_tables(table.metadata)}[table.name]
    if not hangs_on:
        return table.c.id == athlete_id
    column = table.c[hangs_on]
    (key,) = column.foreign_keys
    parent = key.column.table
    if parent.name == "athletes":
        return column == athlete_id
    return column.in_(select(key.column).where(of_athlete(parent, athlete_id)))


def of_account(
    table: Table, user_id: str, email: str | None, athlete_ids: list[str]
) -> ColumnElement[bool]:
    """The condition on a table's rows that they are of an account."""
    if table.name == "users":
        return table.c.id == user_id
    if table.name == "invitations":
        return table.c.email == email
    if table.name == "consents":
        return table.c.coach_id == user_id
    if table.name == "audit_log":
        about = [table.c.subject.contains(one, autoescape=True) for one in [user_id, *athlete_ids]]
        return or_(table.c.user_id == user_id, *about)
    return table.c.user_id == user_id
