"""Address tables in and placements out, as the contract of ``kembara geocode`` names their columns."""

from __future__ import annotations

import contextlib
import math
import re
from pathlib import Path

import pandas as pd

from planner.errors import Fault, PlannerError, raise_if_any, refuse
from planner.frames import ADDRESSES, check

OUT_COLUMNS = (
    "id", "place_name", "lat", "lon", "level", "radius_m", "probability", "runner_up", "reason",
)  # fmt: skip
EXTRA_COLUMNS = ("unit", "place_id", "runner_up_id")


def read_addresses(path: Path) -> pd.DataFrame:
    """ADDRESSES from a CSV with ``id,address_text[,postcode,state,lat,lon]``; every fault is raised at once.

    Coordinates are taken as they are; the geocoder judges them. Faults: E1220 unreadable, E1221 a column is missing,
    E1222 an id is empty, E1223 an id repeats, E1224 a coordinate is not a number, E1225 a row has more cells than the
    header, E1226 a column is there twice.
    """
    table = read_table(path)
    missing = [name for name in ("id", "address_text") if name not in table.columns]
    raise_if_any(
        Fault("E1221", f"column {name} is missing", "name the columns id and address_text", path.name)
        for name in missing
    )
    raise_if_any(
        Fault("E1226", f"column {name} is there twice", "keep one of them", path.name)
        for name in ("id", "address_text", "postcode", "state", "lat", "lon")
        if f"{name}.1" in table.columns
    )
    faults = id_faults(table["id"], path.name)
    frame = pd.DataFrame({"id": table["id"].str.strip(), "address_text": table["address_text"]})
    for name in ("postcode", "state"):
        frame[name] = table[name].str.strip() if name in table.columns else ""
    frame["postcode"] = frame["postcode"].str.removesuffix(".0")  # a sheet that took postcodes for numbers
    for name in ("lon", "lat"):
        texts = table[name].tolist() if name in table.columns else [""] * len(table)
        frame[name] = [read_number(text, name, f"row {row}", faults) for row, text in enumerate(texts, start=1)]
    raise_if_any(faults)
    return check(frame.astype({"lon": float, "lat": float}), ADDRESSES)


_MORE_CELLS = re.compile(r"line (\d+), saw (\d+)")
"""How pandas tells of a row with more cells than those before it."""


def read_table(path: Path) -> pd.DataFrame:
    """The CSV as text (E1220, E1225).

    Its first cells are never taken for row labels, as pandas does when commas are unquoted.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        found = _MORE_CELLS.search(str(error))
        if found:
            raise _more_cells(f"{path.name} line {found[1]}") from error
        cause = f"the file cannot be read: {type(error).__name__}"
        raise refuse("E1220", cause, "give a CSV in UTF-8 with a header", path.name) from error
    if not isinstance(table.index, pd.RangeIndex):
        raise _more_cells(f"{path.name} line 2")
    return table


def _more_cells(where: str) -> PlannerError:
    cause = "a row has more cells than the header"
    return refuse("E1225", cause, "put an address that holds commas in double quotes", where)


def id_faults(ids: pd.Series, where: str) -> list[Fault]:
    """What is wrong with a column of ids: empty ones and repeats."""
    stripped = ids.str.strip()
    faults = []
    if (stripped == "").any():
        row = int((stripped == "").to_numpy().argmax()) + 1
        faults.append(Fault("E1222", "an id is empty", "give every row an id", f"{where} row {row}"))
    repeats = stripped[stripped.duplicated() & (stripped != "")]
    if len(repeats):
        cause = f"{len(repeats)} ids repeat, first {repeats.iloc[0][:20]!r}"
        faults.append(Fault("E1223", cause, "give every row its own id", where))
    return faults


def read_number(text: str, name: str, where: str, faults: list[Fault]) -> float:
    """The number in a cell, NaN for an empty one; what is no number is told in ``faults``."""
    if not text.strip():
        return math.nan
    try:
        return float(text)
    except ValueError:
        cause = f"{name} is {text[:20]!r}, not a number"
        faults.append(Fault("E1224", cause, "write degrees or leave it empty", where))
        return math.nan


def write_placements(placements: pd.DataFrame, path: Path) -> None:
    """PLACEMENTS as CSV: the contract's columns first, then unit and ids; cells never start as a formula."""
    frame = placements.loc[:, [*OUT_COLUMNS, *EXTRA_COLUMNS]]
    write_whole(frame, path, ("place_name", "runner_up", "reason", "unit"))


def write_whole(frame: pd.DataFrame, path: Path, texts: tuple[str, ...]) -> None:
    """``frame`` as CSV, whole or not at all (E1227); cells of ``texts`` and ids never start as a formula."""
    frame = frame.copy()
    for name in texts:
        frame[name] = [f"'{text}" if text[:1] in "=+-@\t\r" and text else text for text in frame[name]]
    frame["id"] = [f"'{text}" if text[:1] in {"=", "@", "\t"} else text for text in frame["id"]]
    aside = path.with_name(f".{path.name}.part")
    try:
        frame.to_csv(aside, index=False, float_format="%.6g", lineterminator="\n")
        aside.replace(path)  # whole or not at all
        return
    except OSError as error:
        cause = f"the answer cannot be written: {type(error).__name__}"
    with contextlib.suppress(OSError):
        aside.unlink(missing_ok=True)
    raise refuse("E1227", cause, "give a file name in a folder that exists and may be written to", path.name)
