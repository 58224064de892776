"""The first page, driven without a browser."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.errors import refuse
from planner.ui import session
from planner.ui.shown import Result
from tests.report import fixtures

ROOT = Path(__file__).parents[2]


def result(**changes: object) -> Result:
    """What the pages are given, from the hand-written fixtures."""
    names = ("hotspots", "recommended", "plan", "roads", "paths", "labels", "places")
    given = {name: getattr(fixtures, name)() for name in names}
    return Result(**(given | changes))


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


def test_ranked_list_shows_every_recommended_stop_in_order(app):
    """The list names the recommended stops by rank, Malay first, under the synthetic-data banner."""
    at = app(result())
    assert not at.exception
    labels = [button.label for button in at.button]
    assert [label.split("\\.")[0] for label in labels] == ["1", "2", "3"]
    assert "isi rumah" in labels[0]
    assert "SYNTHETIC DATA" in at.warning[0].value


def test_choosing_a_stop_shows_why(app):
    """A click on the list opens the why-card with households, chance and what to bring, and marks the stop."""
    at = app(result())
    at.button(key="stop-S2").click().run()
    assert not at.exception
    assert {metric.value for metric in at.metric} >= {"143", "77.2", "81 %"}
    assert "Kadar rujukan kedua tertinggi" in texts(at)
    assert at.session_state["selected"] == "S2"


def test_switching_to_english_changes_every_part(app):
    """English replaces Malay on list, card and headings."""
    at = app(result())
    at.button(key="stop-S1").click().run()
    at.sidebar.radio(key="language").set_value("en").run()
    shown = texts(at)
    assert "Where should Kembara go next?" in shown
    assert "have not been visited" in shown
    assert "belum dilawati" not in shown


def test_filter_by_district_leaves_only_its_stops(app):
    """The district filter takes away the list entries of other districts."""
    at = app(result())
    at.multiselect[0].set_value(["Wangsa Maju"]).run()
    assert [button.key for button in at.button] == ["stop-S1", "stop-S2"]


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
