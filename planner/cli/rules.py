"""``kembara rules``: dated rules (cordon, curfew, escort …) that every plan from the store keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock, me, parse_date
from planner.roles import Role
from planner.workspace import Workspace

Setter = Annotated[Role, typer.Option("--role", help="Whose hands; only planner may.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="Dated rules that every plan from the store keeps.", no_args_is_help=True)
    for name, command in (("list", list_), ("add", add), ("drop", drop)):
        group.command(name)(command)
    app.add_typer(group, name="rules")


def list_(
    on: Annotated[str | None, typer.Option("--on", help="Only those that hold on this day (YYYY-MM-DD).")] = None,
    role: Annotated[Role, typer.Option("--role", help="Whose eyes.")] = Role.PLANNER,
) -> None:
    """List the store's rules by their first day; those of a fleet file stand in that file."""
    day = None if on is None else parse_date(on, "--on")
    for rule in Workspace.open().store.rules(role, first=day, last=day):
        what = [", ".join(rule.places), rule.note]
        typer.echo("\t".join([rule.rule_id, rule.kind, rule.start.isoformat(), rule.end.isoformat(), *what]))


def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="Tables named rule, as in a fleet file, each with an id.")
    ],
    role: Setter = Role.PLANNER,
) -> None:
    """Keep the rules of a file, all or none; one with a known id takes that one's place."""
    given, unknown = Workspace.open().add_rules(file, role=role, actor=me(), now=clock())
    for name in unknown:
        typer.echo(f"note: the gazetteer does not know {name!r}, so the rule binds that very name alone", err=True)
    typer.echo(f"{len(given)} rules hold for every plan from the store: {', '.join(rule.rule_id for rule in given)}")


def drop(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence without names; it stays on record.")],
    role: Setter = Role.PLANNER,
) -> None:
    """Take a rule away."""
    Workspace.open().store.drop_rule(rule_id, role=role, actor=me(), now=clock(), reason=reason)
    typer.echo(f"{rule_id} holds no more")
