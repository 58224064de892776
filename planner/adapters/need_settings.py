"""Reads the settings of scoring (``data/settings/need.toml``) and the census table of constituencies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from planner.adapters.need_bounds import out_of_bounds
from planner.errors import Fault, raise_if_any, refuse
from planner.model.need import Emergency, HouseholdPoints, NeedScales, NeedWeights, Reporting, StopRules

_TABLES = {
    "points": HouseholdPoints,
    "scales": NeedScales,
    "reporting": Reporting,
    "emergency": Emergency,
    "stops": StopRules,
}
_FLAT = {
    "shares": ("volume", "vulnerability", "urgency", "access"),
    "waiting": ("half_life_days", "cooldown_days", "target_wait_days"),
    "ranking": ("weight_doubt", "least_features", "neighbours"),
}
_LIMITS = ("floors", "caps")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class NeedSettings:
    """What the file says: the weights, and fewest and most stops per police district."""

    weights: NeedWeights
    floors: tuple[tuple[str, int], ...] = ()
    caps: tuple[tuple[str, int], ...] = ()


def load_need_settings(path: Path) -> NeedSettings:
    """The settings in the TOML file ``path``; every unknown or ill-typed entry is told at once (E2404–E2406)."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("E2404", f"{path.name} cannot be read: {error}", "give a UTF-8 TOML file", path.name) from error
    return parse_need_settings(content, where=path.name)


def parse_need_settings(content: Mapping[str, Any], *, where: str = "settings") -> NeedSettings:
    """The settings in ``content``; what is left away keeps its default."""
    figures = [Fault("E2406", cause, "correct the figure", where) for cause in out_of_bounds(_sound(content))]
    raise_if_any([*_faults(content, where), *figures])
    flat = {name: value for table in _FLAT for name, value in content.get(table, {}).items()}
    nested: dict[str, Any] = {name: _build(kind, content.get(name, {})) for name, kind in _TABLES.items()}
    try:
        weights = NeedWeights(**flat, **nested)
    except ValueError as error:
        raise refuse("E2406", str(error), "correct the figures", where) from error
    floors, caps = (tuple((str(k), int(v)) for k, v in content.get(name, {}).items()) for name in _LIMITS)
    return NeedSettings(weights, floors, caps)


def _build(kind: type[_T], table: Mapping[str, Any]) -> _T:
    def settled(value: object) -> object:
        if isinstance(value, dict):
            return tuple(value.items())
        return tuple(value) if isinstance(value, list) else value

    return kind(**{name: settled(value) for name, value in table.items()})


def _faults(content: Mapping[str, Any], where: str) -> list[Fault]:
    faults = [
        Fault("E2405", f"table [{name}] is not known", "remove or rename it", where)
        for name in content
        if name not in {*_TABLES, *_FLAT, *_LIMITS}
    ]
    for table, known in _known().items():
        faults += _entry_faults(table, content.get(table, {}), known, where)
    for table in _LIMITS:
        faults += _limit_faults(table, content.get(table, {}), where)
    return faults


def _known() -> dict[str, dict[str, Any]]:
    """Every entry's default, by table and name."""
    common = _defaults(NeedWeights())
    flat = {table: {name: common[name] for name in names} for table, names in _FLAT.items()}
    return {name: _defaults(kind()) for name, kind in _TABLES.items()} | flat


def _sound(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of ``content`` whose names and kinds are right: their figures can be judged beside other faults."""
    tables = {table: content.get(table, {}) for table in (*_known(), *_LIMITS)}
    given = {table: entries if isinstance(entries, dict) else {} for table, entries in tables.items()}
    sound = {
        table: {name: value for name, value in given[table].items() if name in known and _fits(value, known[name])}
        for table, known in _known().items()
    }
    for table in _LIMITS:
        sound[table] = {str(name): value for name, value in given[table].items() if _is_limit(value)}
    return sound


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _limit_faults(table: str, entries: object, where: str) -> list[Fault]:
    if not isinstance(entries, dict):
        return [_no_table(table, where)]
    return [
        Fault("E2406", f"{table}.{name} is {value!r}", "give a whole number from 0", where)
        for name, value in entries.items()
        if not _is_limit(value)
    ]


def _no_table(table: str, where: str) -> Fault:
    return Fault("E2405", f"{table} is not a table", f"write [{table}] with entries below", where)


def _defaults(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the settings records
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _entry_faults(table: str, entries: object, known: Mapping[str, Any], where: str) -> list[Fault]:
    if not isinstance(entries, dict):
        return [_no_table(table, where)]
    faults = []
    for name, value in entries.items():
        if name not in known:
            faults.append(Fault("E2405", f"{table}.{name} is not known", f"use one of {', '.join(known)}", where))
        elif not _fits(value, known[name]):
            cause = f"{table}.{name} is {value!r}, the default is {known[name]!r}"
            faults.append(Fault("E2406", cause, "give a value of that kind, not below 0", where))
    return faults


def _fits(value: object, default: object) -> bool:
    """Whether ``value`` is of the kind of ``default``; numbers not below 0, lists of the same kind and, for
    fixed-length tuples of floats, the same length.
    """
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if isinstance(default, int):
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if isinstance(default, tuple) and default and isinstance(default[0], tuple):
        return isinstance(value, dict) and all(_fits(pieces, 1) for pieces in value.values())
    if isinstance(default, tuple):
        same_length = not isinstance(default[0], float) or (isinstance(value, list) and len(value) == len(default))
        return isinstance(value, list) and bool(value) and same_length and all(_fits(v, default[0]) for v in value)
    return isinstance(value, str)
