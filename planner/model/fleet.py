"""Words of a fleet file: where vehicles stand, what they carry, how long service takes, which rules hold."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.dispatch import Break, DatedRule, Vehicle


@dataclass(frozen=True, slots=True)
class FleetDepot:
    """A depot as a fleet file names it: by ``place_id`` of the gazetteer, or by its own lon and lat (EPSG:4326)."""

    depot_id: str
    place_id: str
    name: str
    police_district: str
    stock_baskets: int
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class FleetBreak:
    """A break on a weekday (0 Monday … 6 Sunday); it becomes a :class:`Break` once the plan's first date is known."""

    name: str
    weekday: int
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything a fleet file says. ``basket_g`` is one packed basket's weight; times are seconds."""

    depots: tuple[FleetDepot, ...]
    vehicles: tuple[Vehicle, ...]
    basket_g: int
    reload_s: int
    setup_s: int
    service_s_per_household: int
    door_s: int
    max_reloads: int
    curfew_s: int
    breaks: tuple[FleetBreak, ...] = ()
    rules: tuple[DatedRule, ...] = ()
    floors: tuple[tuple[str, int], ...] = ()
    services: tuple[str, ...] = ()  # vehicle kinds that come to every stop
    open_s: int = 9 * 3600
    close_s: int = 18 * 3600

    def breaks_of(self, weekdays: tuple[int, ...]) -> tuple[Break, ...]:
        """The breaks of a plan whose day ``i`` falls on weekday ``weekdays[i]``."""
        found = []
        for pause in self.breaks:
            days = tuple(i for i, weekday in enumerate(weekdays) if weekday == pause.weekday)
            if days:
                found.append(Break(pause.start_s, pause.end_s, days, pause.name))
        return tuple(found)
