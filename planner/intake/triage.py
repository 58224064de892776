"""Need codes of a text, each with the words that gave it; negation takes a code away, a small model weighs the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planner.intake.needs_net import heard_of
from planner.intake.phrases import Match, PhraseIndex
from planner.intake.rules import IntakeRules, Lexicon
from planner.intake.words import Words
from planner.model.referral import NeedCode

REACH = 6
"""How many words a negation reaches, within its clause."""
AFTER = 3
"""How many words behind a need its negation may stand (susu bayi tak perlu)."""
_NOT = frozenset({"tak", "tidak", "belum", "not", "dont", "don't", "no", "kurang", "never", "tiada"})
_OR = frozenset({"atau", "or", "mahupun", "nor"})
BY_SENDER = "named by the sender"
"""The evidence of a need that the sender wrote out in a column of the file."""
HOW = "the way it is said"
"""The reason when no word of a text is one to show."""
_COMMA = re.compile(r"[,，。;；!！?？\n、]|但|可是|只")


@dataclass(frozen=True, slots=True)
class Triage:
    """Need codes in the order of :class:`NeedCode`, and the words behind each."""

    needs: tuple[NeedCode, ...]
    evidence: tuple[tuple[NeedCode, str], ...]


def triage(words: Words, lexicon: Lexicon) -> Triage:
    """Needs meant in ``words`` by the lexicon alone; ``unclassified`` when none is."""
    return _meant(words, lexicon.needs.find(words), lexicon)


def _meant(words: Words, matches: list[Match], lexicon: Lexicon) -> Triage:
    if not matches:
        return Triage((NeedCode.UNCLASSIFIED,), ())
    negations = _meant_negations(words, lexicon)
    if not words.text.isascii():
        matches = lexicon.needs.find(words, text=_without_negated_scripts(words.text, lexicon.negation))
    exceptions = _exceptions(words, lexicon)
    evidence: dict[NeedCode, str] = {}
    for match in matches:
        code, _, kind = match.label.partition(":")
        need = NeedCode(code)
        if need in evidence or exceptions.get(code, frozenset()).intersection(match.at):
            continue
        if match.at and _is_negated(match, kind, negations, words):
            continue
        evidence[need] = match.found
    ordered = tuple(code for code in NeedCode if code in evidence)
    return Triage(ordered or (NeedCode.UNCLASSIFIED,), tuple((code, evidence[code]) for code in ordered))


def classify(words: Words, rules: IntakeRules) -> Triage:
    """Needs by both nets together: the second weighs, the lexicon's words are shown where it has any."""
    matches = rules.lexicon.needs.find(words)
    first = _meant(words, matches, rules.lexicon)
    net = rules.needs_net
    if net is None or not (words.written or words.text):
        return first
    meant = frozenset(net.decide(words, heard_of(first.needs, (match.source for match in matches))))
    shown, needs = dict(first.evidence), tuple(code for code in NeedCode if code in meant)
    evidence = ((code, shown.get(code) or f"suggested by {net.said(words, code) or HOW}") for code in needs)
    return Triage(needs or (NeedCode.UNCLASSIFIED,), tuple(evidence))


def _exceptions(words: Words, lexicon: Lexicon) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for match in lexicon.need_exceptions.find(words, text=""):
        found[match.label] = found.get(match.label, frozenset()) | frozenset(match.at)
    return found


def _is_negated(match: Match, kind: str, negations: list[Match], words: Words) -> bool:
    """Whether a negation reaches ``match``; one that is part of the phrase itself (tak makan) does not."""
    return any(
        not set(negation.at) <= set(match.at) and _reaches(negation, match, kind, words) for negation in negations
    )


def _meant_negations(words: Words, lexicon: Lexicon) -> list[Match]:
    """Negations that are not themselves negated: ``tak cukup`` says the opposite of ``cukup``."""
    found = [match for match in lexicon.negation.find(words) if match.at]
    return [match for match in found if match.label == "touching" or not _is_preceded_by_not(match, words)]


def _is_preceded_by_not(match: Match, words: Words) -> bool:
    first = match.at[0]
    before = range(max(0, first - 2), first)
    return any(words.written[at] in _NOT and words.clause[at] == words.clause[first] for at in before)


def _reaches(negation: Match, match: Match, kind: str, words: Words) -> bool:
    start, end = match.at[0], match.at[-1]
    first, last = negation.at[0], negation.at[-1]
    if set(negation.at) & set(match.at):
        return negation.label != "touching"
    if negation.label == "touching":
        return kind == "state" and start - last == 1
    if negation.label == "after":
        return 0 < first - end <= AFTER and words.clause[first] == words.clause[end]
    is_near = 0 < start - last <= REACH
    return is_near and (words.clause[last] == words.clause[start] or _is_list_after(last, start, words))


def _is_list_after(last: int, start: int, words: Words) -> bool:
    """``bukan makanan, atau susu``: "or" carries the negation on into the next clause; anything else ends it."""
    between = words.written[last + 1 : start]
    return words.sentence[last] == words.sentence[start] and bool(between) and between[-1] in _OR


def _without_negated_scripts(text: str, negation: PhraseIndex) -> str:
    """Chinese or Tamil text without the clauses a negation stands in."""
    if text.isascii():
        return text
    clauses = _COMMA.split(text)
    return "，".join(clause for clause in clauses if not negation.in_scripts(clause))
