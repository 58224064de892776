"""One Malay and one English sentence that say why a place stands where it stands, fit to be read aloud."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """The facts a sentence is made of. ``rate`` is per 100 households, None where units are unknown.

    ``last_visit_days`` is None where Kembara has never come; ``is_cordoned`` and ``is_emergency`` add their clause.
    """

    name: str
    households: int
    rate: float | None
    usual: float
    wait_days: int
    fragile: int
    last_visit_days: int | None
    is_cordoned: bool = False
    is_emergency: bool = False


def number(value: float) -> str:
    """A rate as it is spoken: one decimal below 10, none above."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:.0f}"


_PROPOSED = " (cadangan)"


def spoken_ms(name: str) -> str:
    """A place's name inside a Malay sentence: provisional names lose their mark and capital."""
    if not name.endswith(_PROPOSED):
        return name
    plain = name.removesuffix(_PROPOSED)
    return f"sekitar {plain.removeprefix('Sekitar ').replace('Titik ', 'titik ', 1)}"


def spoken_en(name: str) -> str:
    """A place's name inside an English sentence: provisional names are put into English."""
    if not name.endswith(_PROPOSED):
        return name
    plain = name.removesuffix(_PROPOSED).removeprefix("Sekitar ")
    return f"the area around {plain.replace('Titik ', 'the point ', 1)}"


def why_ms(reason: Reason) -> str:
    """The sentence in Malay."""
    clauses = [
        f"Di {spoken_ms(reason.name)}, {reason.households} isi rumah masih menunggu bantuan{_rate_ms(reason)}",
        _wait_ms(reason),
        _fragile_ms(reason),
        _visit_ms(reason.last_visit_days),
    ]
    if reason.is_cordoned:
        clauses.append("kawasan ini sedang dikepung")
    if reason.is_emergency:
        clauses.append("permintaan baharu selepas kunjungan itu mendesak")
    return _join([c for c in clauses if c], "dan") + "."


def place_en(name: str) -> str:
    """The opening of an English sentence about a place."""
    spoken = spoken_en(name)
    return f"In {spoken}" if spoken != name else f"At {name}"


def why_en(reason: Reason) -> str:
    """The sentence in English."""
    verb = "household is" if reason.households == 1 else "households are"
    clauses = [
        f"{place_en(reason.name)}, {reason.households} {verb} still waiting for help{_rate_en(reason)}",
        _wait_en(reason),
        _fragile_en(reason),
        _visit_en(reason.last_visit_days),
    ]
    if reason.is_cordoned:
        clauses.append("the area is under a cordon")
    if reason.is_emergency:
        clauses.append("new requests since that visit are urgent")
    return _join([c for c in clauses if c], "and") + "."


def _join(clauses: list[str], word: str) -> str:
    """Clauses with semicolons between them, because they hold commas, and ``word`` before the last."""
    if len(clauses) == 1:
        return clauses[0]
    return "; ".join(clauses[:-1]) + f"; {word} {clauses[-1]}"


def lengthen(sentence: str, clause: str, word: str) -> str:
    """``sentence`` with one more clause: the ``word`` before its last one moves on to the new one."""
    *first, last = sentence.removesuffix(".").split("; ")
    return _join([*first, last.removeprefix(f"{word} "), clause], word) + "."


def _rate_ms(reason: Reason) -> str:
    if reason.rate is None:
        return " (kadarnya tidak dapat dikira kerana jumlah unit kediaman tidak diketahui)"
    return f", kira-kira {number(reason.rate)} bagi setiap 100 isi rumah berbanding kadar lazim {number(reason.usual)}"


def _rate_en(reason: Reason) -> str:
    if reason.rate is None:
        return " (no rate can be given because the number of homes is not known)"
    return f", about {number(reason.rate)} in every 100 against a usual {number(reason.usual)}"


def _wait_ms(reason: Reason) -> str:
    if reason.wait_days < 1:
        return "permintaan diterima dalam tempoh 24 jam yang lalu"
    if reason.households == 1:
        return f"isi rumah itu telah menunggu selama {reason.wait_days} hari"
    return f"yang paling lama telah menunggu selama {reason.wait_days} hari"


def _wait_en(reason: Reason) -> str:
    days = "1 day" if reason.wait_days == 1 else f"{reason.wait_days} days"
    if reason.wait_days < 1:
        return (
            "the request came within the last 24 hours"
            if reason.households == 1
            else ("the requests came within the last 24 hours")
        )
    return f"it has waited {days}" if reason.households == 1 else f"the longest has waited {days}"


def _fragile_ms(reason: Reason) -> str:
    people = "bayi, warga emas, orang kurang upaya atau pesakit terlantar"
    if reason.fragile == 0:
        return ""
    if reason.households == 1:
        return f"dalam isi rumah itu ada {people}"
    if reason.fragile == reason.households:
        return f"{'kedua-duanya' if reason.households == 2 else 'kesemuanya'} mempunyai {people}"
    return f"{reason.fragile} daripadanya mempunyai {people}"


def _fragile_en(reason: Reason) -> str:
    people = "an infant, an older person, a person with a disability or someone bedridden"
    if reason.fragile == 0:
        return ""
    if reason.households == 1:
        return f"its members include {people}"
    if reason.fragile == reason.households:
        return f"{'both' if reason.households == 2 else 'all'} of them include {people}"
    return f"{reason.fragile} of them {'includes' if reason.fragile == 1 else 'include'} {people}"


def _visit_ms(days: int | None) -> str:
    if days is None:
        return "Kembara belum pernah berkunjung ke sini"
    if days < 1:
        return "Kembara telah berkunjung ke sini hari ini"
    return f"Kembara kali terakhir berkunjung ke sini {days} hari yang lalu"


def _visit_en(days: int | None) -> str:
    if days is None:
        return "Kembara has not been here yet"
    if days < 1:
        return "Kembara came here today"
    return f"Kembara last came {'1 day' if days == 1 else f'{days} days'} ago"
