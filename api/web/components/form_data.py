"""What a form sends, as text by field."""

from typing import Annotated

from fastapi import Depends, Request

_MOST_FIELDS = 20_000


async def _sent(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    # NUL is in no language, and PostgreSQL keeps none.
    return {name: str(value).replace("\0", "") for name, value in form.multi_items()}


Sent = Annotated[dict[str, str], Depends(_sent)]
