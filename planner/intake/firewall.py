"""The protection firewall: which texts go to the restricted queue, on which clock, and why.

Recall comes first. A phrase marked unsure sends the case there too, for a person to release. Only two things
take a phrase back: an exception (``pukul 3 petang`` is a time of day) and a denial right before it (``tiada unsur
keganasan``). Where the lexicon says nothing a text model is asked; it can only add an unsure alarm.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.intake.phrases import Match
from planner.intake.rules import IntakeRules, Lexicon
from planner.intake.second_net import Hunch
from planner.intake.words import Words

CLOCK_H = 10
"""Hours to the first investigation: JKM's client charter for domestic violence and for child abuse."""
EMERGENCY_CLOCK_H = 2
"""Hours to an emergency protection order: Domestic Violence Act 1994, s. 3A."""
SUSPECTED = "suspected"
"""The kind of an alarm that only the second net raised."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A text that belongs in the restricted queue: its clock, whether a person should confirm it, and why."""

    clock_h: int
    is_unsure: bool
    kinds: tuple[str, ...]
    evidence: str


def watch(words: Words, rules: IntakeRules) -> Alarm | None:
    """The alarm of ``words`` by the lexicon, or else an unsure one by the second net, or None."""
    alarm = raise_alarm(words, rules.lexicon)
    if alarm is not None or rules.second_net is None:
        return alarm
    hunch = rules.second_net.weigh(words)
    return _alarm_of_hunch(hunch) if hunch else None


def _alarm_of_hunch(hunch: Hunch) -> Alarm:
    said = ", ".join(hunch.words) or "the way it is said"
    return Alarm(CLOCK_H, True, (SUSPECTED,), f"{SUSPECTED} ({hunch.score:.2f}): {said}")


def raise_alarm(words: Words, lexicon: Lexicon) -> Alarm | None:
    """The lexicon's alarm, or None when nothing in them speaks of violence, abuse, suicide or a shelter."""
    matches = lexicon.protection.find(words)
    if not matches:
        return None
    exceptions = lexicon.protection_exceptions
    blocked = frozenset(at for match in exceptions.find(words, text="") for at in match.at)
    if blocked or not words.text.isascii():
        matches = lexicon.protection.find(words, blocked, text=exceptions.without_scripts(words.text))
    denials = [match.at for match in lexicon.denial.find(words) if match.at]
    denied_script = bool(lexicon.denial.in_scripts(words.text))
    meant = [match for match in matches if not _is_denied(match, denials, words, denied=denied_script)]
    return _alarm_of(meant) if meant else None


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
    kinds = tuple(sorted({match.label.partition(":")[2] for match in matches}))
    evidence = "; ".join(sorted({f"{match.label.partition(':')[2]}: {match.found}" for match in matches}))
    return Alarm(
        EMERGENCY_CLOCK_H if "emergency" in effects else CLOCK_H,
        not effects & {"sure", "emergency"},
        kinds,
        evidence,
    )
