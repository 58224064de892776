"""What an address says beside names of places: postcode, states and towns, schemes nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.geo.address_states import KUALA_LUMPUR, STATE_WORDS, is_served, state_of_postcode
from planner.geo.address_words import AT, KIND_WORDS, NOT_HERE, STREET_WORDS, TALK
from planner.geo.geocode_anchor import Anchor, Fit
from planner.geo.normalise import Words

_SCHEMES = frozenset(("ppr", "pa", "flat", "pangsapuri", "apartment", "councilhome"))
_AREAS = frozenset(("taman", "kampung", "bandar"))


@dataclass(frozen=True, slots=True)
class Context:
    """Evidence outside the anchors: states named, the postcode and its state, an unknown scheme's name."""

    postcode: str
    postcode_state: str
    states: tuple[str, ...]
    unknown: str  # "ppr bayan lepas": a scheme named that no gazetteer entry explains
    unknown_area: str  # the same for taman, kampung, bandar
    unknown_street: str  # the same for streets
    foreign: str  # a state named or given by the postcode where the area served does not reach, or empty

    @property
    def says_kl(self) -> bool:
        """Whether Kuala Lumpur is named or its postcode given."""
        return KUALA_LUMPUR in self.states or self.postcode_state == KUALA_LUMPUR


def context_of(
    text: Words, anchors: Sequence[Anchor], *, postcode: str, state: str, far: Sequence[str] = ()
) -> Context:
    """The evidence of ``text`` outside ``anchors``, joined with a postcode and state given in fields of their own.

    ``far`` are the states of towns named that lie outside the area served.
    """
    taken = [False] * len(text.tokens)
    for anchor in anchors:
        if anchor.fit <= Fit.STREET_IN and anchor.cls not in {"elsewhere", "far_town"}:
            taken[anchor.start : anchor.end] = [True] * (anchor.end - anchor.start)
    code = postcode or _postcode(text)
    states = [state] if state else []
    states.extend(_states(text, taken))
    states.extend(far)
    postcode_state = state_of_postcode(code)
    return Context(
        postcode=code,
        postcode_state=postcode_state,
        states=tuple(dict.fromkeys(states)),
        foreign=next((s for s in (*states, postcode_state) if not is_served(s)), ""),
        unknown=_unknown(text, taken, _SCHEMES),
        unknown_area=_unknown(text, taken, _AREAS),
        unknown_street=_unknown(text, taken, STREET_WORDS),
    )


def _postcode(text: Words) -> str:
    codes = [token for token in text.tokens if len(token) == 5 and token.isdigit() and state_of_postcode(token)]
    return codes[-1] if codes else ""


def _states(text: Words, taken: list[bool]) -> list[str]:
    found = []
    for at, token in enumerate(text.tokens):
        state = STATE_WORDS.get(token)
        before = text.tokens[at - 1] if at else ""
        if not state or taken[at]:
            continue
        if not text.breaks[at] and (before == "seri" or before in STREET_WORDS or before in KIND_WORDS - {"bandar"}):
            continue
        if not any(word in NOT_HERE for word in text.tokens[max(0, at - 3) : at]):
            found.append(state)
    return found


def _unknown(text: Words, taken: list[bool], kinds: frozenset[str]) -> str:
    """The first kind word of ``kinds`` with a name after it that no anchor explains, as written."""
    tokens = text.tokens
    if kinds.isdisjoint(tokens):
        return ""
    for at, token in enumerate(tokens):
        if token not in kinds or taken[at]:
            continue
        name = []
        for after in range(at + 1, min(at + 5, len(tokens))):
            if after == at + 1 and tokens[after] in KIND_WORDS and not text.breaks[after]:
                continue  # ppr taman …
            if text.breaks[after] or taken[after] or not _is_name_word(tokens[after]):
                break
            name.append(tokens[after])
        if name and not (token in {"pa"} and len(name[0]) < 3):
            return " ".join([token, *name])
    return ""


def _is_name_word(token: str) -> bool:
    return token.isalpha() and len(token) > 1 and token not in TALK and token not in AT and token not in STATE_WORDS
