"""Plan files: JSON that holds a plan with everything needed to judge, explain and replan it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.errors import Fault, PlannerError, raise_if_any, refuse, some_of_each
from planner.model.dispatch import Plan
from planner.model.limits import beyond

_PLAN = TypeAdapter(Plan)
SCHEMA = "kembara-plan/1"


def read_plan(path: Path) -> Plan:
    """The plan in the file at ``path``.

    Raises :class:`planner.errors.PlannerError` with E1540 (cannot be opened), E1541 (not JSON), E1542 (another schema)
    or, for everything in it that is no plan, E1543, and E1511 for figures that no programme has.
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
        plan = _PLAN.validate_python(tree)
    except ValidationError as error:
        found = (
            Fault("E1543", f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "correct the plan file", where)
            for item in error.errors(include_url=False)
        )
        raise PlannerError(some_of_each(found)) from error
    raise_if_any(some_of_each(beyond_faults(plan, where)))
    return plan


def beyond_faults(record: object, where: str, but: tuple[str, ...] = ()) -> Iterator[Fault]:
    """E1511 for every figure of what was read that no programme has, ``but`` for fields that somebody else judges."""
    for path, cause in beyond(record):
        if not path.endswith(but):
            yield Fault("E1511", f"{path}: {cause}", "correct the figure", where)


def extra_fields(path: Path, plan: Plan) -> tuple[tuple[str, int], ...]:
    """Fields of the file at ``path`` that ``plan``, read from it, does not have: nobody judged them.

    The first of each and how often it stands in the file: on every stop a field is one field.
    """
    tree = json.loads(path.read_text(encoding="utf-8"))
    first: dict[str, str] = {}
    times: Counter[str] = Counter()
    for name in _extra(tree, _PLAN.dump_python(plan, mode="json"), ""):
        kind = re.sub(r"\.\d+\.", ".#.", name)
        first.setdefault(kind, name)
        times[kind] += 1
    return tuple((name, times[kind]) for kind, name in first.items())


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
