"""``kembara account``: local accounts for signing in at small sites."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.edges import clock, me
from planner.roles import Role
from planner.store.account_desk import Accounts
from planner.workspace import Workspace

Name = Annotated[str, typer.Argument(help="Account name.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="Local accounts for signing in.", no_args_is_help=True)
    for command in (add, list_, password, disable, enable):
        group.command(command.__name__.rstrip("_"))(command)
    app.add_typer(group, name="account")


def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="What the account may see and do.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an account; the password is asked for, or read from two lines of standard input."""
    account = _accounts().add(name, role, password, role=Role.PLANNER, actor=me(), now=clock())
    typer.echo(f"account {account.name} may sign in as {account.role}")


def list_() -> None:
    """List the accounts with their roles."""
    for account in _accounts().all(Role.PLANNER):
        typer.echo(f"{account.name}\t{account.role}\t{'disabled' if account.is_disabled else 'enabled'}")


def password(
    name: Name,
    old: Annotated[str, typer.Option("--old", prompt="Password so far", hide_input=True)],
    new: Annotated[str, typer.Option("--new", prompt="New password", hide_input=True, confirmation_prompt=True)],
) -> None:
    """Change an account's password, asked for together with the one so far; nothing of them is shown."""
    _accounts().change_password(name, old, new, now=clock())
    typer.echo(f"the password of {name} is changed")


def disable(name: Name) -> None:
    """Keep an account from signing in."""
    _accounts().set_enabled(name, is_enabled=False, role=Role.PLANNER, actor=me(), now=clock())
    typer.echo(f"account {name} is disabled")


def enable(name: Name) -> None:
    """Let a disabled account sign in again."""
    _accounts().set_enabled(name, is_enabled=True, role=Role.PLANNER, actor=me(), now=clock())
    typer.echo(f"account {name} is enabled")


def _accounts() -> Accounts:
    return Workspace.open().store.accounts
