"""First map, selection and filter in a real browser, beside folium's own way; memory with five planners at once.

Run: ``python -m benchmarks.map [--hotspots 300] [--planners 5]``. Needs Chromium and playwright. The data are
300 hotspots that share 100,000 synthetic referrals, over a made-up street network of 20,000 lines.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright
from shapely.geometry import LineString

from planner.frames import PLACES
from planner.ui.shown import Shown
from tests.report import fixtures

ROOT = Path(__file__).resolve().parents[1]
REFERRALS = 100_000
OWN = ("http://localhost", "ws://localhost", "data:", "blob:", "about:", "file:")


def big_result(count: int, lines: int = 20_000) -> Shown:
    """``count`` hotspots that share 100,000 referrals, twenty recommended stops and ``lines`` streets."""
    rng = np.random.default_rng(1)
    rows = fixtures.hotspots().iloc[rng.integers(0, 6, count)].reset_index(drop=True)
    shares = rng.multinomial(REFERRALS, rng.dirichlet(np.ones(count)))
    spots = rows.assign(
        hotspot_id=[f"H{i}" for i in range(count)],
        name=[f"PPR Contoh {i}" for i in range(count)],
        lon=rng.uniform(101.62, 101.76, count),
        lat=rng.uniform(3.05, 3.24, count),
        referrals=shares,
        households=(shares * 0.8).astype(int),
        score=rng.uniform(5, 95, count),
        rank=range(1, count + 1),
    )
    starts = rng.uniform((101.60, 3.03), (101.78, 3.26), (lines, 2))
    roads = gpd.GeoDataFrame(
        {"class": rng.choice(["residential", "tertiary", "secondary", "primary"], lines, p=[0.8, 0.1, 0.07, 0.03])},
        geometry=[
            LineString([p, p + s, p + 2 * s]) for p, s in zip(starts, rng.normal(0, 0.0012, (lines, 2)), strict=True)
        ],
        crs="EPSG:4326",
    ).assign(name="")
    stops = tuple(
        replace(fixtures.recommended()[0], stop_id=f"S{i}", rank=i + 1, hotspot_id=f"H{i}", name=f"PPR Contoh {i}",
                         lon=float(spots["lon"][i]), lat=float(spots["lat"][i]))
        for i in range(20)
    )  # fmt: skip
    return fixtures.shown(
        hotspots=pd.DataFrame(spots), places=PLACES.empty(), recommended=stops, roads=roads, key="bench"
    )


def start_app(hotspots: int | None) -> tuple[subprocess.Popen[bytes], str]:
    """The app on the big result on a free port, or for None a Streamlit page that holds one word."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    script = Path(tempfile.mkdtemp()) / "app.py"
    text = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom functools import cache\n"
        "from benchmarks.map import big_result\nfrom planner.ui import session\nfrom planner.ui.pages import run\n"
        f"if not hasattr(session, 'bench'):\n    session.bench = cache(lambda: big_result({hotspots}))\n"
        "session.load_result = session.bench\nsession.store_if_any = lambda: None\nrun()\n"
    )
    script.write_text("import streamlit\nstreamlit.title('bare')\n" if hotspots is None else text)
    options = ["--server.port", str(port), "--server.address", "localhost", "--server.headless", "true"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options], stdout=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).read()
            break
        except OSError:
            time.sleep(0.2)
    return server, f"http://localhost:{port}"


def memory_mb(pid: int) -> float:
    """Resident memory of a process, from the kernel."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def open_app(browser: Browser, url: str, outside: list[str]) -> tuple[Page, float]:
    """A new session with its map drawn, and how long that took."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(120_000)
    page.on("request", lambda request: None if request.url.startswith(OWN) else outside.append(request.url))
    begun = time.perf_counter()
    page.goto(url)
    page.frame_locator("iframe").locator(".k-pin").first.wait_for()
    return page, time.perf_counter() - begun


def select(page: Page, number: int) -> float:
    """Seconds from a click on the list to the marked pin on the map."""
    begun = time.perf_counter()
    page.get_by_role("button", name=f"{number}. PPR Contoh", exact=False).first.click()
    pin = page.frame_locator("iframe").locator(".k-pin.is-on span", has_text=str(number))
    pin.first.wait_for()
    return time.perf_counter() - begun


