"""Closing the books of an import: drafts get their ids and become the five frames of an intake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pandas as pd

from planner.frames import CONTACTS, LEDGER, PROTECTION, QUARANTINED, REFERRALS, Schema, check
from planner.intake import fields, identity
from planner.intake.drafts import Draft
from planner.intake.triage import BY_SENDER
from planner.model.reason import cell_of
from planner.model.referral import Intake, NeedCode

_PLAIN_NEEDS = (NeedCode.FOOD, NeedCode.INFANT)
"""What may go on as a plain food case when the rest of a case is restricted."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A draft with its referral id and, for a row that repeats another, that row's number."""

    draft: Draft
    referral_id: str
    repeats: int | None


def close(drafts: Sequence[Draft], *, key: bytes) -> Intake:
    """The frames of an intake. All but ledger and quarantine are ordered by id, so that no place tells."""
    restricted = [draft for draft in drafts if draft.alarm is not None]
    quarantined = [draft for draft in drafts if draft.alarm is None and draft.fault is not None]
    plain = _file([draft for draft in drafts if draft.alarm is None and draft.fault is None], "referral", key)
    cases = _file(restricted, "protection case", key)
    food = [filed for filed in _file(restricted, "plain food case", key) if _goes_on(filed)]
    referrals = [_referral(filed) for filed in plain if filed.repeats is None]
    referrals += [_plain_food(filed) for filed in food]
    contacts = [_contact(filed) for filed in (*plain, *food, *cases) if filed.repeats is None]
    return Intake(
        ledger=_frame(
            [*map(_accepted, plain), *map(_restricted, restricted), *map(_set_aside, quarantined)], LEDGER, "row"
        ),
        referrals=_frame(referrals, REFERRALS, "referral_id"),
        quarantined=_frame([_quarantine(draft) for draft in quarantined], QUARANTINED, "row"),
        protection=_frame([_case(filed) for filed in cases if filed.repeats is None], PROTECTION, "case_id"),
        contacts=_frame([contact for contact in contacts if contact], CONTACTS, "referral_id"),
    )


def _file(drafts: Sequence[Draft], domain: str, key: bytes) -> list[Filed]:
    """Ids from the source's own key, or from the content where there is none to rely on.

    Rows alike in key and content are one referral. Rows of one key with different content are follow-ups: the
    earliest keeps the key's id, whatever the order of the rows.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, draft in enumerate(drafts):
        by_key[_base(draft)].append(at)
    filed: dict[int, Filed] = {}
    for base, members in by_key.items():
        ordered = sorted(members, key=lambda at: (drafts[at].received_at, drafts[at].content, drafts[at].row))
        first: dict[str, int] = {}
        for at in ordered:
            content = drafts[at].content
            known = first.get(content)
            own = base if not first or known == ordered[0] else f"{base}\x1f{content}"
            referral_id = identity.digest(key, domain, own)
            filed[at] = Filed(drafts[at], referral_id, None if known is None else drafts[known].row)
            first.setdefault(content, at)
    return [filed[at] for at in range(len(drafts))]


def _base(draft: Draft) -> str:
    """What names a referral: a short running number may start again in the next file, so its content goes with it."""
    source = draft.source_key
    if not source or (source.isdigit() and len(source) <= 5):
        return f"{draft.channel}\x1f{source}\x1f{draft.content}"
    return f"{draft.channel}\x1f{source}"


def _goes_on(filed: Filed) -> bool:
    """Whether a restricted case also becomes a plain food case; a shelter's address must never be placed."""
    draft, alarm = filed.draft, filed.draft.alarm
    if filed.repeats is not None or draft.fault is not None or alarm is None or "shelter" in alarm.kinds:
        return False
    return any(need in _PLAIN_NEEDS for need in draft.needs.needs)


