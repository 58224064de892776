"""Loads the rules of intake from the data folder: the lexicon's text files and one small mapping file per channel."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from planner.errors import refuse
from planner.intake.rules import IntakeRules, build_lexicon, channel_mapping


def load_rules(data_dir: Path) -> IntakeRules:
    """The rules under ``data_dir``/lexicon and ``data_dir``/channels.

    Raises:
        PlannerError: E1120–E1122 with every fault of the lexicon, or the first of the channel files.
    """
    texts = {path.stem: path.read_text(encoding="utf-8-sig") for path in sorted((data_dir / "lexicon").glob("*.txt"))}
    tables = {path.stem: _toml(path) for path in sorted((data_dir / "channels").glob("*.toml"))}
    if "common" not in tables:
        raise refuse("E1122", "the shared header list is missing", "put it back", "data/channels/common.toml")
    common = tables.pop("common")
    channels = tuple(channel_mapping(table, f"data/channels/{stem}.toml") for stem, table in tables.items())
    columns = {str(field): tuple(map(str, headers)) for field, headers in common["columns"].items()}
    return IntakeRules(build_lexicon(texts), channels, columns)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(
            "E1122", f"the file is not valid TOML ({error})", "correct it", f"data/channels/{path.name}"
        ) from error
