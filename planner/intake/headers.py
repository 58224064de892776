"""Headers of a file to the fields of a referral: the channel's own mapping first, the shared one behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.intake.rules import ChannelMapping, IntakeRules
from planner.intake.words import fold, word_set
from planner.model.referral import Channel

SURPLUS = "(surplus)"
"""Column in which a reader keeps cells beyond the last header."""
# A header none of the mappings lists is still known by a telling word in it.
_TELLING = (
    ("alamat address", "address"), ("poskod postcode", "postcode"), ("negeri", "state"),
    ("telefon phone tel hp handphone mobile", "phone"), ("nric ic kp mykad", "nric"), ("tarikh date", "date"),
    ("catatan mesej keterangan aduan text notes message ulasan remarks description", "text"), ("nama name", "name"),
    ("tanggungan", "household_size"), ("keperluan", "needs"), ("saluran channel", "channel"), ("email emel", "email"),
)  # fmt: skip
_NOT_OURS = word_set(
    "gold label labels truth expected actual true gt target ground cluster group user username file fail"
)
_OF_OTHERS = word_set(
    "officer pegawai anggota staff petugas recorder updated kemaskini closed due tutup lahir birth dob"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which headers hold which field, in order, and the headers nothing is known about."""

    fields: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def plain(header: str) -> str:
    """A header without case, accents, signs: ``No. Telefon (HP)`` → ``no telefon hp``."""
    return " ".join(re.findall(r"[^\W_]+", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))))


def lay_out(headers: Sequence[str], channel: Channel | None, rules: IntakeRules) -> Layout:
    """The layout of a file with ``headers``; without a channel, every channel's own headers are known."""
    own = [mapping for mapping in rules.channels if channel in (None, mapping.channel)]
    lookup: dict[str, str] = {}
    for columns in (
        *(mapping.columns for mapping in own if channel),
        rules.columns,
        *(mapping.columns for mapping in own),
    ):
        for field, names in columns.items():
            for name in names:
                lookup.setdefault(plain(name), field)
    fields: dict[str, list[str]] = {}
    unknown: list[str] = []
    for header in headers:
        found = lookup.get(plain(header)) or lookup.get(plain(header.rpartition(".")[2])) or _told(header)
        if found is None:
            unknown.append(header)
        else:
            fields.setdefault(found, []).append(header)
    return Layout({field: tuple(names) for field, names in fields.items()}, tuple(unknown))


def _told(header: str) -> str | None:
    words = set(plain(header).split())
    if words & (_NOT_OURS | _OF_OTHERS):
        return None
    return next((field for telling, field in _TELLING if words & set(telling.split())), None)


def tell_channel(headers: Iterable[str], mappings: Sequence[ChannelMapping]) -> Channel | None:
    """The channel whose signature headers are met most, None when none or two are met alike."""
    present = {plain(header) for header in headers}
    hits = {mapping.channel: len(present & set(map(plain, mapping.signature))) for mapping in mappings}
    best = max(hits.values(), default=0)
    leaders = [channel for channel, count in hits.items() if count == best]
    return leaders[0] if best and len(leaders) == 1 else None


def channel_names(mappings: Sequence[ChannelMapping]) -> dict[str, Channel]:
    """Every spelling of a channel in a channel column, plain, to the channel."""
    named = {plain(name): mapping.channel for mapping in mappings for name in mapping.names}
    return named | {plain(channel.value): channel for channel in Channel}


def channel_of(value: str, names: Mapping[str, Channel]) -> Channel | None:
    """The channel a cell names, by its whole text or by a name of four letters or more inside it."""
    bare = plain(value)
    if bare in names:
        return names[bare]
    inside = [name for name in names if len(name) > 3 and f" {name} " in f" {bare} "]
    return names[max(inside, key=len)] if inside else None
