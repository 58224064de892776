"""The pages without a mouse, and for whoever hears them: order of the keys, visible focus, a name on every control."""

from __future__ import annotations

import pytest

from tests.e2e.test_browser import watched

pytestmark = pytest.mark.browser

FOCUS = """() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const rings = [node, node.closest('label'), node.parentElement].filter(Boolean)
        .map(each => getComputedStyle(each))
        .some(each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0 || each.boxShadow !== 'none');
    const named = node.getAttribute('aria-label') || (node.labels && node.labels[0] && node.labels[0].textContent)
        || node.textContent || node.title || node.tagName;
    return { name: named.trim(), tag: node.tagName, type: node.type || '', has_ring: rings };
}"""

NAMELESS = """() => {
    const seen = node => node.checkVisibility() && !node.closest('[aria-hidden=true]');
    const name = node => (node.getAttribute('aria-label')
        || (node.getAttribute('aria-labelledby') || '').split(' ')
            .map(id => (document.getElementById(id) || {}).textContent).join(' ').trim()
        || [...(node.labels || [])].map(label => label.textContent).join(' ').trim()
        || node.title || node.textContent || node.alt || '').trim();
    const wanted = 'input,textarea,select,button,a[href],iframe,[role=combobox],[role=slider],[role=tab]';
    return [...document.querySelectorAll(wanted)].filter(seen).filter(node => !name(node))
        .map(node => node.outerHTML.slice(0, 160));
}"""


def test_main_page_is_worked_by_keys_alone(browser, app_url):
    """Tab reaches menu, language, filter and list in that order with the focus in sight; Enter and Space choose."""
    page, _, errors = watched(browser)
    page.goto(app_url)
    page.get_by_role("button", name="3. ").first.wait_for()
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        met.append(page.evaluate(FOCUS))
        if met[-1]["name"].startswith("2. "):
            break
    names = [each["name"] for each in met]
    wanted = ["Rancangan", "Bahasa Melayu", "Nama anda", "Tapis", "1. PPR Jelatek", "2. PPR Seri Semarak"]
    places = [next((at for at, name in enumerate(names) if want in name), None) for want in wanted]
    assert None not in places, names
    assert places == sorted(places)
    unseen = [each for each in met if not each["has_ring"] and each["tag"] not in {"IFRAME", "BODY"}]
    assert unseen == [], unseen
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2. PPR Seri Semarak").wait_for()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.get_by_role("heading", name="1. PPR Jelatek").wait_for()
    assert errors == []


@pytest.mark.parametrize("name", ["", "plan", "sheets", "officials", "outcomes", "addresses", "duplicates", "rules"])
def test_every_control_has_a_name(browser, app_url, name):
    """No page has a button, field, tab, link or frame that a screen reader would read as nothing."""
    page, _, _ = watched(browser)
    page.goto(f"{app_url}/{name}")
    page.get_by_test_id("stHeading").first.wait_for()
    page.get_by_test_id("stStatusWidget").wait_for(state="detached")
    if not name:
        page.get_by_text("Tapis", exact=True).click()
        page.get_by_label("Nama mengandungi").wait_for()
    assert page.evaluate(NAMELESS) == []
    page.close()
