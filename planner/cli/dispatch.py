"""``kembara check``, ``explain``, ``replan`` and ``replay``: judge, explain, repair and make again a plan file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock
from planner.cli.folders import must_take, out_folder, write_folder
from planner.cli.progress import LineProgress
from planner.cli.tongue import InTongue, Tongue
from planner.errors import refuse
from planner.model.difference import differences
from planner.model.dispatch import Looked, Plan, Solution, Unserved
from planner.model.reason import Detail
from planner.pipeline.again import replanned, replayed
from planner.pipeline.judging import must_know_its_names
from planner.pipeline.searching import shares
from planner.report.differences import services_code
from planner.report.printed_names import as_ids, served_by_name
from planner.report.reason_words import change_line, detail_text
from planner.report.summary import item_lines
from planner.report.words import Language, counted, word
from planner.routing import beside_doors, check_plan, prepare
from planner.routing import explain as explain_plan
from planner.workspace import Workspace
from planner.workspace.plans import extra_fields, facts_beside, read_changes, read_plan
from planner.workspace.running import receipt_after, versions

PlanFile = Annotated[Path, typer.Argument(help="A plan file as `kembara plan` writes it.")]
VIOLATED = 3


class Form(StrEnum):
    """How reasons are told: in sentences, or in columns with codes for programs."""

    TEXT = "text"
    TSV = "tsv"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("check")(check)
    app.command("explain")(explain)
    app.command("replan")(replan_command)
    app.command("replay")(replay)


def check(plan_file: PlanFile) -> None:
    """Judge a plan from the file alone; exit 0 only when nothing is wrong."""
    plan = read_plan(plan_file)
    violations = check_plan(plan)
    for violation in violations:
        typer.echo(f"{violation.code}\t{violation.where}\t{violation.detail}")
    for field, times in extra_fields(plan_file, plan):
        more = f", here and in {times - 1} more places" if times > 1 else ""
        typer.echo(f"note\t{field}\tis no field of a plan{more}: nothing was judged by it")
    routes = len(plan.convoys.routes) + (len(plan.patrols.routes) if plan.patrols else 0)
    typer.echo(f"{len(violations)} violations in {routes} routes")
    if violations:
        raise typer.Exit(VIOLATED)


def replay(plan_file: PlanFile) -> None:
    """Make a plan again from its own file and receipt; exit 0 only when it comes out the same."""
    plan = read_plan(plan_file)
    made = replayed(plan, LineProgress())
    for name, then, now in _other_versions(plan):
        typer.echo(f"note\t{name}\tthe plan was made with {then}, here is {now}")
    for what, old, new in (("convoys", plan.convoys, made.convoys), ("patrols", plan.patrols, made.patrols)):
        cut = [when for when, one in (("then", old), ("now", new)) if one is not None and one.is_cut]
        if cut:
            typer.echo(f"note\t{what}\tthe search was cut by the clock {' and '.join(cut)}")
    for line in differences(plan, made):
        typer.echo(f"{line.kind}\t{line.serves_id}\t{services_code(line.before)}\t{services_code(line.after)}")
    if _explained(made) != _explained(plan):
        typer.echo("note\tunserved\twhat would serve a place came out otherwise: `kembara explain` finds it again")
    unproved = list(_unproved(plan, made))
    for serves_id in unproved:
        typer.echo(f"change\t{serves_id}\tthe change called proved is not the one that is found")
    is_same = _planned(made) == _planned(plan) and not unproved
    typer.echo("the same plan" if is_same else "another plan")
    if not is_same:
        raise typer.Exit(VIOLATED)


def _planned(plan: Plan) -> list[object]:
    """What makes two plans the same: who goes where when, what is left out and why, how good it is."""
    return [
        (one.status, one.routes, one.objective, one.bound, [(u.serves_id, u.reason, u.details) for u in one.unserved])
        for one in (plan.convoys, plan.patrols)
        if one is not None
    ]


def _unproved(plan: Plan, made: Plan) -> Iterator[str]:
    """What ``plan`` calls proved to serve a place, though looking again to the end finds another change, or none."""
    now = {entry.serves_id: entry for entry in _left_out(made)}
    for then in _left_out(plan):
        found = now.get(then.serves_id)
        if found is None or found.looked is Looked.CLOCK or not then.is_change_proved:
            continue
        if (found.steps, found.is_change_proved) != (then.steps, True):
            yield then.serves_id


def _left_out(plan: Plan) -> list[Unserved]:
    return [entry for one in (plan.convoys, plan.patrols) if one is not None for entry in one.unserved]


def _explained(plan: Plan) -> list[tuple[str, tuple[Detail, ...]]]:
    return [(entry.serves_id, entry.steps) for entry in _left_out(plan)]


def _other_versions(plan: Plan) -> list[tuple[str, str, str]]:
    """What the plan was made with that is another here: name, then, now."""
    here = dict(versions())
    return [(name, then, here.get(name, "absent")) for name, then in plan.receipt.versions if here.get(name) != then]


def explain(
    plan_file: PlanFile,
    place: Annotated[str, typer.Option(help="Only this stop, household or place.")] = "",
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds for proving changes.")] = 30.0,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
    language: InTongue = Tongue.EN,
    form: Annotated[Form, typer.Option("--format", help="text: sentences; tsv: columns with codes.")] = Form.TEXT,
) -> None:
    """Say why each place is not served, and the smallest change that would serve it."""
    plan = read_plan(plan_file)
    must_know_its_names(plan)
    wanted = _asked_for(plan, place)
    found = _unserved(plan, wanted, time_limit, seed)
    if "+" in plan.plan_id and plan.as_of is None:  # written before a replan noted its moment
        typer.echo(f"note\t{word('explain.no_moment', language.value)}", err=True)
    for entry in found:
        for line in (
            _columns(entry, plan, language.value) if form is Form.TSV else item_lines(entry, plan, language.value)
        ):
            typer.echo(line)
    if not found:
        typer.echo(word("explain.nothing", language.value))


def _columns(entry: Unserved, plan: Plan, language: Language) -> Iterator[str]:
    """Id, name, code and detail; on a line of its own what would serve it."""
    yield f"{entry.serves_id}\t{entry.name}\t{entry.reason}\t{detail_text(entry, plan, language)}"
    change = change_line(entry, plan, language)
    if change:
        yield f"\t{word('explain.change', language)}: {change}"


def _asked_for(plan: Plan, place: str) -> frozenset[str] | None:
    """The stops and deliveries that ``place`` means; None for all.

    A place the plan was never asked for is refused: "served" would be a false comfort.
    """
    wanted = served_by_name(plan, place) if place else None
    if wanted is not None and not wanted:
        cause = f"the plan knows no stop, place or household {place!r}"
        raise refuse("E1036", cause, "name it as the plan's list of stops or `kembara explain` without --place does")
    return wanted


def _unserved(plan: Plan, wanted: frozenset[str] | None, time_limit_s: float, seed: int) -> tuple[Unserved, ...]:
    progress = LineProgress()

    def asked(solution: Solution) -> Solution:
        left = [item for item in solution.unserved if wanted is None or item.serves_id in wanted]
        return replace(solution, unserved=tuple(left))

    prepare(progress)  # before the clock starts
    convoys, patrols = asked(plan.convoys), asked(plan.patrols) if plan.patrols is not None else None
    first_s, then_s = shares(time_limit_s, convoys, patrols)
    explained = partial(explain_plan, seed=seed, progress=progress, as_of=plan.as_of)
    found = explained(beside_doors(plan.convoy_problem, plan.patrols), convoys, time_limit_s=first_s)
    if plan.patrol_problem is not None and patrols is not None:
        found += explained(plan.patrol_problem, patrols, time_limit_s=then_s)
    return found


def replan_command(
    plan_file: PlanFile,
    changes: Annotated[Path, typer.Option(help="What has happened (TOML).")],
    out: Annotated[
        Path,
        typer.Option(parser=out_folder, metavar="DIR", help="Folder for the new plan, its papers and what changes."),
    ],
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds.")] = 20.0,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
    language: InTongue = Tongue.EN,
) -> None:
    """Plan again after something has happened, changing as little as possible."""
    before = read_plan(plan_file)
    facts = facts_beside(plan_file, before.plan_id)
    must_take(out)
    workspace = Workspace.open()
    told = workspace.with_travel(before, as_ids(before, read_changes(changes)))
    made_of = receipt_after(before, told, time_limit_s=time_limit, seed=seed, now=clock())
    made, found = replanned(before, told, made_of, progress=LineProgress())
    files = workspace.replan_files(before, made, found, changes=told, facts=facts)
    write_folder(out, files)
    typer.echo(files[f"differences.{language.value}.txt"].decode("utf-8"))
    typer.echo(f"{counted(len(found), 'difference')}, {counted(len(files), 'file')} → {out}")
