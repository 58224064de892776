"""Shares that shape synthetic referrals, each with its source."""

from __future__ import annotations

from planner.model.referral import Channel

# Talian Kasih, 1 January - 14 November 2020: 159,703 contacts and their classes as quoted in Parliament; what the
# classes leave over carried none. Aid queries are split over kinds of aid by assumption.
_CONTACTS = 159_703
_AID = 70_177
NEED_SHARES: dict[str, float] = {
    "food": 0.62 * _AID / _CONTACTS,
    "income": 0.20 * _AID / _CONTACTS,
    "infant": 0.10 * _AID / _CONTACTS,
    "medicine": 0.08 * _AID / _CONTACTS,
    "mental_health": 4_119 / _CONTACTS,
    "domestic_violence": 2_287 / _CONTACTS,
    "child_abuse": 1_847 / _CONTACTS,
    "disability": 661 / _CONTACTS,
    "shelter": 467 / _CONTACTS,
    "elderly_care": 359 / _CONTACTS,
}
NEED_SHARES["unclassified"] = 1.0 - sum(NEED_SHARES.values())

PROTECTION_NEEDS = ("domestic_violence", "child_abuse")

# No source gives the channels' shares beyond calls against WhatsApp (97,576 to 62,127 in 2020); the rest is assumed.
CHANNEL_SHARES: dict[Channel, float] = {
    Channel.TALIAN_KASIH: 0.30,
    Channel.WHATSAPP: 0.19,
    Channel.COMMUNITY_LEADER: 0.18,
    Channel.SOCIAL_MEDIA: 0.12,
    Channel.JKM_OPS: 0.09,
    Channel.POLICE: 0.08,
    Channel.PATROL: 0.04,
}

LANGUAGE_SHARES = {"ms": 0.62, "mixed": 0.18, "en": 0.14, "zh": 0.06}

# Assumed: one household in five is heard of more than once (one white-flag map saw "many times" for some).
REPEAT_SHARE = 0.20
# Shares of rows that arrive empty or broken, assumed.
EMPTY_SHARE = 0.004
BROKEN_DATE_SHARE = 0.004
# Of households, those with somebody who cannot come down to a stop, assumed.
BEDRIDDEN_SHARE = 0.03
