"""Both maps in a real browser: whole without a network, linked both ways, drawn once."""

from __future__ import annotations

import pytest

from planner.report.map import plan_map
from tests.report import fixtures

pytestmark = pytest.mark.browser
WAIT = 60_000


def watched(browser, **size):
    """A page, every request it made to anywhere but this machine, and every script error."""
    page = browser.new_page(viewport={"width": 1280, "height": 800} | size)
    page.set_default_timeout(WAIT)
    outside, errors = [], []
    own = ("http://localhost", "ws://localhost", "file:", "data:", "blob:", "about:")
    page.on("request", lambda request: None if request.url.startswith(own) else outside.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page, outside, errors


@pytest.fixture
def map_file(tmp_path):
    """The fixture's one-file map on disk."""
    names = ("hotspots", "recommended", "plan", "roads", "paths", "labels", "places")
    path = tmp_path / "map.html"
    path.write_bytes(plan_map(**{name: getattr(fixtures, name)() for name in names}))
    return path


def test_one_file_map_opens_from_disk_without_a_network(browser, map_file):
    """Opened from a folder, the map draws roads, pins and routes, asks for nothing and breaks nowhere."""
    page, outside, errors = watched(browser)
    page.goto(map_file.as_uri())
    page.wait_for_selector(".k-pin")
    assert page.locator(".k-pin").count() == 3
    assert page.locator("canvas.leaflet-tile").count() > 4
    assert page.get_by_text("DATA SINTETIK · SYNTHETIC DATA").is_visible()
    drawn = page.evaluate(
        "[...document.querySelectorAll('canvas.leaflet-tile')].some(c => new Set(c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data).size > 8)"
    )
    assert drawn
    assert outside == []
    assert errors == []


HIDDEN_NAMES = """() => {
  const [, names] = window.kembara.groups.base.getLayers(), zoom = window.kembara.map.getZoom(), found = [];
  const scale = Math.pow(2, Math.round(zoom));
  const labels = names._labelsAt(Math.round(zoom)).filter(label => label.kind === 'place');
  for (const stop of window.kembara.payload.recommended) {
    const s = Math.sin(stop.lat * Math.PI / 180), x = 256 * (stop.lon / 360 + 0.5) * scale;
    const y = 256 * (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * scale;
    for (const label of labels) {
      const isBeside = Math.abs(label.x - x) > label.w / 2 + 15, isAbove = label.y + label.size / 2 < y - 40;
      if (!isBeside && !isAbove && label.y - label.size / 2 < y) { found.push(label.text); }
    }
  }
  return [labels.length, found];
}"""


def test_no_name_is_written_under_a_pin(browser, map_file):
    """Names of places make room for the pins that lie above them, and are written all the same."""
    page, _, errors = watched(browser)
    page.goto(map_file.as_uri())
    page.wait_for_selector(".k-pin")
    written, hidden = page.evaluate(HIDDEN_NAMES)
    assert written == 1  # Setapak, which lies where the second pin does
    assert hidden == []
    assert errors == []


CUT_NAMES = """() => {
  const [, names] = window.kembara.groups.base.getLayers(), map = window.kembara.map;
  const zoom = Math.round(map.getZoom()), larger = Math.pow(2, zoom - map.getZoom()), box = map.getPixelBounds();
  const [west, north, east, south] = [box.min.x, box.min.y, box.max.x, box.max.y].map(side => side * larger);
  const labels = names._labelsAt(zoom), cut = [];
  for (const label of labels) {
    const c = Math.abs(Math.cos(label.angle)), s = Math.abs(Math.sin(label.angle));
    const wide = (label.w * c + label.size * s) / 2, high = (label.w * s + label.size * c) / 2;
    const isIn = label.x + wide > west && label.x - wide < east && label.y + high > north && label.y - high < south;
    const isWhole = label.x - wide >= west && label.x + wide <= east && label.y - high >= north
        && label.y + high <= south;
    if (isIn && !isWhole) { cut.push(label.text); }
  }
  return [labels.map(label => label.text), cut];
}"""
TO_THE_EDGE = """([x, y]) => {
  const map = window.kembara.map, place = window.kembara.payload.places.find(each => each.name === 'Setapak');
  const at = map.latLngToContainerPoint([place.lat, place.lon]);
  map.panBy([at.x - (x < 0 ? map.getSize().x + x : x), at.y - (y < 0 ? map.getSize().y + y : y)], { animate: false });
}"""


@pytest.mark.parametrize("corner", [(6, 200), (-6, 200), (300, 3), (300, -3)])
def test_no_name_is_cut_by_the_edge_of_the_map(browser, map_file, corner):
    """A place moved to the edge of what is seen keeps its whole name in sight, and no road's name is cut either."""
    page, _, errors = watched(browser)
    page.goto(map_file.as_uri())
    page.wait_for_selector(".k-pin")
    assert page.evaluate(CUT_NAMES)[1] == []
    page.evaluate(TO_THE_EDGE, corner)
    written, cut = page.evaluate(CUT_NAMES)
    assert "Setapak" in written
    assert cut == []
    assert errors == []


def test_one_file_map_speaks_both_languages_and_works_by_keyboard(browser, map_file):
    """English is one key press away, and a stop chosen with Enter is marked on list and map."""
    page, _, errors = watched(browser)
    page.goto(map_file.as_uri())
    page.locator(".k-langs button[lang=en]").press("Enter")
    assert page.get_by_role("heading", name="Next Kembara locations").is_visible()
    page.locator(".k-stop").nth(1).press("Enter")
    page.wait_for_selector(".k-pin.is-on")
    assert page.locator(".k-pin.is-on").inner_text() == "2"
    assert page.locator(".k-card h3").first.inner_text() == "2. PPR Seri Semarak"
    assert errors == []


def test_app_links_list_and_map_both_ways_and_draws_once(browser, app_url):
    """A click on the list marks the pin, a click on a pin opens its card, and the map was drawn once."""
    page, outside, errors = watched(browser)
    page.goto(app_url)
    pins = page.frame_locator("iframe").locator(".k-pin.is-on")
    pins.filter(has_text="1").wait_for()  # the first recommendation is explained before anybody chooses
    page.get_by_role("button", name="2. PPR Seri Semarak").click()
    pins.filter(has_text="2").wait_for()
    frame = next(iter(page.frames[1:]))
    assert frame.locator("#legend .k-bars small").count() == 5
    frame.locator(".leaflet-marker-icon[title='1. PPR Jelatek']").press("Enter")
    page.get_by_role("heading", name="1. PPR Jelatek").wait_for()
    assert frame.evaluate("window.kembaraDraws") == 1
    assert outside == []
    assert errors == []


def test_no_click_draws_the_map_again(browser, app_url):
    """Choosing, opening and closing the filters, filtering, clearing and switching the language keep one drawn map."""
    page, _, errors = watched(browser)
    page.goto(app_url)
    page.frame_locator("iframe").locator(".k-pin").first.wait_for()
    gone = []
    page.on("framedetached", lambda frame: gone.append(frame.url))
    (frame,) = page.frames[1:]
    page.get_by_role("button", name="2. PPR Seri Semarak").click()
    frame.locator(".k-pin.is-on", has_text="2").wait_for()
    page.get_by_text("Tapis", exact=True).click()
    page.get_by_label("Nama mengandungi").fill("Jelatek")
    page.get_by_label("Nama mengandungi").press("Enter")
    page.get_by_text("1 tapisan berkuat kuasa").wait_for()
    frame.wait_for_selector(".leaflet-marker-icon[title='2. PPR Seri Semarak']", state="detached")
    page.get_by_role("button", name="Buang tapisan").click()
    frame.wait_for_selector(".leaflet-marker-icon[title='2. PPR Seri Semarak']")
    page.get_by_text("Semua titik panas (6)").click()
    page.get_by_test_id("stDataFrame").wait_for()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Where should Kembara go next?").wait_for()
    assert gone == []
    assert frame.evaluate("window.kembaraDraws") == 1
    assert errors == []


def test_app_pages_open_and_switch_language(browser, app_url):
    """Every page opens from the side bar, in two tabs at once, and English reaches the headings."""
    page, outside, _ = watched(browser)
    other, other_outside, _ = watched(browser, width=390, height=800)
    page.goto(app_url)
    other.goto(f"{app_url}/outcomes")
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Where should Kembara go next?").wait_for()
    for link, heading in (("Plan", "Plan"), ("Run sheets", "Run sheets"), ("Officials", "For officials")):
        page.get_by_role("link", name=link, exact=True).click()
        page.get_by_role("heading", name=heading, exact=True).first.wait_for()
    other.get_by_role("heading", name="Hasil").wait_for()
    assert outside == []
    assert other_outside == []
