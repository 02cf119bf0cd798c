"""balie admin: who may log in."""

import asyncio
from typing import TextIO

import click
import msgspec

from router.commands import admin as accounts
from router.settings import BadSetting, from_environment

PASSWORD_FILE = click.option(
    "--password-file",
    type=click.File("r"),
    help="Read the password from this file instead of asking; - is standard input.",
)


@click.group()
def admin() -> None:
    """Who may log in: the first administrator, passwords, locks."""


@admin.command()
@click.argument("account")
@PASSWORD_FILE
def create(account: str, password_file: TextIO | None) -> None:
    """Give ACCOUNT, an administrator in agents.yaml, a log-in. The others get theirs on /admin/accounts."""
    settings = from_environment()
    accounts.administrator_of(settings, account)
    asyncio.run(accounts.create(settings, account, _password(password_file)))
    click.echo(f"{account} can log in. Give the others a log-in on {settings.public_url}/admin/accounts.")


@admin.command()
@click.argument("account")
@PASSWORD_FILE
def password(account: str, password_file: TextIO | None) -> None:
    """Give ACCOUNT another password. Where it was logged in, that ends."""
    settings = from_environment()
    asyncio.run(accounts.set_password(settings, account, _password(password_file)))
    click.echo(f"The password of {account} is changed.")


@admin.command()
@click.argument("account")
def lock(account: str) -> None:
    """Close ACCOUNT: no log-in until it is unlocked."""
    asyncio.run(accounts.lock(from_environment(), account, open_=False))
    click.echo(f"{account} is closed.")


@admin.command()
@click.argument("account")
def unlock(account: str) -> None:
    """Open ACCOUNT again, also after too many wrong tries."""
    asyncio.run(accounts.lock(from_environment(), account, open_=True))
    click.echo(f"{account} is open.")


@admin.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of {account, role, state, secondStep}.")
def list_(as_json: bool) -> None:
    """Everybody in agents.yaml, and how their account is."""
    found = asyncio.run(accounts.listed(from_environment()))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        for each in found:
            code = "  code at log-in" if each["secondStep"] else ""
            click.echo(f"{each['account']!s:24} {each['role'] or '-'!s:12} {each['state']}{code}")


def _password(file: TextIO | None) -> str:
    """The first line of the file, else asked for twice. It stands in no argument, where a list of processes shows it."""
    if file is None:
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
        return asked
    given = file.readline().rstrip("\r\n")
    if not given:
        raise BadSetting(f"{file.name} is empty; put the password on its first line.")
    return given
