"""``kembara check``, ``explain``, ``replan`` and ``replay``: judge, explain, repair and make again a plan file."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.edges import clock
from planner.cli.folders import write_folder
from planner.cli.progress import LineProgress
from planner.errors import refuse
from planner.model.difference import differences
from planner.model.dispatch import Plan, Solution, Unserved
from planner.model.reason import Detail
from planner.pipeline.again import replanned, replayed
from planner.pipeline.judging import must_know_its_names
from planner.pipeline.searching import shares
from planner.report.differences import services_code
from planner.report.reason_words import change_line, detail_text
from planner.report.words import word
from planner.routing import check_plan, prepare
from planner.routing import explain as explain_plan
from planner.workspace import Workspace
from planner.workspace.plans import extra_fields, read_changes, read_plan
from planner.workspace.running import receipt_after, versions

PlanFile = Annotated[Path, typer.Argument(help="A plan file as `kembara plan` writes it.")]
VIOLATED = 3


class Tongue(StrEnum):
    """Languages that reasons are told in."""

    EN = "en"
    MS = "ms"


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
    for field in extra_fields(plan_file, plan):
        typer.echo(f"note\t{field}\tis no field of a plan: nothing was judged by it")
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
    is_same = _planned(made) == _planned(plan)
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


def _explained(plan: Plan) -> list[tuple[str, tuple[Detail, ...]]]:
    solutions = [one for one in (plan.convoys, plan.patrols) if one is not None]
    return [(entry.serves_id, entry.steps) for one in solutions for entry in one.unserved]


def _other_versions(plan: Plan) -> list[tuple[str, str, str]]:
    """What the plan was made with that is another here: name, then, now."""
    here = dict(versions())
    return [(name, then, here.get(name, "absent")) for name, then in plan.receipt.versions if here.get(name) != then]


def explain(
    plan_file: PlanFile,
    place: Annotated[str, typer.Option(help="Only this stop, household or place.")] = "",
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds for proving changes.")] = 30.0,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
    language: Annotated[Tongue, typer.Option(help="Language of the reasons: en or ms.")] = Tongue.EN,
) -> None:
    """Say why each place is not served, and the smallest change that would serve it."""
    plan = read_plan(plan_file)
    must_know_its_names(plan)
    _must_know(plan, place)
    found = _unserved(plan, place, time_limit, seed)
    for entry in found:
        typer.echo(f"{entry.serves_id}\t{entry.name}\t{entry.reason}\t{detail_text(entry, plan, language.value)}")
        change = change_line(entry, plan, language.value)
        if change:
            typer.echo(f"\t{word('explain.change', language.value)}: {change}")
    if not found:
        typer.echo(word("explain.nothing", language.value))


def _must_know(plan: Plan, place: str) -> None:
    """Refuse a place the plan was never asked for: "served" would be a false comfort."""
    known = {name for stop in plan.convoy_problem.stops for name in (stop.stop_id, stop.place_id, stop.name)}
    doors = plan.patrol_problem.deliveries if plan.patrol_problem else ()
    known |= {name for door in doors for name in (door.delivery_id, door.household_id, door.name)}
    if place and place not in known:
        cause = f"the plan knows no stop, place or household {place!r}"
        raise refuse("E1036", cause, "name it as the plan's list of stops or `kembara explain` without --place does")


def _unserved(plan: Plan, place: str, time_limit_s: float, seed: int) -> tuple[Unserved, ...]:
    progress = LineProgress()
    stops = plan.convoy_problem.stops
    wanted = {place} | {stop.stop_id for stop in stops if place in (stop.place_id, stop.name)}

    def asked(solution: Solution) -> Solution:
        left = [item for item in solution.unserved if not place or {item.serves_id, item.name} & wanted]
        return replace(solution, unserved=tuple(left))

    prepare(progress)  # before the clock starts
    convoys, patrols = asked(plan.convoys), asked(plan.patrols) if plan.patrols is not None else None
    first_s, then_s = shares(time_limit_s, convoys, patrols)
    found = explain_plan(plan.convoy_problem, convoys, time_limit_s=first_s, seed=seed, progress=progress)
    if plan.patrol_problem is not None and patrols is not None:
        found += explain_plan(plan.patrol_problem, patrols, time_limit_s=then_s, seed=seed, progress=progress)
    return found


def replan_command(
    plan_file: PlanFile,
    changes: Annotated[Path, typer.Option(help="What has happened (TOML).")],
    out: Annotated[Path, typer.Option(help="Folder for the new plan, its papers and what changes.")],
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds.")] = 20.0,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
) -> None:
    """Plan again after something has happened, changing as little as possible."""
    before = read_plan(plan_file)
    workspace = Workspace.open()
    told = workspace.with_travel(before, read_changes(changes))
    made_of = receipt_after(before, told, time_limit_s=time_limit, seed=seed, now=clock())
    made, found = replanned(before, told, made_of, progress=LineProgress())
    files = workspace.replan_files(before, made, found)
    write_folder(out, files)
    typer.echo(files["differences.en.txt"].decode("utf-8"))
    typer.echo(f"{len(found)} differences, {len(files)} files → {out}")
