"""The file beside a plan with what its run sheets tell and the plan does not hold: a replan tells it again."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.model.papers import SheetFacts

NAME = "sheet_facts.json"
_FACTS = TypeAdapter(SheetFacts)


def facts_text(facts: SheetFacts) -> str:
    """The file's text; equal facts make equal files."""
    return _FACTS.dump_json(facts).decode("utf-8") + "\n"


def facts_beside(plan_file: Path, plan_id: str) -> SheetFacts | None:
    """The facts of ``plan_id`` beside its plan file; None where there are none, or those of another plan.

    Nothing of a plan depends on them: without them the sheets say that the announced ones still hold.
    """
    try:
        found = _FACTS.validate_json((plan_file.parent / NAME).read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.plan_id == plan_id else None