def filter_by_name(page: Page) -> float:
    """Seconds from a filter typed to the map showing what passes it alone."""
    page.get_by_text("Tapis", exact=True).click()
    box = page.get_by_label("Nama mengandungi")
    box.wait_for()
    begun = time.perf_counter()
    box.fill("Contoh 7")
    box.press("Enter")
    pins = page.frame_locator("iframe").locator(".k-pin")  # the page's own policy forbids playwright's eval-based waits
    while not 1 <= pins.count() <= 2:  # none at all is a map that went away, not one that was filtered
        time.sleep(0.02)
    return time.perf_counter() - begun


def clear_filters(page: Page) -> None:
    """Take the filter back and wait for every pin."""
    page.get_by_role("button", name="Buang tapisan").click()
    pins = page.frame_locator("iframe").locator(".k-pin")
    while pins.count() < 20:
        time.sleep(0.02)


def times_drawn(page: Page, gone: list[str]) -> int:
    """How often the page's map was drawn: by the map's own count, and once for each map that the page threw away.

    A map that a page builds anew begins to count anew, so its own count alone would hide just what is asked.
    """
    (frame,) = page.frames[1:]
    return int(frame.evaluate("window.kembaraDraws")) + len(gone)


def folium_way(result: Shown, browser: Browser) -> tuple[int, list[str]]:
    """The same hotspots as plain folium draws them: page size, and what it would ask of servers outside."""
    plain = folium.Map(location=(3.14, 101.69), zoom_start=12)
    for row in result.hotspots.itertuples(index=False):
        folium.CircleMarker((row.lat, row.lon), radius=6, popup=str(row.name)).add_to(plain)
    path = Path(tempfile.mkdtemp()) / "folium.html"
    plain.save(str(path))
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: None if request.url.startswith(OWN) else asked.append(request.url))
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    page.close()
    return path.stat().st_size, asked


def bare_streamlit(browser: Browser) -> float:
    """Seconds until a new session of a page with one word shows it: what no page can be faster than."""
    server, url = start_app(None)
    seconds = []
    for _ in range(4):
        page = browser.new_page()
        page.set_default_timeout(120_000)
        begun = time.perf_counter()
        page.goto(url)
        page.get_by_role("heading", name="bare").wait_for()
        seconds.append(time.perf_counter() - begun)
        page.close()
    server.terminate()
    return statistics.median(seconds[1:])


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hotspots", type=int, default=300)
    parser.add_argument("--planners", type=int, default=5)
    given = parser.parse_args()
    server, url = start_app(given.hotspots)
    outside: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page, first = open_app(browser, url, outside)
        others = [open_app(browser, url, outside) for _ in range(given.planners - 1)]
        later = [seconds for _, seconds in others]
        gone: list[str] = []
        page.on("framedetached", lambda frame: gone.append(frame.url))
        chosen = [select(page, number) for number in (3, 7, 5, 11, 2)]
        narrowed = filter_by_name(page)
        clear_filters(page)
        draws = times_drawn(page, gone)
        bare = bare_streamlit(browser)
        size, asked = folium_way(big_result(given.hotspots, 10), browser)
        print(f"hotspots {given.hotspots}, referrals {REFERRALS}, streets 20000, planners {given.planners}")
        print(f"first map of the server   {first:6.2f} s")
        print(f"first map of a session    {statistics.median(later):6.2f} s (median of {len(later)})")
        print(f"bare Streamlit page       {bare:6.2f} s (median of 3, same run)")
        print(f"selection list to map     {statistics.median(chosen):6.2f} s (median of {len(chosen)})")
        print(f"filter to map             {narrowed:6.2f} s")
        print(
            f"times the map was drawn   {draws:6d} through {len(chosen)} selections, a filter set and a filter cleared"
        )
        print(f"server memory             {memory_mb(server.pid):6.0f} MB with {given.planners} sessions open")
        print(f"requests to outside       {len(outside):6d}   folium's own page: {len(asked)} ({size / 1000:.0f} kB)")
        browser.close()
    server.terminate()


if __name__ == "__main__":
    main()
