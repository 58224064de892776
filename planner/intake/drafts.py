"""One raw row to a draft: cells read, text analysed, faults and notes kept; no identity in any sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from planner.errors import Fault
from planner.intake import fields, identity
from planner.intake.analysis import Analyst
from planner.intake.dates import clock, read_time
from planner.intake.firewall import CLOCK_H, NAMED, Alarm, raise_alarm
from planner.intake.floors import floors_as_digits
from planner.intake.headers import channel_of
from planner.intake.households_in_text import People
from planner.intake.places_in_text import place_in
from planner.intake.redact import Identity
from planner.intake.rules import IntakeRules, Lexicon
from planner.intake.triage import BY_SENDER, Triage
from planner.model.reason import told
from planner.model.referral import Channel, NeedCode
from planner.units import ZONE

EARLIEST = datetime(2015, 1, 1, tzinfo=ZONE)
"""A referral from before this is a typing mistake: Talian Kasih 15999 itself dates from 2015."""
_MEDIA = re.compile(
    r"^\W*(?:<?(?:media|image|video|audio|sticker|document|gif|photo|gambar|stiker|dokumen|media tidak)"
    r"\s*(?:omitted|tidak disertakan|ditinggalkan|disertakan|file omitted)>?"
    r"|this message was deleted|you deleted this message|mesej ini (?:telah )?dipadam(?:kan)?|null)\W*$",
    re.IGNORECASE,
)
_DOOR_PART = re.compile(
    r"^(?:blok|block|blk|tingkat|tkt|aras|no|unit)?\.?\s*([A-Za-z]?\d{0,3}[A-Za-z]?)$", re.IGNORECASE
)
_HAS_WORD = re.compile(r"[a-z]{3}|-", re.IGNORECASE)
_NAMED_PROTECTION = re.compile(r"\bprotection\b(?!\s+\w)")
_SHELTER_WORD = re.compile(
    r"perlindungan|shelter|refuge|safe ?house|rumah selamat|rumah nur|庇护|庇護|wao\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A row on its way: everything ``receive`` needs of it, redacted. ``fault`` set means quarantined."""

    row: int
    channel: Channel
    received_at: datetime
    who: Identity
    source_key: str
    content: str  # keyed digest of the channel and every cell but the source's key: what makes two rows one referral
    keys: identity.Keys
    address: str
    postcode: str
    state: str
    point: tuple[float, float] | None
    text: str
    needs: Triage
    alarm: Alarm | None
    people: People
    language: str
    notes: tuple[str, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for every row of a file."""

    rules: IntakeRules
    analyst: Analyst
    key: bytes
    now: datetime
    given: Channel | None  # by the caller: every row came by it
    told: Channel | None  # by the headers
    channel_names: Mapping[str, Channel]
    has_date_column: bool
    has_known_columns: bool


@dataclass(slots=True)
class _Notes:
    notes: list[str] = field(default_factory=list)
    fault: Fault | None = None

    def refuse(self, code: str, cause: str, action: str) -> None:
        if self.fault is None:
            self.fault = Fault(code, cause, action)


def draft(row: int, cells: Mapping[str, str], desk: Desk) -> Draft:
    """The draft of one row; ``cells`` are the non-empty ones by field, ``other`` sentences of unknown columns."""
    lexicon = desk.rules.lexicon
    notes = _Notes()
    channel = _channel(cells, desk, notes)
    who = _identity(cells)
    received_at = _received_at(cells, desk, notes)
    text = _text(cells, notes)
    told = desk.analyst.read(_analysed(text, cells))
    needs = _with_named_needs(told.needs, cells.get("needs", ""))
    address = floors_as_digits(desk.analyst.redact(_address(cells), who, is_address=True))
    point = _point(cells, notes)
    _refuse_empty(cells, address, text, point, desk, notes)
    clean = desk.analyst.redact(text, who)
    if not address and clean:
        address = place_in(floors_as_digits(clean), lexicon)
    return Draft(
        row=row, channel=channel, received_at=received_at, who=who,
        source_key=cells.get("source_key", "").strip().upper(),
        content=_content(cells, channel, desk),
        keys=identity.keys_of(
            desk.key, name=who.name, phone=fields.phone(who.phone), nric=fields.nric(who.nric)
        ),
        address=address, postcode=fields.postcode(cells.get("postcode", ""), address),
        state=cells.get("state", "").strip(),
        point=point, text=clean, needs=needs,
        alarm=_alarm(cells, lexicon, told.alarm), people=_people(cells, told.people, notes),
        language=told.language, notes=tuple(notes.notes), fault=notes.fault,
    )  # fmt: skip


def _content(cells: Mapping[str, str], channel: Channel, desk: Desk) -> str:
    told = "\x1f".join(cells[name] for name in sorted(cells) if name != "source_key")
    return identity.digest(desk.key, "content", f"{channel}\x1f{told}")


def _channel(cells: Mapping[str, str], desk: Desk, notes: _Notes) -> Channel:
    if desk.given is not None:
        return desk.given
    named = channel_of(cells["channel"], desk.channel_names) if "channel" in cells else None
    found = named or desk.told
    if found is None:
        notes.notes.append("no channel is named: taken as the operations room that imports it")
    return found or Channel.JKM_OPS


def _identity(cells: Mapping[str, str]) -> Identity:
    name, phone = cells.get("name", "").strip(), cells.get("phone", "")
    sender = cells.get("sender", "").strip()
    if sender and not phone and fields.phone(sender):
        phone = sender
    elif sender and not name:
        name = sender
    return Identity(
        " ".join(name.split()), phone.strip(), cells.get("nric", "").strip(), cells.get("email", "").strip()
    )


def _received_at(cells: Mapping[str, str], desk: Desk, notes: _Notes) -> datetime:
    """The row's time; a file without any date column is taken to come in now, an unreadable date is a fault."""
    written = cells.get("received_at") or cells.get("date") or cells.get("time", "")
    if not written.strip():
        if desk.has_date_column:
            notes.refuse("E1103", "the date is missing", "add the date on which the referral came in")
        else:
            notes.notes.append("the file has no date: the time of import was taken")
        return desk.now
    reading = read_time(written)
    if reading is None:
        notes.refuse("E1102", "the date cannot be read", "write it as day/month/year, for example 06/07/2021 21:15")
        return desk.now
    at = reading.at
    extra = cells.get("time", "")
    if extra and extra != written and (at.hour, at.minute, at.second) == (0, 0, 0):
        hour, minute, second = clock(extra)
        at = at.replace(hour=min(hour, 23), minute=minute, second=second)
    if not EARLIEST <= at <= desk.now + timedelta(days=1):
        notes.refuse("E1104", "the date lies in the future or before 2015", "correct the date")
        return desk.now
    if reading.note:
        notes.notes.append(reading.note)
    return at


def _text(cells: Mapping[str, str], notes: _Notes) -> str:
    text = cells.get("text", "").strip()
    if text and _MEDIA.match(text):
        notes.refuse(
            "E1108", "the message is a picture, a voice note or deleted", "look at it in the chat and type it in"
        )
        return ""
    other = cells.get("other", "")
    return f"{text}\n{other}".strip() if other else text


def _analysed(text: str, cells: Mapping[str, str]) -> str:
    return "\n".join(part for part in (text, cells.get("needs", ""), cells.get(_SURPLUS, "")) if part)


_SURPLUS = "surplus"


def _alarm(cells: Mapping[str, str], lexicon: Lexicon, alarm: Alarm | None) -> Alarm | None:
    """The alarm of the text, of a protection column that says yes, or of a shelter's address."""
    named = cells.get("needs", "").lower()
    if fields.is_yes(cells.get("protection", "")) or _NAMED_PROTECTION.search(named):
        return replace(alarm, is_unsure=False) if alarm else Alarm(CLOCK_H, False, (NAMED,), (told(NAMED),))
    address = f"{cells.get('address', '')} {cells.get('place', '')}"
    if alarm is None and _SHELTER_WORD.search(address):
        found = raise_alarm(lexicon.reader.read(address), lexicon)
        return found if found and "shelter" in found.kinds else None
    return alarm


def _with_named_needs(found: Triage, cell: str) -> Triage:
    """Codes that the sender wrote out join those of the text."""
    if not cell:
        return found
    named = {code for code in NeedCode if re.search(rf"(?<!\w){code.value}(?!\w)", cell.lower())}
    named -= {NeedCode.UNCLASSIFIED, NeedCode.PROTECTION}
    if not named:
        return found
    codes = named | set(found.needs) - {NeedCode.UNCLASSIFIED}
    evidence = found.evidence + tuple((code, BY_SENDER) for code in NeedCode if code in named - set(found.needs))
    return Triage(tuple(code for code in NeedCode if code in codes), evidence)


def _address(cells: Mapping[str, str]) -> str:
    """One line of address from whatever columns hold it; block, floor and door become ``A-3-12``."""
    block, floor, unit = (cells.get(name, "").strip() for name in ("block", "floor", "unit"))
    pieces = [
        _door(block, floor, unit) if block or floor or unit else "",
        cells.get("address", "").strip(),
        cells.get("place", "").strip(),
    ]
    kept: list[str] = []
    for piece in pieces:
        if piece and not any(piece.lower() in other.lower() for other in kept):
            kept.append(piece)
    return ", ".join(kept)


def _door(block: str, floor: str, unit: str) -> str:
    parts = [_DOOR_PART.match(value) for value in (block, floor, unit)]
    if block and floor and unit and all(parts):
        return "-".join(part[1] for part in parts if part)
    named = (("Blok", block), ("Tingkat", floor), ("Unit", unit))
    return " ".join(value if _HAS_WORD.search(value) else f"{word} {value}" for word, value in named if value)


def _point(cells: Mapping[str, str], notes: _Notes) -> tuple[float, float] | None:
    lat, lon = cells.get("lat", ""), cells.get("lon", "")
    if not lat and not lon:
        return None
    point = fields.coordinate(lat, lon)
    if point is None:
        notes.notes.append("the coordinate cannot be used: unreadable, swapped or outside Malaysia")
    return point


def _refuse_empty(
    cells: Mapping[str, str], address: str, text: str, point: tuple[float, float] | None, desk: Desk, notes: _Notes
) -> None:
    if _SURPLUS in cells:
        notes.refuse(
            "E1106", "the row has more cells than the file has headers", "quote the cell that holds the delimiter"
        )
    if (
        address
        or text
        or point
        or cells.get("postcode")
        or fields.phone(cells.get("phone", "") or cells.get("sender", ""))
    ):
        return
    if not desk.has_known_columns:
        notes.refuse(
            "E1107", "no column of this sheet is recognised", "name the columns as data/channels/common.toml lists them"
        )
    elif cells.get("lat") or cells.get("lon"):
        notes.refuse("E1105", "only a coordinate is given, and it cannot be used", "check latitude and longitude")
    else:
        notes.refuse("E1101", "neither address, place, text nor phone is given", "add what was said or where")


def _people(cells: Mapping[str, str], told: People, notes: _Notes) -> People:
    """Counts of the columns before those of the text; what cannot be a count is said, never dropped silently."""
    given: dict[str, int] = {}
    for name in ("household_size", "children", "elderly", "disabled", "infants"):
        if name not in cells:
            continue
        value, remark = fields.counted(cells[name])
        if remark:
            notes.notes.append(f"{name.replace('_', ' ')}: {remark}")
        if value is not None:
            given[name] = value
    is_bedridden = told.is_bedridden or fields.is_yes(cells.get("bedridden", ""))
    if not given and is_bedridden == told.is_bedridden:
        return told
    return replace(told, **given, is_bedridden=is_bedridden)
