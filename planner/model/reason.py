"""Reasons as codes with figures: a room tells them so, and ``planner.report`` puts them into words, in any language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: a nation has millions of cells


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing about a reason as a code and its figures (name, value); a name may come more than once.

    ``data/words`` has the words of each code in both languages.
    """

    code: str
    figures: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> list[str]:
        """Every value of the figure ``name``, in order."""
        return [value for key, value in self.figures if key == name]


def told(code: str, **figures: object) -> Detail:
    """A detail with its figures as text."""
    return Detail(code, tuple((name, str(value)) for name, value in figures.items()))


def cell_of(details: Iterable[Detail]) -> str:
    """Details as one cell of a table: JSON, each a list of its code and then names and values in turn."""
    rows = [[detail.code, *(part for pair in detail.figures for part in pair)] for detail in details]
    return _json(rows) if rows else ""


def details_of(cell: str) -> tuple[Detail, ...]:
    """The details that :func:`cell_of` made ``cell`` of; none in an empty one."""
    rows = json.loads(cell) if cell else []
    return tuple(Detail(code, tuple(zip(parts[::2], parts[1::2], strict=True))) for code, *parts in rows)
