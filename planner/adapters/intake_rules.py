"""Loads the rules of intake from the data folder: the lexicon's text files and one small mapping file per channel."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from planner.errors import refuse
from planner.intake import lexicon_text
from planner.intake.needs_net import NeedsNet
from planner.intake.rules import IntakeRules, Lexicon, build_lexicon, channel_mapping
from planner.intake.second_net import BIAS, Meanings, SecondNet
from planner.model.referral import NeedCode


def load_rules(data_dir: Path) -> IntakeRules:
    """The rules under ``data_dir``/lexicon and ``data_dir``/channels.

    Raises:
        PlannerError: E1120–E1123 with every fault of the lexicon, or the first of the channel files.
    """
    tables = {path.stem: _toml(path) for path in sorted((data_dir / "channels").glob("*.toml"))}
    if "common" not in tables:
        raise refuse("E1122", "the shared header list is missing", "put it back", "data/channels/common.toml")
    common = tables.pop("common")
    channels = tuple(channel_mapping(table, f"data/channels/{stem}.toml") for stem, table in tables.items())
    columns = {str(field): tuple(map(str, headers)) for field, headers in common["columns"].items()}
    lexicon = load_lexicon(data_dir)
    return IntakeRules(lexicon, channels, columns, _second_net(data_dir, lexicon), _needs_net(data_dir, lexicon))


def load_lexicon(data_dir: Path) -> Lexicon:
    """The word lists alone, without the models fitted on them; errors as :func:`load_rules`."""
    paths = sorted((data_dir / "lexicon").glob("*.txt"))
    return build_lexicon({path.stem: path.read_text(encoding="utf-8-sig") for path in paths})


def load_meanings(data_dir: Path) -> Meanings:
    """The words that mean alike, for the second net of protection."""
    return _meanings(data_dir, "meanings.txt")


def load_need_meanings(data_dir: Path) -> Meanings:
    """The words that stand for the same want, for the second net of triage."""
    return _meanings(data_dir, "need_meanings.txt")


def _meanings(data_dir: Path, name: str) -> Meanings:
    return Meanings.of(lexicon_text.groups((data_dir / "lexicon" / name).read_text(encoding="utf-8-sig")))


def _second_net(data_dir: Path, lexicon: Lexicon) -> SecondNet | None:
    """The model behind the lexicon, None when its settings switch it off; E1123 when it cannot be used as it is."""
    settings = _toml(data_dir / "settings" / "second_net.toml")
    try:
        if not settings["enabled"]:
            return None
        bounds = [float(settings[name]) for name in ("threshold", "release", "doubt")]
        with (data_dir / "lexicon" / "second_net.csv").open(encoding="utf-8-sig", newline="") as file:
            weights = {name: float(weight) for name, weight in csv.reader(file) if name != "feature"}
        if BIAS not in weights or not all(0 <= bound <= 1 for bound in bounds):
            raise ValueError("the bias, or threshold, release and doubt between 0 and 1, are missing")
        meanings, wants = load_meanings(data_dir), load_need_meanings(data_dir)
        return SecondNet(weights, meanings, wants, bounds[0], lexicon.given_names, bounds[1], bounds[2])
    except (OSError, KeyError, TypeError, ValueError) as error:
        action = "correct data/settings/second_net.toml, fit the weights anew, or set enabled = false"
        raise refuse(
            "E1123", f"the second net cannot be read ({error})", action, "data/settings/second_net.toml"
        ) from error


def _needs_net(data_dir: Path, lexicon: Lexicon) -> NeedsNet | None:
    """The model behind the need lists, None when switched off; E1123 when it cannot be used as it is."""
    settings = _toml(data_dir / "settings" / "second_net.toml").get("needs", {})
    try:
        if not settings or not settings["enabled"]:
            return None
        with (data_dir / "lexicon" / "needs_net.csv").open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            codes = tuple(NeedCode(name) for name in next(table)[1:])
            weights = {name: tuple(map(float, values)) for name, *values in table}
        bounds = tuple(float(settings["bounds"][code]) for code in codes)
        if not all(0 <= bound <= 1 for bound in bounds) or BIAS not in weights:
            raise ValueError("a bound between 0 and 1 or the bias is missing")
        if any(len(row) != len(codes) for row in weights.values()):
            raise ValueError("a row has not one weight for each need")
        return NeedsNet(codes, weights, load_need_meanings(data_dir), bounds, lexicon.given_names)
    except (OSError, KeyError, TypeError, ValueError, StopIteration) as error:
        action = "correct data/settings/second_net.toml, fit the table anew, or set enabled = false under [needs]"
        raise refuse(
            "E1123", f"the second net of needs cannot be read ({error})", action, "data/settings/second_net.toml"
        ) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(
            "E1122", f"the file is not valid TOML ({error})", "correct it", f"data/{path.parent.name}/{path.name}"
        ) from error
