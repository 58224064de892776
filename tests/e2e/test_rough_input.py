"""What should not come, brought to a real browser: a plain message each time, and nothing lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.e2e.test_browser import watched

pytestmark = pytest.mark.browser


def memory_mb(pid: int, field: str) -> float:
    """Resident memory of a process from the kernel: ``VmHWM`` at most so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


@pytest.fixture
def outcomes(browser, planner_app):
    """The outcome page in a named planner's hands, and the process that serves it."""
    page, outside, errors = watched(browser)
    page.goto(f"{planner_app}/outcomes")
    box = page.get_by_role("textbox", name="Nama anda", exact=True)
    box.fill("Aminah")
    box.press("Enter")
    page.get_by_role("tab", name="Beritahu").wait_for()
    yield page, planner_app.process
    page.close()
    assert outside == []
    assert errors == []


def test_huge_and_wrong_uploads_are_told_plainly_and_cost_nothing(outcomes, tmp_path):
    """100 MB, a photo, and a photo renamed: a message in Malay, no memory taken, the outcome before still on record."""
    page, process = outcomes
    page.get_by_role("spinbutton", name="Isi rumah diserahkan").fill("190")
    page.get_by_role("button", name="Simpan hasil").click()
    page.get_by_text("1 hasil baharu disimpan.").wait_for()
    page.get_by_role("tab", name="Bawa balik Excel").click()
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    before = memory_mb(process.pid, "VmHWM")
    huge, photo, renamed = tmp_path / "hasil.xlsx", tmp_path / "gambar.jpg", tmp_path / "lembaran.xlsx"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    photo.write_bytes(b"\xff\xd8\xff" + b"x" * 1000)
    renamed.write_bytes(photo.read_bytes())
    for wrong in (huge, photo):
        chooser.set_input_files(wrong)
        alert = page.get_by_test_id("stFileUploader").get_by_role("alert").first
        alert.wait_for()
        said = alert.evaluate("node => getComputedStyle(node, '::after').content")
        assert "tiada apa-apa diambil" in said
    chooser.set_input_files(renamed)
    page.get_by_role("button", name="Ambil hasil").click()
    page.get_by_text("E1602").wait_for()
    assert memory_mb(process.pid, "VmHWM") - before < 60
    page.get_by_role("tab", name="Sudah direkod").click()
    page.get_by_test_id("stDataFrame").wait_for()


def test_upload_past_the_browser_is_refused_by_the_server(outcomes):
    """Who sends 100 MB without asking the page is refused, and the server keeps none of it."""
    page, process = outcomes
    before = memory_mb(process.pid, "VmHWM")
    status = page.evaluate(
        """async () => {
            const form = new FormData();
            form.append("file", new Blob([new Uint8Array(100000000)]), "hasil.xlsx");
            const answer = await fetch("/_stcore/upload_file/nobody/nothing", { method: "PUT", body: form });
            return answer.status;
        }"""
    )
    assert status >= 400
    assert memory_mb(process.pid, "VmHWM") - before < 60
    page.get_by_role("tab", name="Beritahu").click()
    page.get_by_role("button", name="Simpan hasil").wait_for()


def test_formula_for_a_name_stays_text_in_the_workbook(browser, planner_app):
    """A place called like a formula is text on the page, in the message and in the downloaded workbook."""
    page, outside, errors = watched(browser)
    page.goto(f"{planner_app}/sheets")
    page.get_by_text("=HYPERLINK").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    cells = [cell for sheet in book for row in sheet for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(not str(cell.value).startswith("=") for cell in cells)
    page.close()
    assert outside == []
    assert errors == []
