"""Words of intake: channels, need codes, and what a file of referrals becomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd


class Channel(StrEnum):
    """The seven ways in which the programme learns of need."""

    COMMUNITY_LEADER = "community_leader"
    TALIAN_KASIH = "talian_kasih"
    WHATSAPP = "whatsapp"
    JKM_OPS = "jkm_ops"
    SOCIAL_MEDIA = "social_media"
    POLICE = "police"  # stations and PDRM operations rooms
    PATROL = "patrol"


class NeedCode(StrEnum):
    """What is needed; ``UNCLASSIFIED`` is an honest value, half of all calls carry no class."""

    FOOD = "food"
    INFANT = "infant"
    MEDICINE = "medicine"
    INCOME = "income"
    SHELTER = "shelter"
    MENTAL_HEALTH = "mental_health"
    DISABILITY = "disability"
    ELDERLY_CARE = "elderly_care"
    PROTECTION = "protection"
    OTHER = "other"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a set of raw rows: ``len(referrals) + len(protection only) + len(quarantined)`` is every row.

    ``ledger`` has one line per raw row (schema ``LEDGER``). ``referrals`` (schema ``REFERRALS``) is redacted and
    free of protection content. ``protection`` (schema ``PROTECTION``) is for the restricted queue alone, and
    ``contacts`` (schema ``CONTACTS``) for the vault alone.
    """

    ledger: pd.DataFrame
    referrals: pd.DataFrame
    quarantined: pd.DataFrame
    protection: pd.DataFrame
    contacts: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Linkage:
    """Referrals gathered into households.

    ``households`` (schema ``HOUSEHOLDS``), ``links`` (schema ``LINKS``: which referral belongs to which household
    and why) and ``review`` (schema ``LINK_REVIEW``: pairs a person should decide).
    """

    households: pd.DataFrame
    links: pd.DataFrame
    review: pd.DataFrame