def _referral(filed: Filed) -> dict[str, object]:
    draft, people, keys = filed.draft, filed.draft.people, filed.draft.keys
    lon, lat = draft.point or (float("nan"), float("nan"))
    return {
        "referral_id": filed.referral_id, "channel": draft.channel.value, "received_at": draft.received_at,
        "address_text": draft.address, "postcode": draft.postcode, "state": draft.state, "lon": lon, "lat": lat,
        "needs": _joined(draft.needs.needs), "text": draft.text, "household_size": people.household_size,
        "children": people.children, "elderly": people.elderly, "disabled": people.disabled, "infants": people.infants,
        "is_bedridden": people.is_bedridden, "phone_key": keys.phone,
        "name_key": keys.name, "language": draft.language, "nric_key": keys.nric, "name_tokens": keys.name_tokens,
        "evidence": "; ".join(f"{code}: {words}" for code, words in draft.needs.evidence),
    }  # fmt: skip


def _plain_food(filed: Filed) -> dict[str, object]:
    """The food case of a restricted one: who and where, and of the text only the words that ask for food."""
    kept = [(code, words) for code, words in filed.draft.needs.evidence if code in _PLAIN_NEEDS]
    words = ", ".join(dict.fromkeys(words for _, words in kept if words != BY_SENDER))
    evidence = "; ".join(f"{code}: {found}" for code, found in kept)
    needs = [need for need in filed.draft.needs.needs if need in _PLAIN_NEEDS]
    return _referral(filed) | {"needs": _joined(needs), "text": words, "evidence": evidence}


def _joined(needs: Sequence[NeedCode]) -> str:
    return ";".join(need.value for need in needs if need is not NeedCode.PROTECTION)


def _contact(filed: Filed) -> dict[str, object] | None:
    phone, name = fields.phone(filed.draft.who.phone) or filed.draft.who.phone, filed.draft.who.name
    return {"referral_id": filed.referral_id, "phone": phone, "name": name} if phone or name else None


def _case(filed: Filed) -> dict[str, object]:
    draft, alarm = filed.draft, filed.draft.alarm
    assert alarm is not None  # noqa: S101 - close() files only drafts with an alarm
    return {
        "case_id": filed.referral_id, "row": draft.row, "received_at": draft.received_at,
        "due_at": draft.received_at + timedelta(hours=alarm.clock_h), "clock_h": alarm.clock_h,
        "is_unsure": alarm.is_unsure, "evidence": cell_of(alarm.evidence), "text": draft.text,
        "address_text": draft.address,
    }  # fmt: skip


def _accepted(filed: Filed) -> dict[str, object]:
    notes = list(filed.draft.notes)
    if filed.repeats is not None:
        notes.insert(0, f"the same as row {filed.repeats}")
    return _line(
        filed.draft.row, reason="; ".join(notes), referral_id=filed.referral_id, needs=_joined(filed.draft.needs.needs)
    )


def _restricted(draft: Draft) -> dict[str, object]:
    """A protection row shows that it is one, and nothing else: no id that leads to a household, no need, no reason."""
    return _line(draft.row, protection=True)


def _set_aside(draft: Draft) -> dict[str, object]:
    assert draft.fault is not None  # noqa: S101 - only rows with a fault come here
    return _line(
        draft.row, status="quarantined", code=draft.fault.code, reason=f"{draft.fault.cause}: {draft.fault.action}"
    )


def _line(row: int, **values: object) -> dict[str, object]:
    empty = {
        "row": row,
        "status": "accepted",
        "code": "",
        "reason": "",
        "referral_id": "",
        "protection": False,
        "needs": "",
    }
    return empty | values


def _quarantine(draft: Draft) -> dict[str, object]:
    assert draft.fault is not None  # noqa: S101 - only rows with a fault come here
    return {"row": draft.row, "code": draft.fault.code, "cause": draft.fault.cause, "action": draft.fault.action}


def _frame(records: list[dict[str, object]], schema: Schema, order: str) -> pd.DataFrame:
    """A frame under ``schema`` of ``records`` sorted by ``order``, with the schema's types."""
    if not records:
        return schema.empty()
    frame = pd.DataFrame.from_records(sorted(records, key=lambda record: cast("str", record[order])))
    for column in schema.columns:
        if column.kind == "int":
            frame[column.name] = frame[column.name].astype("Int64")
        elif column.kind == "time":
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True).dt.tz_convert("Asia/Kuala_Lumpur")
    return check(frame, schema)
