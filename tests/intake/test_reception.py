"""Receiving: nothing lost, nothing twice, nothing leaked."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.adapters.cluster import Here
from planner.intake import IntakeRules, receive, reception
from planner.model.referral import Intake
from tests.intake.conftest import KEY, NOW, Receive


def assert_books_close(intake: Intake, rows: int) -> None:
    """Every row is in the ledger once, and each accepted, restricted or quarantined line has its counterpart."""
    ledger = intake.ledger
    assert ledger["row"].tolist() == list(range(1, rows + 1))
    quarantined = ledger[ledger["status"] == "quarantined"]
    assert quarantined["row"].tolist() == intake.quarantined["row"].tolist()
    assert (quarantined["code"] != "").all()
    plain = ledger[(ledger["status"] == "accepted") & ~ledger["protection"]]
    assert set(plain["referral_id"]) <= set(intake.referrals["referral_id"])
    restricted = ledger[ledger["protection"]]
    assert set(intake.protection["row"]) <= set(restricted["row"])
    assert len(plain) + len(restricted) + len(quarantined) == rows


CELLS = st.dictionaries(
    st.sampled_from(
        ["id", "tarikh", "nama", "telefon", "alamat", "poskod", "lat", "lon", "catatan", "anak", "saluran", "?"]
    ),
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["06/07/2021", "suami pukul saya", "=1+1", "<script>", "A-3-12 PPR Jelatek", "012-3456789", "-1"]
        ),
    ),
    max_size=8,
)


@given(st.lists(CELLS, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_is_lost_whatever_the_cells_hold(take: Receive, rows: list[dict[str, str]]) -> None:
    """Accepted, restricted and quarantined rows add up to all rows for any text in any cell."""
    assert_books_close(take(*rows), len(rows))


ROW = {
    "id": "TK-100200",
    "tarikh": "06/07/2021 21:15",
    "nama": "Siti Aminah",
    "alamat": "A-3-12, PPR Jelatek",
    "catatan": "xde beras",
}


def test_the_same_file_twice_gives_the_same_ids(take: Receive) -> None:
    """Ids come from the source's key and the content, not from the run or the order."""
    other = ROW | {"id": "TK-100201", "nama": "Kumar"}
    first, second = take(ROW, other), take(other, ROW)
    assert first.referrals["referral_id"].tolist() == second.referrals["referral_id"].tolist()


def test_a_row_that_comes_twice_is_one_referral_and_two_ledger_lines(take: Receive) -> None:
    """A repeated row is accepted under the same id and says which row it repeats."""
    intake = take(ROW, ROW)
    assert len(intake.referrals) == 1
    assert len(set(intake.ledger["referral_id"])) == 1
    assert "same as row 1" in intake.ledger["reason"].iloc[1]


def test_follow_ups_under_one_key_are_kept_whatever_their_order(take: Receive) -> None:
    """Two rows of one case with different notes are two referrals with ids that do not depend on the order."""
    later = ROW | {"tarikh": "08/07/2021", "catatan": "masih xde beras"}
    forward, backward = take(ROW, later), take(later, ROW)
    assert len(forward.referrals) == 2
    assert set(forward.referrals["referral_id"]) == set(backward.referrals["referral_id"])


