"""Privacy as the API shows it."""

from typing import Annotated

from pydantic import StringConstraints

from api.core.schemas import Body


class EraseIn(Body):
    """That it is meant: the password once more."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
