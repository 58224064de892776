"""Made-up intakes for the store's tests: enough of everything, no real person."""

from datetime import date, datetime, timedelta

import pandas as pd

from planner.frames import CONTACTS, LEDGER, PROTECTION, QUARANTINED, REFERRALS
from planner.model.dispatch import (
    ConvoyProblem,
    Delivery,
    Depot,
    PatrolProblem,
    Plan,
    Receipt,
    Route,
    Solution,
    Status,
    Stop,
    TimeWindow,
    Unserved,
    UnservedReason,
    Vehicle,
    VehicleKind,
    Visit,
)
from planner.model.kinds import VisitKind
from planner.model.onward import OnwardReferral, Problem, Urgency
from planner.model.reason import told
from planner.model.referral import Intake
from planner.model.travel import TravelMatrix
from planner.units import ZONE

NOW = datetime(2021, 7, 6, 9, 30, tzinfo=ZONE)
KEY = b"a key for tests"


def onward(what: str, where: str, urgency: str) -> OnwardReferral:
    """An entry of the queue as ``refer_onward`` leaves it; the same words are the same entry."""
    return OnwardReferral(
        f"onward-{what}", Problem.OTHER, what, where, Urgency(urgency), True, False, NOW + timedelta(hours=24)
    )


def referrals(count: int, start: int = 0) -> pd.DataFrame:
    """``count`` referrals, numbered from ``start``."""
    rows = [_referral(number) for number in range(start, start + count)]
    if not rows:
        return REFERRALS.empty()
    table = pd.DataFrame(rows)
    whole = ["household_size", "children", "elderly", "disabled", "infants"]
    return table.astype(dict.fromkeys(whole, "Int64"))


def _referral(number: int) -> dict:
    return {
        "referral_id": f"r{number:08d}",
        "channel": "whatsapp",
        "received_at": NOW + timedelta(minutes=number),
        "address_text": f"Blok {number % 7}-{number % 18}-{number % 20}, PPR Rekaan",
        "postcode": "50000",
        "state": "Kuala Lumpur",
        "lon": 101.7 if number % 2 else None,
        "lat": 3.1 if number % 2 else None,
        "needs": "food;infant" if number % 3 else "unclassified",
        "text": f"nota {number}: perlu bantuan 白米",
        "household_size": number % 9 if number % 4 else None,
        "children": 1,
        "elderly": None,
        "disabled": 0,
        "infants": None,
        "is_bedridden": number % 10 == 0,
        "phone_key": f"p{number}",
        "name_key": "",
        "language": "ms",
    }


def contacts(count: int, start: int = 0) -> pd.DataFrame:
    """A phone and a name for each of the referrals."""
    rows = [
        {"referral_id": f"r{n:08d}", "phone": f"+60100{n:06d}", "name": f"Orang Rekaan {n}"}
        for n in range(start, start + count)
    ]
    return pd.DataFrame(rows) if rows else CONTACTS.empty()


def cases(count: int, start: int = 0) -> pd.DataFrame:
    """Protected cases."""
    rows = [
        {
            "case_id": f"c{n:06d}",
            "row": n + 1,
            "received_at": NOW,
            "due_at": NOW + timedelta(hours=10 - n % 9),
            "clock_h": 10,
            "is_unsure": n % 2 == 1,
            "evidence": "rahsia-bukti",
            "text": f"teks terlindung {n}",
            "address_text": f"alamat terlindung {n}",
        }
        for n in range(start, start + count)
    ]
    return pd.DataFrame(rows) if rows else PROTECTION.empty()


def refused(count: int, start: int = 0) -> pd.DataFrame:
    """Rows that could not be taken."""
    rows = [
        {"row": n + 1, "code": "E1104", "cause": "the date is not a date", "action": "write it as 2021-07-06"}
        for n in range(start, start + count)
    ]
    return pd.DataFrame(rows) if rows else QUARANTINED.empty()


def intake(count: int = 0, start: int = 0, *, protected: int = 0, quarantined: int = 0) -> Intake:
    """An intake of so many of each."""
    return Intake(
        ledger=LEDGER.empty(),
        referrals=referrals(count, start),
        quarantined=refused(quarantined),
        protection=cases(protected),
        contacts=contacts(count, start),
    )


def travel(*names: str) -> TravelMatrix:
    """Every place ten minutes and five kilometres from every other."""
    square = range(len(names))
    return TravelMatrix(
        names,
        tuple(tuple(0 if i == j else 600 for j in square) for i in square),
        tuple(tuple(0 if i == j else 5000 for j in square) for i in square),
        "made up",
    )


def plan(plan_id: str = "p1", household_id: str = "h1") -> Plan:
    """A small plan: one convoy stop, one patrol delivery to a household's door."""
    depot = Depot("d1", "IPD Rekaan", 101.7, 3.1, "Rekaan", 100)
    lorry = Vehicle("v1", VehicleKind.LORRY, "d1", 1_000_000, 50, 28_800, 64_800)
    stop = Stop("s1", "PPR Rekaan", 101.71, 3.11, "Rekaan", "P000", 20, 20, 100, 600, 60, (TimeWindow(0, 86_400),))
    convoy = ConvoyProblem(
        date(2021, 7, 7), 1, (depot,), (lorry,), (stop,), travel("d1", "s1"), 9_000, 1_800, (72_000,)
    )
    window = (TimeWindow(0, 86_400),)
    door = Delivery(
        f"to-{household_id}",
        household_id,
        f"door-{household_id}",
        101.712345,
        3.112345,
        "Rekaan",
        1,
        5,
        300,
        window,
        ("d1",),
    )
    patrol = PatrolProblem(
        date(2021, 7, 7), 1, (depot,), (), (), (door,), travel("d1", f"door-{household_id}"), 9_000, (72_000,)
    )
    visits = (
        Visit("d1", VisitKind.DEPOT, 28_800, 28_800, 28_800, 20),
        Visit("s1", VisitKind.STOP, 29_400, 29_400, 31_200, -20, 20, "s1"),
    )
    convoys = Solution(Status.OPTIMAL, (Route("r1", "v1", 0, visits, 10_000, 1_200),), (), 100, 100, 0.0, "hand")
    missed = (Unserved(f"to-{household_id}", "a door", UnservedReason.NO_CONVOY, (told("door_no_pickup"),)),)
    patrols = Solution(Status.FEASIBLE, (), missed, 0, None, None, "hand")
    receipt = Receipt(1, NOW.isoformat(), 5.0, (("kembara", "0"),), (("referrals", "ab"),), "made up")
    return Plan(plan_id, "Rekaan", convoy, convoys, patrol, patrols, receipt)
