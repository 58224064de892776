"""A decision about an imported referral in a real browser, on the app and the store as they are."""

from __future__ import annotations

import re

import pytest

from tests.e2e.test_browser import watched

pytestmark = pytest.mark.browser
PATIENCE = 240_000  # ms; importing and ranking come before the first page, and machines that test are busy ones


def test_an_address_is_mended_with_one_click(browser, imported_app):
    """A candidate's button places the address, the list gets shorter, and the decision stands with its undo."""
    page, outside, errors = watched(browser)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{imported_app}/addresses")
    box = page.get_by_role("textbox", name="Nama anda", exact=True)
    box.fill("Aminah")
    box.press("Enter")
    told = page.get_by_text(re.compile(r"^\d+ alamat belum dapat ditempatkan"))
    candidate = page.get_by_test_id("stMain").get_by_role("button", name=re.compile(r"^1\. "))
    candidate.wait_for()
    before = int(told.inner_text().split()[0])
    candidate.click()
    page.get_by_text("Sudah diputuskan (1)").wait_for()
    assert int(told.inner_text().split()[0]) < before
    assert outside == []
    assert errors == []
