"""The protection firewall: which texts go to the restricted queue, on which clock, and why.

Recall comes first. A phrase marked unsure sends the case there too, for a person to release. Only two things
take a sure phrase back: an exception (``pukul 3 petang`` is a time of day) and a denial right before it (``tiada unsur
keganasan``). A text model reads the rest: it adds an unsure alarm where the lexicon says nothing, marks a sure one
for a person to confirm where the text reads as a way of speaking, and lets go an unsure phrase it finds harmless.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.intake.phrases import Match
from planner.intake.rules import IntakeRules, Lexicon
from planner.intake.second_net import Hunch, heard_in
from planner.intake.words import Words
from planner.model.reason import Detail, told

CLOCK_H = 10
"""Hours to the first investigation: JKM's client charter for domestic violence and for child abuse."""
EMERGENCY_CLOCK_H = 2
"""Hours to an emergency protection order: Domestic Violence Act 1994, s. 3A."""
NAMED = "named"
"""The kind of an alarm that the sender raised in so many words, in a column of the file."""
SUSPECTED = "suspected"
"""The kind of an alarm that only the second net raised."""
DOUBTED = "doubted"
"""Stands behind the evidence of a sure phrase in a text that the second net finds harmless."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A text that belongs in the restricted queue: its clock, whether a person should confirm it, and why.

    ``evidence`` has a code for each kind, with the ``words`` that were found and the second net's ``score``.
    """

    clock_h: int
    is_unsure: bool
    kinds: tuple[str, ...]
    evidence: tuple[Detail, ...]


def watch(words: Words, rules: IntakeRules) -> Alarm | None:
    """The alarm of ``words`` by the lexicon and the second net together, or None."""
    matches = meant(words, rules.lexicon)
    net = rules.second_net
    if net is None:
        return _alarm_of(matches) if matches else None
    if not matches:
        hunch = net.weigh(words)
        return _alarm_of_hunch(hunch) if hunch else None
    alarm, score = _alarm_of(matches), net.score(words, heard_in(matches))
    if alarm.is_unsure:
        return None if score < net.release else alarm
    if score < net.doubt:
        return replace(alarm, is_unsure=True, evidence=(*alarm.evidence, told(DOUBTED, score=f"{score:.2f}")))
    return alarm


def _alarm_of_hunch(hunch: Hunch) -> Alarm:
    said = tuple(("words", word) for word in hunch.words)
    return Alarm(CLOCK_H, True, (SUSPECTED,), (Detail(SUSPECTED, (("score", f"{hunch.score:.2f}"), *said)),))


def raise_alarm(words: Words, lexicon: Lexicon) -> Alarm | None:
    """The lexicon's alarm, or None when nothing in them speaks of violence, abuse, suicide or a shelter."""
    matches = meant(words, lexicon)
    return _alarm_of(matches) if matches else None


def meant(words: Words, lexicon: Lexicon) -> list[Match]:
    """The phrases of danger in ``words`` that neither an exception nor a denial takes back."""
    matches = lexicon.protection.find(words)
    if not matches:
        return []
    exceptions = lexicon.protection_exceptions
    blocked = frozenset(at for match in exceptions.find(words, text="") for at in match.at)
    if blocked or not words.text.isascii():
        matches = lexicon.protection.find(words, blocked, text=exceptions.without_scripts(words.text))
    denials = [match.at for match in lexicon.denial.find(words) if match.at]
    denied_script = bool(lexicon.denial.in_scripts(words.text))
    return [match for match in matches if not _is_denied(match, denials, words, denied=denied_script)]


def _is_denied(match: Match, denials: list[tuple[int, ...]], words: Words, *, denied: bool) -> bool:
    if not match.at:
        return denied and _is_denied_script(match, words)
    return any(denial[-1] + 1 in match.at and not set(denial) <= set(match.at) for denial in denials)


def _is_denied_script(match: Match, words: Words) -> bool:
    """Chinese puts 没有 or 不是 straight before; Tamil puts இல்லை straight behind."""
    at = words.text.find(match.found)
    before, after = words.text[max(0, at - 2) : at], words.text[at + len(match.found) :][:8]
    return before in ("没有", "沒有", "不是") or after.strip().startswith("இல்லை")


def _alarm_of(matches: list[Match]) -> Alarm:
    effects = {match.label.partition(":")[0] for match in matches}
    found: dict[str, set[str]] = {}
    for match in matches:
        found.setdefault(match.label.partition(":")[2], set()).add(match.found)
    evidence = tuple(Detail(kind, tuple(("words", said) for said in sorted(found[kind]))) for kind in sorted(found))
    return Alarm(
        EMERGENCY_CLOCK_H if "emergency" in effects else CLOCK_H,
        not effects & {"sure", "emergency"},
        tuple(sorted(found)),
        evidence,
    )
