"""Rows that could not be taken: listed without anybody, corrected in a spreadsheet, and taken when sent again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from planner.roles import Role
from planner.settings import read_settings
from planner.store import audit
from planner.store.tables import quarantine
from planner.workspace import Workspace

HEAD = "case_id,tarikh,nama,telefon,alamat,catatan"
GOOD = "SYN-1,06/07/2021,Orang Satu,012-3456781,Blok A PPR Jelatek,tiada beras"
BAD = (
    'SYN-2,31/02/2021,Orang Dua,+60123456782,Blok B PPR Jelatek,"=SUM(1) perlu susu"',
    "SYN-3,bila-bila,Orang Tiga,012-3456783,Blok C PPR Jelatek,perlu ubat",
    "SYN-4,tak tahu,Orang Empat,012-3456784,Blok D PPR Jelatek,minta telefon balik",
)
NAMES = ("Orang", "345678", "Jelatek", "susu")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file with one good row and three whose date cannot be read."""
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([HEAD, GOOD, *BAD]) + "\n", "utf-8")
    return path


def _store(tmp_path: Path):
    return Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path / "home")})).store


def _read(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    head, *lines = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(head, (cell or "" for cell in line), strict=True)) for line in lines]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    if path.suffix == ".csv":
        held = io.StringIO()
        writer = csv.DictWriter(held, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(held.getvalue(), "utf-8")
        return
    book = openpyxl.Workbook()
    for line in ([*rows[0]], *([*row.values()] for row in rows)):
        book.active.append(line)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s"
    book.save(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_out_corrected_and_in_again(run, source: Path, tmp_path: Path, ending: str) -> None:
    """Two corrected, one still wrong: two are taken, one stays, nothing is lost, and sent twice it changes nothing."""
    assert "3 rows newly quarantined" in run("import", str(source), "--channel", "talian_kasih")[1]
    listed = run("quarantine", "list")[1]
    assert listed.startswith("E1102\t3\n")
    out = tmp_path / f"fix.{ending}"
    assert "E1701" in run("quarantine", "export", "--out", str(out), "--role", "planner")[2]
    assert not out.exists()
    code, said, _ = run("quarantine", "export", "--out", str(out))
    assert (code, said.split()[0]) == (0, "3")
    for planted in NAMES:
        assert planted not in listed + said
    rows = _read(out)
    assert rows[0]["catatan"] == "'=SUM(1) perlu susu"
    assert rows[0]["telefon"] == "'+60123456782"
    assert rows[0]["quarantine_code"] == "E1102"
    rows[0]["tarikh"], rows[1]["tarikh"] = "28/02/2021", "05/07/2021"
    _write(out, rows)
    assert run("import", str(out))[1] == (
        "2 new referrals, 0 known already; 0 rows newly quarantined, 0 new cases in the restricted queue\n"
        "2 quarantined rows closed by these\n"
    )
    store = _store(tmp_path)
    kept = store.referrals(Role.PLANNER)
    assert set(kept["channel"]) == {"talian_kasih"}  # as it was said for the first file
    assert kept["text"].tolist()[0].startswith("=SUM(1)")
    assert store.quarantined(Role.PLANNER)["quarantine_id"].tolist() == [rows[2]["quarantine_id"]]
    told = "0 new referrals, {} known already; 0 rows newly quarantined, 0 new cases in the restricted queue\n"
    assert run("import", str(out))[1] == told.format(2)
    assert run("import", str(source), "--channel", "talian_kasih")[1] == told.format(1)
    with store.reading() as connection:
        closed = connection.execute(select(quarantine).where(quarantine.c.status == "corrected")).mappings().all()
    assert [row["sealed"] for row in closed] == [None, None]  # what was read has served its purpose
    assert audit.verify(store) == ()
    log = store.audit_log(Role.PLANNER)
    assert log["action"].tolist() == ["import", "import", "quarantine.corrected"]
    assert "command line" not in set(log["actor"])


def test_a_row_wrong_in_another_way_takes_the_place_of_the_old(run, source: Path, tmp_path: Path) -> None:
    """Corrected into another fault, the row waits with its new text and cause; the old entry is closed."""
    run("import", str(source))
    out = tmp_path / "fix.csv"
    run("quarantine", "export", "--out", str(out))
    rows = _read(out)[:1]
    rows[0]["tarikh"] = "28/02/1921"
    _write(out, rows)
    assert "0 new referrals, 0 known already; 1 rows newly quarantined" in run("import", str(out))[1]
    open_now = _store(tmp_path).quarantined(Role.PLANNER)
    assert sorted(open_now["code"]) == ["E1102", "E1102", "E1104"]
    assert rows[0]["quarantine_id"] not in set(open_now["quarantine_id"])


def test_a_row_that_turns_out_protected_leaves_no_trace(run, source: Path, tmp_path: Path) -> None:
    """Its call, made good, is for the restricted queue: the planner's list, log and counts are as before."""
    run("import", str(source))
    out = tmp_path / "fix.csv"
    run("quarantine", "export", "--out", str(out))
    rows = _read(out)[2:]
    rows[0] |= {"tarikh": "06/07/2021", "catatan": "suami pukul saya"}
    _write(out, rows)
    store = _store(tmp_path)
    before = [store.quarantined(Role.PLANNER).to_csv(), store.audit_log(Role.PLANNER).to_csv()]
    assert "1 new cases in the restricted queue" in run("import", str(out))[1]
    assert [store.quarantined(Role.PLANNER).to_csv(), store.audit_log(Role.PLANNER).to_csv()] == before
    assert len(store.quarantined(Role.JKM)) == 2
    assert store.quarantined(Role.PLANNER, status="withheld").empty
    run("quarantine", "drop", rows[0]["quarantine_id"], "--reason", "nobody answers", "--role", "planner")
    assert len(store.quarantined(Role.PLANNER)) == 2


def test_dropped_with_a_reason(run, source: Path, tmp_path: Path) -> None:
    """A dropped row leaves the list for good; a second drop, another role and an empty reason are refused."""
    run("import", str(source))
    first = run("quarantine", "list")[1].splitlines()[2].split("\t")[0]
    assert "E1708" in run("quarantine", "drop", first, "--reason", " ")[2]
    assert "E1701" in run("quarantine", "drop", first, "--reason", "no", "--role", "pdrm")[2]
    assert run("quarantine", "drop", first, "--reason", "the number is dead")[0] == 0
    assert "E1709" in run("quarantine", "drop", first, "--reason", "the number is dead")[2]
    assert first not in run("quarantine", "list")[1]
    assert first in run("quarantine", "list", "--dropped")[1]
    assert "0 rows newly quarantined" in run("import", str(source))[1]
    assert first not in run("quarantine", "list")[1]
    assert "E1034" in run("quarantine", "export", "--out", str(tmp_path / "fix.txt"))[2]
