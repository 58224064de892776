"""Read what has happened since a plan was announced (TOML).

```toml
day = 0                      # index of the plan's day
now = "10:30"
cancelled = ["stop-3"]
lost = ["lorry-2"]
closed = [["stop-1", "stop-4"]]
note = "flood at the roundabout"

[pins]
stop-7 = 1                   # must stay on day 1

[[new_stops]]                # fields as in a plan file; needs travel times in the plan's matrix
```
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.errors import Fault, PlannerError, refuse
from planner.model.dispatch import Changes
from planner.units import clock_to_s

_CHANGES = TypeAdapter(Changes)


def read_changes(path: Path) -> Changes:
    """The changes in the file at ``path``; :class:`planner.errors.PlannerError` E1540, E1541 or E1543 otherwise."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("E1540", f"cannot be opened: {error.strerror}", "give a changes file", path.name) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("E1541", f"is not TOML: {error}", "correct that line", path.name) from error
    return changes_of(tree, path.name)


def changes_of(tree: dict[str, Any], where: str = "changes") -> Changes:
    """The changes a parsed file describes; E1543 for everything wrong in it."""
    tree = dict(tree)
    faults = [
        Fault("E1543", f"unknown field {key}", "leave it out or correct its name", where)
        for key in tree
        if key not in {*Changes.__dataclass_fields__, "now"}
    ]
    if "now" in tree:
        try:
            tree["now_s"] = clock_to_s(str(tree.pop("now")))
        except ValueError as error:
            faults.append(Fault("E1543", str(error), 'write now = "10:30"', where))
    if isinstance(tree.get("pins"), dict):
        tree["pins"] = list(tree["pins"].items())
    if not faults:
        try:
            return _CHANGES.validate_python(tree)
        except ValidationError as error:
            faults = [
                Fault("E1543", f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "correct the file", where)
                for item in error.errors(include_url=False)
            ]
    raise PlannerError(faults)
