"""Keys of people: HMACs that let two referrals be compared without anyone being named.

Each kind of identity has its own domain, so a phone's key never equals a name's, and a protection case's key tells
nothing about the food case of the same person.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from planner.intake.words import fold, word_set

_TITLES = word_set(
    "encik en cik puan pn tuan tn mr mrs ms mdm madam dr haji hj hajah hjh dato datuk datin tan sri puteri "
    "makcik pakcik kak abang aunty auntie uncle ustaz ustazah cikgu prof ir sdr sdri saudara saudari "
    "allahyarham mak pak wak tok nek nenek atuk opah bang akak anty untie bro sis"
)
_PATRONYM = word_set("bin binti bt bte b al ap anak ak so do van")
_SPELLINGS = {
    "muhammad": "mhd", "mohamad": "mhd", "mohammad": "mhd", "mohd": "mhd", "muhamad": "mhd", "muhd": "mhd", "md": "mhd",
    "mohamed": "mhd", "mohammed": "mhd", "mat": "mhd", "abd": "abdul", "ab": "abdul", "noor": "nur", "nor": "nur",
    "nurul": "nur", "cs": "chee",
}  # fmt: skip
_SOUNDS = (
    (re.compile(r"sy|sh"), "s"), (re.compile(r"kh"), "k"), (re.compile(r"gh"), "g"), (re.compile(r"th"), "t"),
    (re.compile(r"ph|v"), "f"), (re.compile(r"dz|dh|z"), "z"), (re.compile(r"oo|ou"), "u"),
    (re.compile(r"ee|ie|y"), "i"),
    (re.compile(r"ch|c"), "c"), (re.compile(r"q"), "k"), (re.compile(r"h$"), ""), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_TITLES_OF_BIRTH = word_set(
    "muhammad ahmad siti nur noor abdul abdullah syed said sharifah wan nik tengku che raja megat awang dayang ah"
)
"""Given names that stand before the one a person is called by, and tell nobody apart."""
_COMMON = word_set(
    "ali abu osman othman hassan hussain ismail ibrahim yusof omar rahman rahim aziz hamid karim zainab aminah fatimah "
    "azizah ramli razak hashim idris salleh kassim tan lim lee wong ng chan ong chong goh teo low yap chin lau cheah "
    "kumar raju muthu devi samy raja singh kaur mei siew wei chee kok"
)
"""Parts of names that very many share: two of them do not make a name rare."""
_SLASHED = re.compile(r"\b([asd])[/ ]([lpo])\b")
_QUOTES = re.compile(r"['’`.]")
_VOWELS = re.compile(r"[aeiou]")
_LETTERS = re.compile(r"[a-z]+|[\u4e00-\u9fff\u0b80-\u0bff]+")


def digest(key: bytes, domain: str, value: str, size: int = 16) -> str:
    """The first ``size`` bytes, in hexadecimal, of HMAC-SHA256 over ``domain`` and ``value``."""
    return hmac.digest(key, f"{domain}\x00{value}".encode("utf-8", "surrogatepass"), hashlib.sha256)[:size].hex()


def phone_key(key: bytes, phone: str) -> str:
    """The key of a normalised phone, empty for an empty one."""
    return digest(key, "phone", phone) if phone else ""


def nric_key(key: bytes, nric: str) -> str:
    """The key of a checked NRIC, empty for an empty one."""
    return digest(key, "nric", nric) if nric else ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one person."""

    phone: str
    name: str
    nric: str
    name_tokens: str


def keys_of(key: bytes, *, name: str, phone: str, nric: str) -> Keys:
    """The keys of a person under a name as written, a normalised phone and a checked NRIC, each empty for none."""
    return Keys(phone_key(key, phone), name_key(key, name), nric_key(key, nric), name_tokens(key, name))


@lru_cache(maxsize=65_536)
def name_parts(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sounds of the given names and of the father's names in ``name``; titles are no part of either.

    ``bin``, ``binti``, ``a/l``, ``a/p`` stand between the two; a name without them has given names only.
    """
    text = _SLASHED.sub(r" \1\2 ", fold(name)).replace("@", " ")
    given: list[str] = []
    father: list[str] = []
    target = given
    for word in _LETTERS.findall(_QUOTES.sub("", text)):
        if word in _PATRONYM and given:
            target = father
        elif word not in _TITLES:
            target.append(sound(word))
    return tuple(given), tuple(father)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """One spelling for the ways a name is written: Syed and Sheed, Aishah and Aisyah, Mohd and Muhammad."""
    heard = _SPELLINGS.get(word, word)
    for pattern, plain in _SOUNDS:
        heard = pattern.sub(plain, heard)
    if len(heard) > 4:  # vowels are what people mistype and write differently
        heard = heard[0] + _VOWELS.sub("", heard[1:])
    return heard or word


def name_key(key: bytes, name: str) -> str:
    """The key of a whole name in one spelling, empty when nothing of it is a name."""
    given, father = name_parts(name)
    return digest(key, "name", " ".join(given) + "|" + " ".join(father)) if given or father else ""


def name_tokens(key: bytes, name: str) -> str:
    """Short keys of each part of a name, ``given given|father father``, so that likeness needs no name."""
    given, father = name_parts(name)
    if not given and not father:
        return ""
    keyed = (" ".join(_part_key(key, part) for part in parts) for parts in (given, father))
    return "|".join(keyed)


@lru_cache(maxsize=8)
def common_parts(key: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Keys, as in :func:`name_tokens`, of names that tell nobody apart, and of these with all that very many share."""
    first = frozenset(_part_key(key, sound(word)) for word in _TITLES_OF_BIRTH)
    return first, first | {_part_key(key, sound(word)) for word in _COMMON}


@lru_cache(maxsize=16_384)
def _part_key(key: bytes, part: str) -> str:
    """The key of one part of a name; few parts make up most names."""
    return digest(key, "name part", part, 5)
