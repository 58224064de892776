"""The first page, driven without a browser."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner.errors import refuse
from planner.model.need import LeftOut
from planner.report.words import word
from planner.ui import session, views
from tests.report import fixtures
from tests.ui.conftest import result

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(monkeypatch):
    """Opens the app on a given result."""

    def open_app(shown: object) -> AppTest:
        monkeypatch.setattr(session, "load_result", lambda: shown)
        return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()

    return open_app


def texts(at: AppTest) -> str:
    """Every text on the page."""
    parts = [*at.markdown, *at.caption, *at.title, *at.subheader, *at.warning, *at.info, *at.error]
    return "\n".join(str(part.value) for part in parts)


def html(at: AppTest) -> str:
    """Everything the page writes as HTML."""
    return "".join(str(part.proto.body) for part in at.get("html"))


def opened(at: AppTest, box: str) -> AppTest:
    """The page with one of its boxes opened, as a click on its heading does."""
    at.session_state[box] = True
    return at.run()


def test_ranked_list_shows_every_recommended_stop_in_order(app):
    """The list names the recommended stops by rank, Malay first, under the synthetic-data banner."""
    at = app(result())
    assert not at.exception
    labels = [button.label for button in at.button]
    assert [label.split("\\.")[0] for label in labels] == ["**1", "**2", "**3"]
    assert "200 isi rumah" in labels[0]
    assert "212 bakul" in labels[0]
    assert "SYNTHETIC DATA" in at.warning[0].value


def test_before_any_choice_the_first_recommendation_is_explained(app):
    """Whoever opens the page reads at once why the first place, when to go and what to bring."""
    at = app(result())
    first = fixtures.recommended()[0]
    assert f"#### 1\\. {first.name}" in [each.value for each in at.markdown]
    assert "selected" not in at.session_state
    assert all(said in html(at) for said in ("Bila", "Bawa", f"{first.baskets} bakul", f"<dd>{first.households}</dd>"))


def test_choosing_a_stop_shows_why(app):
    """A click on the list opens the why-card with households, chance and what to bring, and marks the stop."""
    at = app(result())
    at.button(key="stop-S2").click().run()
    assert not at.exception
    assert all(f"<dd>{figure}</dd>" in html(at) for figure in ("143", "77.2", "81 %"))
    assert "Kembara belum pernah berkunjung ke sini" in texts(at)
    assert at.session_state["selected"] == "S2"


def test_switching_to_english_changes_every_part(app):
    """English replaces Malay on list, card and headings."""
    at = app(result())
    at.button(key="stop-S1").click().run()
    at.sidebar.radio(key="language").set_value("en").run()
    shown = texts(at)
    assert "Where should Kembara go next?" in shown
    assert "Kembara last came 12 days ago" in shown
    assert "kali terakhir" not in shown


def test_filter_by_district_leaves_only_its_stops(app):
    """The district filter takes away the list entries of other districts."""
    at = opened(app(result()), "filter_box")
    at.multiselect[0].set_value(["Wangsa Maju"]).run()
    assert [button.key for button in at.button if button.key.startswith("stop-")] == ["stop-S1", "stop-S2"]


def households() -> pd.DataFrame:
    """Two places' households, one in need of milk and heard later."""
    last = pd.to_datetime(["2021-07-01 09:00+08:00", "2021-07-04 09:00+08:00", "2021-07-02 10:00+08:00"])
    return pd.DataFrame({"place_id": ["P1", "P2", "P1"], "needs": ["food", "infant;food", "medicine"], "last_at": last})


def test_filter_by_need_and_day():
    """A need and a first day leave the places where that need was heard since; both must hold together."""
    told, spots = views.heard(households()), fixtures.hotspots()

    def names(**given: object) -> set[str]:
        return set(views.filtered(spots, views.Filters(**given), told)["place_id"])

    assert names(needs=("infant",)) == {"P2"}
    assert names(needs=("food", "medicine")) == {"P1", "P2"}
    assert names(since=date(2021, 7, 2)) == {"P1", "P2"}
    assert names(needs=("food",), since=date(2021, 7, 2)) == {"P2"}
    assert names() == set(spots["place_id"])