def test_running_numbers_of_two_files_do_not_collide(take: Receive) -> None:
    """Row 1 of one list and row 1 of another are different people."""
    one = take(ROW | {"id": "1"}).referrals["referral_id"].iloc[0]
    other = take(ROW | {"id": "1", "nama": "Kumar"}).referrals["referral_id"].iloc[0]
    assert one != other


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tarikh": "32/13/2021"}, "E1102"),
        ({"tarikh": ""}, "E1103"),
        ({"tarikh": "06/07/2201"}, "E1104"),
        ({"alamat": "", "catatan": ""}, "E1101"),
        ({"alamat": "", "catatan": "", "lat": "101.7", "lon": "3.1"}, "E1105"),
        ({"(surplus)": "x"}, "E1106"),
        ({"catatan": "<Media omitted>"}, "E1108"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_code(take: Receive, change: dict[str, str], code: str) -> None:
    """Each kind of bad row is quarantined under its own code, and a good row beside it is not."""
    intake = take(ROW | change, ROW)
    assert intake.quarantined["code"].tolist() == [code]
    assert intake.quarantined["row"].tolist() == [1]
    assert (intake.quarantined[["cause", "action"]] != "").all(axis=None)


def test_a_sheet_without_known_columns_is_set_aside(take: Receive) -> None:
    """Rows under unknown headers are quarantined, not guessed at."""
    assert take({"foo": "1", "bar": "2"}).quarantined["code"].tolist() == ["E1107"]


def test_a_quarantined_row_can_be_corrected_and_sent_again(take: Receive) -> None:
    """After the correction the row has the id it would have had at once."""
    assert take(ROW | {"tarikh": "31/02/2021"}).referrals.empty
    assert take(ROW).referrals["referral_id"].tolist() == take(ROW, ROW).referrals["referral_id"].tolist()


PROTECTED = ROW | {"id": "TK-100300", "catatan": "Suami pukul saya. Tiada beras. Tel 0123456789"}


def test_a_protection_row_shows_nothing_but_that_it_is_one(take: Receive) -> None:
    """The ledger line of a protection case holds no id, need, reason or code."""
    line = take(PROTECTED).ledger.iloc[0]
    assert line["protection"]
    assert line[["code", "reason", "referral_id", "needs"]].tolist() == ["", "", "", ""]


def test_the_plain_food_case_tells_nothing_of_the_rest(take: Receive) -> None:
    """A protection case with hunger is also a food case: food alone, only food words, an id of its own."""
    intake = take(PROTECTED)
    food, case = intake.referrals.iloc[0], intake.protection.iloc[0]
    assert food["needs"] == "food"
    assert "pukul" not in " ".join(map(str, food.tolist())).lower()
    assert food["referral_id"] != case["case_id"]


def test_without_hunger_a_protection_case_leaves_no_referral(take: Receive) -> None:
    """A protection case that needs no food is in the restricted queue alone; its contact is filed under its case."""
    intake = take(ROW | {"catatan": "suami pukul saya", "telefon": "0123456789"})
    assert intake.referrals.empty
    assert intake.contacts["referral_id"].tolist() == intake.protection["case_id"].tolist()


def test_a_shelter_is_never_sent_on(take: Receive) -> None:
    """A shelter resident who needs food gets no plain case, because its address would be placed."""
    assert take(ROW | {"catatan": "penghuni rumah perlindungan wanita perlukan makanan"}).referrals.empty


def test_a_broken_row_that_speaks_of_danger_is_not_quarantined(take: Receive) -> None:
    """A protection case with an unreadable date reaches the restricted queue, not the pile of bad rows."""
    intake = take(PROTECTED | {"tarikh": "??"})
    assert intake.quarantined.empty
    assert len(intake.protection) == 1


def test_the_clock_is_ten_hours_and_two_for_an_emergency(take: Receive) -> None:
    """10 h to a first investigation, 2 h where an emergency order or a life is at stake."""
    cases = take(PROTECTED, PROTECTED | {"id": "TK-100301", "catatan": "suami kejar saya dengan parang nak bunuh saya"})
    assert sorted(cases.protection["clock_h"]) == [2, 10]
    assert (
        cases.protection["due_at"] - cases.protection["received_at"]
        == pd.to_timedelta(cases.protection["clock_h"].astype(int), unit="h")
    ).all()


def test_a_file_without_dates_is_taken_as_of_now(take: Receive) -> None:
    """No date column at all is not the rows' fault: they come in now, and say so."""
    intake = take({"catatan": "xde beras", "alamat": "PPR Jelatek"})
    assert intake.quarantined.empty
    assert "time of import" in intake.ledger["reason"].iloc[0]


def test_shared_reading_gives_the_same_to_the_byte(rules: IntakeRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file read in parts by a cluster gives the frames that one reader gives, however the parts fall."""
    rows = [ROW | {"id": f"TK-{at}", "catatan": f"beras habis {at % 7}", "nama": f"Siti {at % 5}"} for at in range(50)]
    rows += [ROW | {"tarikh": "99/99/2021"}, ROW | {"catatan": "suami pukul saya"}, ROW]
    frame = pd.DataFrame(rows, dtype=object)
    frame.insert(0, "row", range(1, len(frame) + 1))
    told = {"channel": None, "key": KEY, "now": NOW, "rules": rules}
    monkeypatch.setattr(reception, "PART_ROWS", 17)
    alone, shared = receive(frame, **told), receive(frame, **told, cluster=Here())
    for name in ("ledger", "referrals", "quarantined", "protection", "contacts"):
        assert getattr(alone, name).to_csv() == getattr(shared, name).to_csv()
