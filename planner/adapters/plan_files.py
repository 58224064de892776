"""Plan files: JSON that holds a plan with everything needed to judge, explain and replan it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.errors import Fault, PlannerError, refuse
from planner.model.dispatch import Plan

_PLAN = TypeAdapter(Plan)
SCHEMA = "kembara-plan/1"
MOST_FAULTS = 20


def read_plan(path: Path) -> Plan:
    """The plan in the file at ``path``.

    Raises :class:`planner.errors.PlannerError` with E1540 (cannot be opened), E1541 (not JSON), E1542 (another schema)
    or one E1543 for everything in it that is no plan.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise refuse("E1540", f"cannot be opened: {error.strerror}", "give a plan file", path.name) from error
    except UnicodeDecodeError as error:
        raise refuse("E1541", "is not UTF-8 text", "give a plan file", path.name) from error
    return plan_of(text, path.name)


def plan_of(text: str, where: str = "plan") -> Plan:
    """The plan in ``text``; faults as :func:`read_plan`."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("E1541", f"is not JSON: {error}", "give a plan file as the planner wrote it", where) from error
    schema = tree.get("schema") if isinstance(tree, dict) else None
    if schema != SCHEMA:
        raise refuse("E1542", f"has schema {schema!r}, not {SCHEMA}", "make the plan again with this version", where)
    try:
        return _PLAN.validate_python(tree)
    except ValidationError as error:
        raise PlannerError(
            Fault("E1543", f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "correct the plan file", where)
            for item in error.errors(include_url=False)[:MOST_FAULTS]
        ) from error


def extra_fields(path: Path, plan: Plan) -> tuple[str, ...]:
    """Fields of the file at ``path`` that ``plan``, read from it, does not have: nobody judged them."""
    tree = json.loads(path.read_text(encoding="utf-8"))
    return tuple(_extra(tree, _PLAN.dump_python(plan, mode="json"), ""))[:MOST_FAULTS]


def _extra(given: object, known: object, where: str) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(known, dict):
        for name, value in given.items():
            if name in known:
                yield from _extra(value, known[name], f"{where}{name}.")
            else:
                yield f"{where}{name}"
    elif isinstance(given, list) and isinstance(known, list) and given and isinstance(given[0], dict):
        for number, (value, same) in enumerate(zip(given, known, strict=False)):
            yield from _extra(value, same, f"{where}{number}.")


def plan_text(plan: Plan) -> str:
    """The file's text: sorted keys, so equal plans make equal files."""
    tree = _PLAN.dump_python(plan, mode="json")
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":")) + "\n"
