"""The rules of intake, read once from the data folder: which words mean what, which header is which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.errors import Fault, PlannerError, raise_if_any
from planner.intake import lexicon_text
from planner.intake.needs_net import NeedsNet
from planner.intake.phrases import Phrase, PhraseIndex, compile_phrase
from planner.intake.second_net import SecondNet
from planner.intake.words import WordReader
from planner.model.referral import Channel, NeedCode

LEXICON_NEEDS = tuple(code for code in NeedCode if code not in (NeedCode.PROTECTION, NeedCode.UNCLASSIFIED))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled word lists. Labels of ``needs`` are ``<need>:<kind>``; of ``protection`` ``<effect>:<kind>``."""

    reader: WordReader
    needs: PhraseIndex
    need_exceptions: PhraseIndex
    protection: PhraseIndex
    protection_exceptions: PhraseIndex
    negation: PhraseIndex  # labels before, after, touching, scripts
    denial: PhraseIndex
    common_words: frozenset[str]
    given_names: frozenset[str]
    place_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChannelMapping:
    """How one channel writes: its names in a channel column, the headers that give it away, its own column names."""

    channel: Channel
    names: tuple[str, ...]
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """Everything ``receive`` needs to know about words and headers."""

    lexicon: Lexicon
    channels: tuple[ChannelMapping, ...]
    columns: Mapping[str, tuple[str, ...]]  # header variants every channel shares, by field
    second_net: SecondNet | None = None  # None: switched off
    needs_net: NeedsNet | None = None  # likewise


def build_lexicon(texts: Mapping[str, str]) -> Lexicon:
    """A lexicon from the ``texts`` of its files by stem (food, protection, groups …).

    Raises:
        PlannerError: E1120 for a missing file, E1121 for every phrase that cannot be understood.
    """
    wanted = [*LEXICON_NEEDS, "protection", "groups", "short_forms", "negation", "names", "common_words", "places"]
    missing = [str(name) for name in wanted if name not in texts]
    raise_if_any(
        Fault("E1120", "a lexicon file is missing", "put it back", f"data/lexicon/{name}.txt") for name in missing
    )
    compiler = _Compiler(lexicon_text.groups(texts["groups"]))
    needs, exceptions = _needs(texts, compiler)
    tables = lexicon_text.sections(texts["protection"])
    protection = compiler.index("protection", _labelled(tables, ("sure", "unsure", "emergency")))
    masks = compiler.index("protection", _labelled(tables, ("not",)))
    denial = compiler.index("protection", _labelled(tables, ("denied",)))
    negations = lexicon_text.sections(texts["negation"])
    negation = compiler.index(
        "negation", [(name, line) for name in negations if name != "turns" for line in negations[name]]
    )
    raise_if_any(compiler.faults)
    indexes = (needs, exceptions, protection, masks, denial, negation)
    vocabulary = frozenset[str]().union(*(index.vocabulary for index in indexes))
    reader = WordReader(vocabulary, lexicon_text.pairs(texts["short_forms"]), frozenset(negations.get("turns", ())))
    listed = {name: _word_list(texts[name]) for name in ("names", "common_words", "places")}
    return Lexicon(
        reader, needs, exceptions, protection, masks, negation, denial,
        listed["common_words"] | vocabulary - listed["names"], listed["names"], listed["places"],
    )  # fmt: skip


def _needs(texts: Mapping[str, str], compiler: _Compiler) -> tuple[PhraseIndex, PhraseIndex]:
    entries: list[tuple[str, str]] = []
    exceptions: list[tuple[str, str]] = []
    for need in LEXICON_NEEDS:
        tables = lexicon_text.sections(texts[need])
        entries += [(f"{need}:{kind}", line) for kind in ("words", "state") for line in tables.get(kind, ())]
        exceptions += [(need, line) for line in tables.get("not", ())]
    return compiler.index("needs", entries), compiler.index("needs", exceptions)


def _labelled(tables: Mapping[str, list[str]], effects: tuple[str, ...]) -> list[tuple[str, str]]:
    """Entries of the sections of ``effects``, written plainly or under ``scripts``, labelled ``effect:kind``."""
    found = []
    for effect in effects:
        for prefix in (effect, f"scripts {effect}"):
            found += [(f"{effect}:{kind}", line) for kind, line in lexicon_text.merged(tables, prefix)]
    return found


def _word_list(text: str) -> frozenset[str]:
    return frozenset(word for lines in lexicon_text.sections(text).values() for line in lines for word in line.split())


class _Compiler:
    """Compiles phrases and gathers what cannot be understood, so that an officer sees all mistakes at once."""

    def __init__(self, groups: Mapping[str, frozenset[str]]) -> None:
        self.groups = groups
        self.faults: list[Fault] = []

    def index(self, where: str, entries: list[tuple[str, str]]) -> PhraseIndex:
        phrases: list[Phrase] = []
        for label, source in entries:
            try:
                phrases.append(compile_phrase(label, source, self.groups))
            except ValueError as error:
                self.faults.append(Fault("E1121", str(error), "correct the line", f"data/lexicon, {where}, {label}"))
        return PhraseIndex(tuple(phrases), is_within_clause=where == "needs")


def channel_mapping(table: Mapping[str, object], where: str) -> ChannelMapping:
    """One channel's mapping from its parsed file; E1122 when it names no known channel or a field is not a list."""
    try:
        channel = Channel(str(table["channel"]))
        columns = table.get("columns", {})
        if not isinstance(columns, Mapping):
            raise TypeError("columns is no table")
        return ChannelMapping(
            channel,
            tuple(map(str, _listed(table.get("names", ())))),
            tuple(map(str, _listed(table.get("signature", ())))),
            {str(name): tuple(map(str, _listed(headers))) for name, headers in columns.items()},
        )
    except (KeyError, ValueError, TypeError) as error:
        fault = Fault("E1122", f"the channel mapping is not understood ({error})", "compare it with the others", where)
        raise PlannerError([fault]) from error


def _listed(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is no list")
    return list(value)
