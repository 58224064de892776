"""From referrals in a store to an approved plan and its first outcome, in a real browser, on a search that runs."""

from __future__ import annotations

import re

import pytest

from tests.e2e.test_browser import watched
from tests.e2e.test_planner_morning import approve, name_oneself

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # ms; importing and ranking come before the first page, and machines that test are busy ones


@pytest.fixture
def tab(browser, imported_app):
    """Opens tabs on the imported store and holds them to no request outside and no script error."""
    opened = []

    def open_tab(path: str) -> object:
        page, outside, errors = watched(browser)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{imported_app}/{path}")
        opened.append((page, outside, errors))
        return page

    yield open_tab
    for page, outside, errors in opened:
        page.close()
        assert outside == []
        assert errors == []


def plan_and_stop(page) -> None:
    """Begin a search of two minutes, watch its best plan grow, and stop it with what it has."""
    page.get_by_role("spinbutton", name="Had masa (saat)").fill("120")
    page.get_by_role("button", name="Buat rancangan").click()
    page.get_by_test_id("stProgress").wait_for()
    page.get_by_text("Rancangan terbaik setakat ini").wait_for()
    page.get_by_role("button", name="Henti, guna yang terbaik").click()
    page.get_by_role("tab", name="Laluan", selected=True).wait_for()
    page.get_by_test_id("stTabs").frame_locator("iframe").locator(".k-order").first.wait_for()


def test_a_search_is_stopped_its_plan_approved_by_two_and_its_first_outcome_told(tab):
    """Two minutes are given and not waited for; the second planner finds the plan in the store; an outcome counts."""
    first = tab("plan")
    plan_and_stop(first)
    name_oneself(first, "Aminah")
    first.get_by_role("tab", name="Kelulusan").click()
    approve(first, "semua disemak")
    first.get_by_text("Kelulusan 1: Aminah").wait_for()

    second = tab("plan")
    second.get_by_text("Rancangan yang disimpan").click()
    second.get_by_role("button", name="Buka").click()
    second.get_by_role("tab", name="Laluan").wait_for()
    name_oneself(second, "Lee")
    second.get_by_role("tab", name="Kelulusan").click()
    approve(second, "saya setuju")
    second.get_by_text("Rancangan ini diluluskan oleh dua orang.").wait_for()

    first.get_by_role("link", name="Lembaran tugas").click()
    with first.expect_download() as waiting:
        first.get_by_role("button", name="PDF (A4)").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    first.get_by_role("link", name="Hasil").click()
    first.get_by_role("spinbutton", name="Isi rumah diserahkan").fill("3")
    first.get_by_role("button", name=re.compile("^Simpan")).click()
    first.get_by_text(re.compile("1 hasil|direkod")).first.wait_for()
    first.get_by_role("tab", name="Sudah direkod").click()
    first.get_by_test_id("stDataFrame").wait_for()
    first.get_by_role("link", name="Peta").click()
    first.get_by_text(re.compile("perubahan")).first.wait_for()  # what was told makes the list old, and the map says so