def test_filters_stay_while_their_box_is_closed(app):
    """A filter chosen in the open box holds on after the box is closed, is said, and can be cleared."""
    at = opened(app(result()), "filter_box")
    at.multiselect[0].set_value(["Wangsa Maju"]).run()
    at.session_state["filter_box"] = False
    at.run()
    assert not at.multiselect
    assert [button.key for button in at.button] == ["stop-S1", "stop-S2"]
    assert "1 tapisan" in texts(at)
    at = opened(at, "filter_box")
    at.button(key="clear_filters").click().run()
    assert len([button for button in at.button if button.key.startswith("stop-")]) == 3


def test_left_out_places_are_listed_with_their_reason(app):
    """Who is not recommended this time stands on the page with why."""
    missed = LeftOut("H9", "PPR Batu Muda", "cooldown")
    at = opened(app(result(left_out=(missed,))), "left_out_box")
    shown = at.table[0].value.to_string()
    assert "PPR Batu Muda" in shown
    assert "Baru dilawati" in shown
    assert "tempoh rehat antara kunjungan belum tamat" in shown


def test_notice_when_data_changed_since_the_list_was_made(app, monkeypatch):
    """After decisions or outcomes the page says that its list is old, and offers to make it anew."""
    monkeypatch.setattr(session, "changes_since", lambda _: 0)
    assert len(app(result()).warning) == 1
    monkeypatch.setattr(session, "changes_since", lambda _: 3)
    at = app(result())
    assert "3 perubahan" in at.warning[1].value
    assert at.button(key="stale_again")


def test_empty_app_says_what_to_do(app):
    """Without any result the page explains what to do and shows no error."""
    at = app(None)
    assert not at.exception
    assert "demonstrasi" in at.info[0].value


def test_no_hotspots_and_no_stops_is_a_page_not_a_crash(app):
    """A run that found nothing shows an empty list."""
    at = app(result(hotspots=fixtures.hotspots().iloc[:0], recommended=(), plan=None))
    assert not at.exception
    assert "Tiada lokasi" in texts(at)


def test_refusal_is_shown_with_code_cause_and_action(app, monkeypatch):
    """A refusal from below becomes a message with its code and what to do."""

    def refused() -> None:
        raise refuse("E1001", "column name is missing", "add the column")

    monkeypatch.setattr(session, "load_result", refused)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not at.exception
    assert "E1001" in at.error[0].value
    assert "add the column" in at.error[0].value


def test_names_are_text_and_never_markup(app):
    """A name that holds HTML, Markdown or a link is shown with every mark escaped."""
    nasty = "<script>x</script> [a](http://evil) **b**"
    stop = replace(fixtures.recommended()[0], name=nasty)
    at = app(result(recommended=(stop,)))
    assert "\\<script\\>" in at.button[0].label
    assert "\\[a\\]\\(http" in at.button[0].label


def test_app_is_thin():
    """app.py holds at most twenty lines and no page passes 150."""
    assert len((ROOT / "app.py").read_text().splitlines()) <= 20
    for page in (ROOT / "planner" / "ui").glob("*.py"):
        assert len(page.read_text().splitlines()) <= (150 if page.stem.endswith("page") else 300), page
    assert "for " not in inspect.getsource(__import__("planner.ui.pages", fromlist=["run"]).run)


@pytest.mark.parametrize(("language", "unit"), [("en", "households after decay"), ("ms", "isi rumah selepas susutan")])
def test_the_card_shows_what_each_part_is_made_of(language, unit):
    """Number, unit and share of every part, which add up to the score, and the rank under other weights."""
    table = fixtures.hotspots().assign(
        effective_households=61.25, mean_vulnerability=0.4, mean_urgency=0.5, access_value=0.6,
        rank_low_weights=1, rank_high_weights=4,
    )  # fmt: skip
    card = views.card(result(hotspots=table), "H2", language)
    assert unit in card.parts[0].label
    assert "61.2" in card.parts[0].label
    assert all(re.search(r"0\.[456]0", part.label) for part in card.parts[1:])
    points, shares = zip(*(re.findall(r"[\d.]+", part.value) for part in card.parts), strict=True)
    assert sum(map(float, points)) == pytest.approx(77.2, abs=0.2)
    assert sum(map(float, shares)) == pytest.approx(100, abs=2)
    assert dict(card.facts)[word("map.rank_weights", language)] == "1–4"
    assert word("map.rank_weights", language) not in dict(views.card(result(), "H2", language).facts)
