"""Rules, quarantine and the record of acts worked without a mouse, on imported referrals."""

from __future__ import annotations

import re

import pytest

from tests.e2e.test_browser import watched
from tests.e2e.test_hands_and_eyes import FOCUS, NAMELESS

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, imported_app):
    """Opens a page of the imported app in English, as a planner named Aminah, and hears every fault of it."""
    page, outside, errors = watched(browser)
    page.set_default_timeout(120_000)

    def open_page(name: str, awaited: str) -> object:
        page.goto(f"{imported_app}/{name}")
        page.get_by_text("English", exact=True).click()
        box = page.get_by_role("textbox", name="Your name", exact=True)
        box.fill("Aminah")
        box.press("Enter")
        page.get_by_text("Give your name to go on").wait_for(state="detached")
        page.get_by_test_id("stMain").get_by_text(awaited, exact=False).first.wait_for()
        page.get_by_test_id("stStatusWidget").wait_for(state="detached")
        return page

    yield open_page
    page.close()
    assert outside == []
    assert errors == []


def tab_to(page, name: str, most: int = 60) -> None:
    """Press Tab until the focus is on the field, button or link ``name``, in sight at every step."""
    met = []
    for _ in range(most):
        page.keyboard.press("Tab")
        met.append(page.evaluate(FOCUS))
        assert met[-1]["has_ring"] or met[-1]["tag"] in {"IFRAME", "BODY"}, met[-1]
        is_control = met[-1]["tag"] in {"A", "BUTTON", "INPUT", "TEXTAREA"}
        if is_control and name in met[-1]["name"] and not met[-1]["name"].startswith("Help for"):
            return
    raise AssertionError(f"{name} was not met: {[each['name'] for each in met]}")


def test_a_rule_is_added_and_ended_by_keys_alone(opened):
    """Place, note and button are reached in order; the rule stands in words; a reason ends it."""
    page = opened("rules", "Places closed")
    assert page.evaluate(NAMELESS) == []
    tab_to(page, "Places closed")
    page.keyboard.type("PPR Jelatek")
    tab_to(page, "Order or source")
    page.keyboard.type("order 7")
    tab_to(page, "Add this rule")
    page.keyboard.press("Enter")
    page.get_by_text("Cordon: PPR Jelatek", exact=False).first.wait_for()
    page.get_by_text("order 7", exact=False).first.wait_for()
    tab_to(page, "Why it ends", most=80)
    page.keyboard.type("the order was lifted")
    tab_to(page, "End this rule")
    page.keyboard.press("Enter")
    page.get_by_text("No dated rule is kept.", exact=False).wait_for()
    page.get_by_role("link", name="Record", exact=True).press("Enter")
    page.get_by_role("cell", name="Dated rule ended").first.wait_for()


def test_a_quarantined_row_is_dropped_by_keys_alone(opened):
    """The planner reads why the row was set aside, gives a reason and closes it."""
    page = opened("quarantine", "Drop")
    told = page.get_by_text(re.compile(r"^\d+ rows could not be taken"))
    before = int(told.inner_text().split()[0])
    assert page.evaluate(NAMELESS) == []
    tab_to(page, "Reason or note")
    page.keyboard.type("nobody answers")
    tab_to(page, "Drop")
    page.keyboard.press("Enter")
    page.get_by_text(f"{before - 1} rows could not be taken.").wait_for()


def test_the_record_is_read_by_keys_alone(opened):
    """The acts are text in words, nothing on the page has no name, and Tab goes through it and out again."""
    page = opened("audit", "newest acts")
    page.get_by_role("cell", name="Import", exact=True).first.wait_for()
    assert page.evaluate(NAMELESS) == []
    tab_to(page, "Dated rules")
