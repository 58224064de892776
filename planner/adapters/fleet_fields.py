"""Fields of a fleet file, each read with its fault: clocks, whole numbers, names, kinds."""

from __future__ import annotations

from planner.errors import Fault
from planner.model.dispatch import Vehicle, VehicleKind
from planner.units import clock_to_s, s_to_clock

Faults = list[Fault]


class Table:
    """One TOML table; a reader of its fields that notes what is wrong and goes on."""

    def __init__(self, row: object, where: str, faults: Faults) -> None:
        self.where = where
        self._faults = faults
        if not isinstance(row, dict):
            self.fault(f"{where} must be a table", "see data/fleet for an example")
            row = {}
        self._row: dict[str, object] = row

    @property
    def names(self) -> list[str]:
        """The keys, in the file's order."""
        return list(self._row)

    def fault(self, cause: str, action: str, code: str = "E1522") -> None:
        """Note something wrong in this table."""
        self._faults.append(Fault(code, cause, action, self.where))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; a missing one without default is a fault."""
        value = self._row.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fault(f"{key} is missing or not a text", f"give {key}")
            return ""
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when missing. A bare text is a fault: it would be read letter by letter."""
        value = self._row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(f"{key} is {value!r}, not a list of names", f'write {key} = ["…", "…"]')
            return ()
        return tuple(value)

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        """A whole number of at least ``least``."""
        value = self._row.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(f"{key} is {value!r}, not a whole number", f"give {key} as a whole number")
            return least
        if value < least:
            self.fault(f"{key} is {value}, below {least}", "correct the number", "E1528")
            return least
        return value

    def number(self, key: str) -> float | None:
        """A number, or None when missing."""
        value = self._row.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.fault(f"{key} is {value!r}, not a number", f"give {key} as degrees")
            return None
        return float(value)

    def clock(self, key: str, default: str) -> int:
        """Seconds since midnight of a time written HH:MM."""
        value = self._row.get(key, default)
        try:
            return clock_to_s(value if isinstance(value, str) else "")
        except ValueError:
            self.fault(f"{key} is {value!r}, not a time HH:MM", f'write {key} = "{default}"')
            return clock_to_s(default)


def vehicle_of(table: Table, shift: tuple[int, int]) -> Vehicle | None:
    """A vehicle; None (and faults) when its kind is unknown."""
    kind = table.text("kind")
    if kind not in set(VehicleKind):
        if kind:
            table.fault(f"unknown kind {kind!r}", f"use one of {', '.join(VehicleKind)}", "E1527")
        return None
    start = table.clock("shift_start", s_to_clock(shift[0]))
    end = table.clock("shift_end", s_to_clock(shift[1]))
    if end <= start:
        table.fault("the shift ends before it begins", "give a later end", "E1529")
    return Vehicle(
        vehicle_id=table.text("id"),
        kind=VehicleKind(kind),
        depot_id=table.text("depot"),
        capacity_g=1000 * table.whole("capacity_kg", 0),
        capacity_baskets=table.whole("capacity_baskets", 0),
        shift_start_s=start,
        shift_end_s=end,
        crew=table.whole("crew", 2, least=1),
        police_district=table.text("police_district", ""),
    )
