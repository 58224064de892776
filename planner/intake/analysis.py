"""All that is read out of a text, once per text: people repeat themselves, and forms repeat people."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.intake.firewall import Alarm, watch
from planner.intake.households_in_text import People, people_in
from planner.intake.redact import Identity, own_parts, redact_generally, redact_own
from planner.intake.rules import IntakeRules, Lexicon
from planner.intake.triage import Triage, classify
from planner.intake.words import word_set

MAX_REMEMBERED = 50_000
"""Texts kept in memory at once: about 50 MB."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Needs, alarm, people and language of one text."""

    needs: Triage
    alarm: Alarm | None
    people: People
    language: str


@dataclass(slots=True)
class Analyst:
    """Reads texts against the rules and remembers what it has read; its answers depend on the text alone."""

    rules: IntakeRules
    _read: dict[str, Analysis] = field(default_factory=dict)
    _redacted: dict[tuple[str, bool], str] = field(default_factory=dict)
    _parts: dict[str, frozenset[str]] = field(default_factory=dict)

    def read(self, text: str) -> Analysis:
        """The analysis of ``text``."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) >= MAX_REMEMBERED:
                self._read.clear()
            lexicon = self.rules.lexicon
            words = lexicon.reader.read(text)
            needs = classify(words, self.rules)
            known = self._read[text] = Analysis(
                needs,
                watch(words, self.rules),
                people_in(words.text, needs.needs),
                language_of(text, words.written, lexicon),
            )
        return known

    def redact(self, text: str, who: Identity, *, is_address: bool = False) -> str:
        """``text`` without identities: what any row would lose is found once, the row's own name each time."""
        parts = self._parts.get(who.name)
        if parts is None:
            if len(self._parts) >= MAX_REMEMBERED:
                self._parts.clear()
            parts = self._parts[who.name] = own_parts(who.name, self.rules.lexicon)
        own = redact_own(text, who, self.rules.lexicon, parts)
        clean = self._redacted.get((own, is_address))
        if clean is None:
            if len(self._redacted) >= MAX_REMEMBERED:
                self._redacted.clear()
            clean = self._redacted[own, is_address] = redact_generally(own, self.rules.lexicon, is_address=is_address)
        return clean


def language_of(text: str, written: list[str], lexicon: Lexicon) -> str:
    """zh, ta, en, ms, or empty for no text: the script first, then which everyday words prevail."""
    if not text.isascii():
        if any("\u4e00" <= char <= "\u9fff" for char in text):
            return "zh"
        if any("\u0b80" <= char <= "\u0bff" for char in text):
            return "ta"
    if not written:
        return ""
    english = sum(map(_ENGLISH.__contains__, written))
    if 2 * english > len(written):
        return "en"
    common = lexicon.common_words
    malay = sum([word in _MALAY or (word in common and word not in _ENGLISH) for word in written])
    return "en" if english > malay else "ms"


_ENGLISH = word_set(
    "the a an and or but with from at in on for of to is are was were be been i we you he she it they my our "
    "your his her no not need help please want have has had do does can cannot will food rice hungry sick "
    "money rent job husband"
)
_MALAY = word_set("saya kami dan yang tiada tak tidak nak perlu tolong anak rumah di ke dah untuk makan")
