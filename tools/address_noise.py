"""Made-up addresses with their truth, for fitting probabilities: the gazetteer's names under real noise.

Nothing here is a real address. The labelled set of the benchmark is written by hand and is not made by this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.geo.address_words import CLASS_OF_KIND
from planner.geo.gazetteer import Gazetteer
from planner.model.place import Place

SHORT = {
    "jalan": ["jln", "jl", "jln."], "kampung": ["kg", "kg.", "kpg"], "taman": ["tmn", "tmn."], "sungai": ["sg", "sg."],
    "bukit": ["bkt"], "bandar": ["bdr"], "seri": ["sri"], "sri": ["seri"], "datuk": ["dato", "datok", "dato'"],
    "air": ["ayer"], "seksyen": ["sek", "section"], "kerinchi": ["kerinci"], "apartment": ["apt"],
    "persiaran": ["psrn"], "baru": ["bharu", "baharu"],
}  # fmt: skip
BEFORE = [
    "", "", "", "sy duduk di ", "alamat: ", "tolong hantar bantuan ke ", "keluarga saya di ",
    "please help, living at ", "ibu tunggal 3 anak, ", "jiran saya kat ", "No 12, ", "Lot 88 ", "Blok B-5-3, ",
    "blk c tkt 4 no 9 ", "12A ",
]  # fmt: skip
AFTER = [
    "", "", "", " anak 4 orang", ", perlukan beras", " kl", ", Kuala Lumpur", " tq", " makcik sakit jantung",
    " suami terlantar", " baby nangis", " roommate positif", " gastrik teruk", " 没有米", " stok habis",
    ", xde makanan 2 hari", " W.P. KL",
]  # fmt: skip
NEW_WORDS = [
    "harmoni", "cahaya", "impian", "kenari", "bayu", "angkasa", "mewah", "teratai", "kasturi", "semilir", "tanjung",
    "delima", "seroja", "mesra", "bestari", "wawasan", "gemilang", "kenanga", "meranti", "cengal",
]  # fmt: skip
STATES = ["Kedah", "Johor", "Penang", "Perak", "Sabah", "Kelantan", "Pahang", "Melaka", "N. Sembilan", "Terengganu"]
SCHEMES = ["PPR", "PA", "Flat", "PPR"]
VAGUE = [
    "rumah saya dekat masjid", "belakang sekolah tepi sungai", "blok A tingkat 3", "tolong hantar makanan",
    "rumah flat no 3", "dekat kedai runcit", "hujung kampung", "Kuala Lumpur", "depan surau", "taman permainan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up address, the places that are right for it (none when it must not be placed)."""

    text: str
    places: tuple[str, ...]


def make(gazetteer: Gazetteer, count: int, rng: np.random.Generator) -> list[Made]:
    """``count`` addresses, about three quarters of them placeable, schemes named most often."""
    served = [p for p in gazetteer.places if p.kind not in {"elsewhere", "far_town", "town", "office", "postcode"}]
    towns = [p for p in gazetteer.places if p.kind == "far_town"]
    weights = np.array([6.0 if CLASS_OF_KIND.get(p.kind) == "scheme" else 1.0 for p in served])
    picks = rng.choice(len(served), size=count, p=weights / weights.sum())
    by_name = _by_name(served)
    return [_one(served[int(pick)], gazetteer, towns, by_name, rng) for pick in picks]


