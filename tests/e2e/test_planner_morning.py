"""A planner's morning in a real browser: look, choose, order, approve with a colleague, take the sheets away."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
WAIT = 60_000
OWN = ("http://localhost", "ws://localhost", "data:", "blob:", "about:")

WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    window.runsDone = 0;
    window.stillSince = performance.now();
    window.runs?.disconnect();
    window.runs = new MutationObserver(() => {
        window.stillSince = performance.now();
        if (app.dataset.testScriptState === "notRunning") window.runsDone += 1;
    });
    window.runs.observe(app, { attributeFilter: ["data-test-script-state"] });
}"""
"""Counts in the page how often the script has run to its end from now on, and notes when that last changed."""

SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const quiet = performance.now() - window.stillSince;
    return app.dataset.testScriptState === "notRunning" && quiet > (window.runsDone ? 500 : 3000);
}"""
"""Whether a run has ended and none has followed it for half a second; or, where none began, for three seconds."""


@pytest.fixture(scope="module")
def app_url(planner_app):
    """The app on the hand-written result, with a store."""
    return planner_app


@pytest.fixture
def tab(browser):
    """Opens tabs that note every request to outside and every script error."""
    opened, outside, errors = [], [], []

    def open_tab(url: str, **size: int) -> object:
        page = browser.new_page(viewport={"width": 1366, "height": 768} | size)
        page.set_default_timeout(WAIT)
        page.on("request", lambda request: None if request.url.startswith(OWN) else outside.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        opened.append(page)
        return page

    yield open_tab
    for page in opened:
        page.close()
    assert outside == []
    assert errors == []


def name_oneself(page, name: str) -> None:
    """Give a name in the side bar."""
    box = page.get_by_role("textbox", name=re.compile("Nama anda|Your name"))
    box.fill(name)
    box.press("Enter")


def approve(page, reason: str) -> None:
    """Give the next approval with a reason."""
    page.get_by_role("textbox", name="Sebab atau catatan").fill(reason)
    page.get_by_role("button", name=re.compile("Beri kelulusan")).click()


def test_look_filter_choose_and_read_why(tab, app_url):
    """A filter thins list and map, a choice shows why and what to bring, and a script in a note stays text."""
    page = tab(app_url)
    frame = page.frame_locator("iframe")
    frame.locator(".k-pin").first.wait_for()
    assert frame.locator(".k-pin").count() == 3
    page.get_by_role("button", name="1. PPR Jelatek").click()
    page.get_by_role("heading", name="1. PPR Jelatek").wait_for()
    page.get_by_text("<script>", exact=False).first.wait_for()
    assert page.title() != "stolen"
    for told in ("Bawa", "Pilihan kedua"):
        page.get_by_text(told, exact=False).first.wait_for()
    page.get_by_text("Tapis", exact=True).click()
    page.get_by_label("Nama mengandungi").fill("Jelatek")
    page.get_by_label("Nama mengandungi").press("Enter")
    page.get_by_role("button", name="2. PPR Seri Semarak").wait_for(state="detached")
    assert frame.locator(".k-pin").count() == 1


def test_two_planners_approve_at_once_and_the_sheets_are_taken_away(tab, app_url):
    """Two tabs read step 1 and both click: one stands, the other is told; then the second step, English, and a PDF."""
    first, second = tab(f"{app_url}/plan"), tab(f"{app_url}/plan")
    for page, name in ((first, "Aminah"), (second, "Lee")):
        page.get_by_role("tab", name="Kelulusan").click()
        name_oneself(page, name)
        page.get_by_role("button", name="Beri kelulusan 1 daripada 2").wait_for()
    approve(first, "semua disemak")
    first.get_by_text("Kelulusan 1: Aminah").wait_for()
    approve(second, "saya pun setuju")
    second.get_by_text("E1610").wait_for()
    second.get_by_text("Kelulusan 1: Aminah").wait_for()
    approve(second, "sudah dibaca semula")
    second.get_by_text("Rancangan ini diluluskan oleh dua orang.").wait_for()
    second.get_by_text("English", exact=True).click()
    second.get_by_text("Two people have approved this plan.").wait_for()
    second.get_by_role("link", name="Run sheets").click()
    with second.expect_download() as waiting:
        second.get_by_role("button", name="PDF (A4)").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


def test_every_tab_of_the_plan_opens_at_the_first_click(tab, app_url):
    """One click after the other, and after a walk to another page the tab that was open is open again."""
    page = tab(f"{app_url}/plan")
    page.get_by_role("tab", name="Tidak dilayan").wait_for()
    page.evaluate(WATCH)
    page.wait_for_function(SETTLED)
    for name in ("Tidak dilayan", "Rancang semula", "Bandingkan", "Laluan", "Kelulusan"):
        page.evaluate(WATCH)
        page.get_by_role("tab", name=name).click()
        page.get_by_role("tab", name=name, selected=True).wait_for()
        page.wait_for_function(SETTLED)  # what a rerun takes back, it has taken back now
        assert page.get_by_role("tab", selected=True).inner_text() == name
    page.get_by_role("link", name="Hasil").click()
    page.get_by_role("heading", name="Hasil").wait_for()
    page.get_by_role("link", name="Rancangan").click()
    page.get_by_role("tab", name="Kelulusan", selected=True).wait_for()


def test_order_with_a_reason_and_a_bookmark_of_a_plan_that_is_gone(tab, app_url):
    """An order without a reason is refused and with one stands; an old link is met with a message and the plan."""
    page = tab(f"{app_url}/plan?plan=plan-gone")
    page.get_by_text("E1713").wait_for()
    page.get_by_role("tab", name="Rancang semula").click()
    name_oneself(page, "Aminah")
    add = page.get_by_role("button", name="Tambah arahan")
    add.click()
    page.get_by_text("E1708").wait_for()
    page.get_by_role("textbox", name="Sebab (tanpa nama orang)").fill("jalan runtuh")
    add.click()
    page.get_by_text("jalan runtuh", exact=False).first.wait_for()
    phone = tab(f"{app_url}/plan", width=390, height=800)
    phone.get_by_role("tab", name="Laluan").wait_for()
