"""``kembara onward``: social problems met on the way, recorded in under a minute, taken up by KPWKM's case team."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from planner.cli.edges import clock, me
from planner.cli.referrals import with_own_key
from planner.model.onward import OnwardNote, Problem, Urgency
from planner.roles import Role
from planner.store.onward_desk import OnwardReferrals
from planner.workspace import Workspace

Recorder = Annotated[Role, typer.Option("--role", help="Who records it.")]
CaseTeam = Annotated[Role, typer.Option("--role", help="Whose eyes and hands; only jkm may.")]
Number = Annotated[str, typer.Argument(metavar="ID", help="The number that `record` or `list` gave.")]
SHOWN = ("onward_id", "urgency", "problem", "status", "due_at", "taken_by", "taken_at", "where", "what")


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="Social problems met on the way, for KPWKM's queue.", no_args_is_help=True)
    for name, command in (("record", record), ("list", list_), ("take", take), ("close", close)):
        group.command(name)(command)
    app.add_typer(group, name="onward")


def record(
    problem: Annotated[Problem, typer.Option("--problem", help="What was met.")],
    where: Annotated[str, typer.Option("--where", help="The place, as exactly as it is known.")],
    urgency: Annotated[Urgency, typer.Option("--urgency", help="How soon someone must act.")],
    what: Annotated[str, typer.Option("--what", help="What should be known; - reads standard input.")] = "",
    consent: Annotated[bool | None, typer.Option("--consent/--no-consent", help="Whether the person agreed.")] = None,
    own_id: Annotated[str, typer.Option("--id", help="The note's own number: sent twice, recorded once.")] = "",
    stop: Annotated[str, typer.Option("--stop", help="The plan's stop where it was met.")] = "",
    role: Recorder = Role.PDRM,
) -> None:
    """Put a social problem into KPWKM's queue; names and numbers leave the words first."""
    words = sys.stdin.read() if what == "-" else what
    note = OnwardNote(problem, where, urgency, consent, words, own_id, stop)
    workspace = with_own_key(Workspace.open())
    typer.echo(workspace.hand_on(note, role=role, actor=me(), now=clock()))


def list_(
    closed: Annotated[bool, typer.Option("--closed", help="Those that were dealt with too.")] = False,
    role: CaseTeam = Role.JKM,
) -> None:
    """List the queue, emergencies first, with who took what up and when."""
    seen = _queue().all(role, actor=me(), now=clock(), with_closed=closed)
    typer.echo("\t".join(SHOWN))
    for row in seen[list(SHOWN)].astype(object).where(seen[list(SHOWN)].notna(), "").to_numpy():
        typer.echo("\t".join(" ".join(str(cell).split()) for cell in row))


def take(onward_id: Number, role: CaseTeam = Role.JKM) -> None:
    """Take an open one up: it then shows by whom and when."""
    _queue().take(onward_id, role=role, actor=me(), now=clock())
    typer.echo(f"{onward_id} is taken up by {me()}")


def close(onward_id: Number, role: CaseTeam = Role.JKM) -> None:
    """Close one that was dealt with."""
    _queue().close(onward_id, role=role, actor=me(), now=clock())
    typer.echo(f"{onward_id} is closed")


def _queue() -> OnwardReferrals:
    return Workspace.open().store.onward_referrals