def _by_name(places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """Every writing of a name with all places that may be written so."""
    table: dict[str, list[str]] = {}
    for place in places:
        for name in {place.name, *place.aliases}:
            table.setdefault(name.lower(), []).append(place.place_id)
    return {name: tuple(ids) for name, ids in table.items()}


def _one(
    place: Place,
    gazetteer: Gazetteer,
    towns: list[Place],
    by_name: dict[str, tuple[str, ...]],
    rng: np.random.Generator,
) -> Made:
    name = str(rng.choice([place.name.partition(" (")[0], *place.aliases]))
    right = tuple(dict.fromkeys((place.place_id, *by_name.get(name.lower(), ()))))
    if CLASS_OF_KIND.get(place.kind) is None and place.parent:
        right = (*right, place.parent)  # near a landmark, in its locality: both are right
    if CLASS_OF_KIND.get(place.kind) == "scheme":
        roll = rng.random()
        if roll < 0.05:
            return Made(_dress(_shortened(name, rng), place, gazetteer, rng), right)
        if roll < 0.11:
            return _two_schemes(name, right, place, gazetteer, rng)
    roll = rng.random()
    if roll < 0.72:
        return Made(_dress(_noisy(name, rng), place, gazetteer, rng), right)
    if roll < 0.76:
        return Made(str(rng.choice(VAGUE)), ())
    if roll < 0.84:
        far = str(rng.choice(STATES)) if rng.random() < 0.4 else towns[int(rng.integers(len(towns)))].name
        return Made(f"{_noisy(name, rng)}, {far}", ())
    if roll < 0.92:
        return _unknown_scheme(place, gazetteer, rng)
    return _continued(name, place, rng)


def _shortened(name: str, rng: np.random.Generator) -> str:
    """The name with one of its middle words as an initial or by its consonants: *PPR D. Rejang*, *ppr dsa rejang*."""
    words = name.split()
    spots = [at for at in range(1, len(words) - 1) if words[at].isalpha() and len(words[at]) > 3]
    if not spots:
        return name
    at = int(rng.choice(spots))
    word = words[at]
    bare = word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
    words[at] = f"{word[0]}." if rng.random() < 0.5 or len(bare) > 3 else bare
    text = " ".join(words)
    return text.lower() if rng.random() < 0.4 else text


def _two_schemes(
    name: str, right: tuple[str, ...], place: Place, gazetteer: Gazetteer, rng: np.random.Generator
) -> Made:
    """Two schemes in one row: with a word that says which, the one meant; without one, nobody can tell."""
    schemes = [p for p in gazetteer.places if CLASS_OF_KIND.get(p.kind) == "scheme" and p.place_id != place.place_id]
    other = schemes[int(rng.integers(len(schemes)))].name.partition(" (")[0]
    cued = [
        f"dulu {other}, sekarang {name}",
        f"bukan {other}, {name}",
        f"{name} sebelah {other}",
        f"{name} opp {other}",
    ]
    if rng.random() < 0.5:
        return Made(_noisy(str(rng.choice(cued)), rng), right)
    return Made(f"{rng.choice(BEFORE)}{name}{rng.choice([', ', ' ', ' / '])}{other}{rng.choice(AFTER)}", ())


def _unknown_scheme(place: Place, gazetteer: Gazetteer, rng: np.random.Generator) -> Made:
    """A scheme nobody knows, alone or with a locality the gazetteer has."""
    invented = f"{rng.choice(SCHEMES)} {rng.choice(['Seri ', 'Taman ', '', 'Desa '])}{rng.choice(NEW_WORDS)}"
    parent = gazetteer.parent_of(place)
    tail = f", {parent.name}" if parent and rng.random() < 0.5 else ""
    return Made(f"{rng.choice(BEFORE)}{invented}{tail}{rng.choice(AFTER)}", ())


def _continued(name: str, place: Place, rng: np.random.Generator) -> Made:
    """A longer name that begins like a known one: another place, unless the known one is a scheme of its own."""
    cls = CLASS_OF_KIND.get(place.kind)
    if cls in {"taman", "kampung", "bandar", "locality", "road"}:
        return Made(f"{name} {rng.choice(NEW_WORDS)}", ())
    first = name.split(" ", maxsplit=1)[0]
    return Made(f"{first} {rng.choice(NEW_WORDS)} {rng.choice(NEW_WORDS)}", ())


def _dress(text: str, place: Place, gazetteer: Gazetteer, rng: np.random.Generator) -> str:
    """The name with what stands around it: unit, talk, street, locality, postcode."""
    parent = gazetteer.parent_of(place)
    if parent and rng.random() < 0.35:
        text += f"{rng.choice([', ', ' '])}{parent.name}"
    codes = place.postcodes or (parent.postcodes if parent else ())
    roll = rng.random()
    if codes and roll < 0.3:
        text += f" {codes[0]}"
    elif roll < 0.36:
        text += f" {rng.choice(['53000', '56000', '50480', '52100', '58100', '68000'])}"
    text = f"{rng.choice(BEFORE)}{text}{rng.choice(AFTER)}"
    return text.upper() if rng.random() < 0.1 else text


def _noisy(name: str, rng: np.random.Generator) -> str:
    words = []
    for word in name.split():
        choices = SHORT.get(word.lower())
        if choices and rng.random() < 0.5:
            words.append(str(rng.choice(choices)))
        elif len(word) >= 6 and word.isalpha() and rng.random() < 0.12:
            words.append(_misspell(word, rng))
        else:
            words.append(word)
    text = " ".join(words)
    if len(words) > 2 and rng.random() < 0.05:
        text = text.replace(" ", "", 1)
    swap = {"PPR": "flat", "PA": "flat", "Flat": "ppr", "Perumahan": "Perumahan"}
    if words[0] in swap and rng.random() < 0.25:
        text = f"{swap[words[0]]} {' '.join(words[1:])}"
    return text.lower() if rng.random() < 0.4 else text


def _misspell(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + str(rng.choice(list("aeioukmnst"))) + word[at + 1 :]
