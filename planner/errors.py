"""Faults with a code, a cause and an action, and the one exception that carries them.

The first digit of a code says whose fault it is, and so which exit code the command gives:

====  ==============================  ====
code  family                          exit
====  ==============================  ====
E1…   input that cannot be taken         3
E2…   a command or setting misused       2
E3…   an outside service failed          4
E5…   no plan is possible                5
E9…   a bug of ours                      1
====  ==============================  ====

Every code is written out where it is raised and explained in ``docs/errors/``; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

EXIT_BY_FAMILY = {"1": 3, "2": 2, "3": 4, "5": 5, "9": 1}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: its code, what caused it, what to do, and where it was met."""

    code: str
    cause: str
    action: str
    where: str = ""

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.code}{place}: {self.cause} → {self.action}"


class PlannerError(Exception):
    """A caller's mistake or a failed outside service; carries every fault found, never just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("a PlannerError needs at least one fault")
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @property
    def exit_code(self) -> int:
        """The exit code of the first fault's family."""
        return EXIT_BY_FAMILY.get(self.faults[0].code[1:2], 1)


def refuse(code: str, cause: str, action: str, where: str = "") -> PlannerError:
    """A :class:`PlannerError` for a single fault, to be raised by the caller."""
    return PlannerError([Fault(code, cause, action, where)])


def some_of_each(faults: Iterable[Fault], most: int = 20) -> tuple[Fault, ...]:
    """``faults`` cut to ``most`` and a last one that counts the rest; the first of every kind is always among them.

    Faults are of one kind when code and cause are the same but for numbers: what is wrong a thousand times over must
    not hide what is wrong once.
    """
    given = tuple(faults)
    kinds: dict[tuple[str, str], int] = {}
    for at, fault in enumerate(given):
        kinds.setdefault((fault.code, re.sub(r"\d+", "#", fault.cause)), at)
    first = set(kinds.values())
    others = [at for at in range(len(given)) if at not in first][: max(0, most - len(first))]
    told = [given[at] for at in sorted({*first, *others})]
    left = len(given) - len(told)
    if left:
        told.append(Fault(told[-1].code, f"and {left} more like these", "correct these first", told[-1].where))
    return tuple(told)


def raise_if_any(faults: Iterable[Fault]) -> None:
    """Raise one :class:`PlannerError` with all ``faults``; do nothing when there are none."""
    found = tuple(faults)
    if found:
        raise PlannerError(found)
