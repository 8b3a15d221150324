"""``calf admin``."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from tracker.extras import require_extras

admin = typer.Typer(
    help="Help people with their accounts, on the server's machine.", no_args_is_help=True
)


@admin.callback()
def _admin() -> None:
    """Help people with their accounts, on the server's machine."""


@admin.command("reset-password")
def reset_password(
    email: Annotated[str, typer.Argument(help="The e-mail address of the account.")],
    data_dir: Annotated[
        Path | None, typer.Option(help="Where the server's recordings and results are kept.")
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="The server's address for people, such as https://calf.example.org."),
    ] = None,
) -> None:
    """Print a link that sets a new password for an account, once and within 24 hours.

    The server may run meanwhile. Whoever opens the link can set the password, so send it to the
    person and nobody else. It signs the account out everywhere and ends its API keys. A new link
    replaces the older link.

    Takes the same CALF_… environment variables as `calf serve`. The link begins with --url, else
    with CALF_PUBLIC_URL, else with the address of the server that runs on this machine.

    Example: calf admin reset-password sam@example.org --url https://calf.example.org
    """
    require_extras("calf admin", "server")
    asyncio.run(_reset_password(email, data_dir, url))


async def _reset_password(email: str, data_dir: Path | None, url: str | None) -> None:
    from api.admin.server_address import checked_url, server_address
    from api.core.settings import load_settings
    from api.db.existing import existing_database
    from api.organizations.password_reset import link_for_email

    settings = load_settings(data_dir=data_dir)
    stated = url or settings.public_url
    base = None if stated is None else checked_url(stated)
    async with existing_database(settings.database) as database:
        made = await link_for_email(database, email)
        here = None if base is not None else await server_address(database, settings)
    until = f"{made.expires_at:%Y-%m-%d %H:%M}"
    typer.echo(f"Reset link for {email.strip()} (works once, until {until} UTC):")
    typer.echo(f"{base if here is None else here.url}/reset-password#{made.secret}")
    if here is not None:
        typer.echo(
            ("" if here.running else "No server with this database runs here; start it first. ")
            + "This address opens on this machine only: for other machines give --url, or set "
            "CALF_PUBLIC_URL.",
            err=True,
        )
