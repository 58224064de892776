"""Identities planted in every channel's file are looked for in every byte that the whole way leaves behind."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.cli import main
from planner.settings import read_settings
from planner.workspace import Workspace
from tests.left_out import left_out

FLEET = Path(__file__).parent.parent / "data" / "fleet" / "kuala_lumpur.toml"
NAME, PHONE, NRIC, MAIL = "Zarifah Quraisya binti Tengku Wafiq", "019-876 5432", "880229-14-5566", "zq.88@contoh.my"
PIECES = ("zarifah", "quraisya", "wafiq", "9876543", "876 5432", "880229", "145566", "14-5566", "zq.88", "contoh.my")
STORY = "ditendang"  # said only in cases that belong behind the firewall
TEXTS = (
    "Nama saya Zarifah Quraisya, ic 880229-14-5566, tel 019-876 5432. Beras habis.",
    "hubungi ZARIFAH +60198765432 atau zq.88@contoh.my, kp 880229145566, tiada makanan",
    '=HYPERLINK("http://x","Zarifah") <b>0 1 9 8 7 6 5 4 3 2</b> susu bayi habis',
    "Zarifah anak Wafiq perlukan ubat, wa.me/60198765432",
    "Zarifah Quraisya binti Tengku Wafiq ditendang suami, makanan pun tiada, 019-876 5432",
    "Puan Quraisya hilang kerja, ayah terlantar Encik Wafiq perlukan makanan, 880229 14 5566",
)
HOMES = ("A-3-{n}, PPR Jelatek, 54200", "B-5-{n}, PPR Batu Muda, 51100", "C-7-{n}, PPR Desa Petaling, 57100")
HEADERS = {  # channel → when, name, phone, NRIC, e-mail, address, text, as that channel writes them
    "talian_kasih": ("masa panggilan", "nama pemanggil", "no pemanggil", "no kp", "emel", "alamat", "butiran kes"),
    "jkm_ops": ("tarikh permohonan", "nama klien", "telefon", "nric", "email", "alamat rumah", "laporan siasatan"),
    "police": ("tarikh repot", "pengadu", "no tel", "ic", "emel", "alamat", "kandungan repot"),
    "community_leader": ("tarikh", "nama kir", "no hp", "no mykad", "emel", "alamat penuh", "masalah dihadapi"),
    "social_media": ("posted at", "author", "contact", "mykad", "email", "location", "caption"),
    "patrol": ("masa rondaan", "nama ditemui", "telefon", "no ic", "emel", "lokasi jumpa", "pemerhatian"),
}  # fmt: skip


def rows_of(channel: str) -> Iterator[dict[str, str]]:
    """Rows of ``channel``: its own doors in three schemes, one of them dated so that it is refused."""
    first = list(HEADERS).index(channel) * 20
    for number in range(12):
        home = HOMES[number % 3].format(n=first + number)
        day = "99/99/2021" if number == 11 else f"0{1 + number % 5}/07/2021 09:{10 + number}"
        # Half of them say nothing about the person in cells, so that only the text's own signs can give it away.
        who = (NAME, PHONE, NRIC, MAIL) if number % 2 else ("", "", "", "")
        address = f"c/o {NAME}, {home}, {PHONE}" if number % 2 else home
        yield dict(zip(HEADERS[channel], (day, *who, address, TEXTS[number % len(TEXTS)]), strict=True))


def chat() -> str:
    """A WhatsApp export whose senders are a saved name and a number."""
    said = [
        f"0{1 + number % 5}/07/2021, 9:{20 + number} am - {NAME if number % 2 else '+60 19-876 5432'}: "
        f"{TEXTS[number % len(TEXTS)]} {HOMES[number % 3].format(n=300 + number)}"
        for number in range(8)
    ]
    return "\n".join(said)


def write_inputs(folder: Path) -> list[Path]:
    """A file for each channel, in each format, and three that are broken."""
    folder.mkdir()
    frames = {channel: pd.DataFrame(rows_of(channel)) for channel in HEADERS}
    for channel in ("talian_kasih", "patrol"):
        frames[channel].to_csv(folder / f"{channel}.csv", index=False)
    frames["jkm_ops"].to_excel(folder / "jkm_ops.xlsx", index=False)
    frames["police"].to_csv(folder / "police.csv", index=False, sep=";", encoding="utf-16")
    (folder / "social_media.json").write_text(frames["social_media"].to_json(orient="records"), "utf-8")
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [101.7, 3.17]}, "properties": row}
        for row in rows_of("community_leader")
    ]
    (folder / "community_leader.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (folder / "whatsapp.txt").write_text(chat(), "utf-8")
    whole = (folder / "social_media.json").read_text("utf-8")
    (folder / "broken.json").write_text(whole[: len(whole) // 2], "utf-8")
    (folder / "torn.csv").write_text(
        f'nama,telefon,catatan\n{NAME},{PHONE}\n"{NAME},{PHONE},{NRIC},{MAIL},lapar', "utf-8"
    )
    (folder / "wide.csv").write_text(f"nama,catatan\n{NAME},lapar,{PHONE},{NRIC},{MAIL}\n{NRIC}\n", "utf-8")
    return sorted(folder.iterdir())


def leaks(places: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Where which planted piece stands."""
    return {(where, piece) for where, text in places for piece in (*PIECES, STORY) if piece in text.lower()}


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command works on one workspace for each key, so that lexicon, places and roads are read once."""
    opened: dict[object, Workspace] = {}
    monkeypatch.setattr(Workspace, "open", lambda: opened.setdefault(known := read_settings(), Workspace(known)))


def run(*words: object) -> int:
    """The exit code of ``kembara`` with ``words``."""
    before, sys.argv = sys.argv, ["kembara", *map(str, words)]
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    finally:
        sys.argv = before
    return 0


def contents(path: Path) -> Iterator[tuple[str, str]]:
    """Everything a reader of ``path`` could find in it: its bytes, its parts, its text, its table; its name too."""
    raw = path.read_bytes()
    yield path.name, f"{path.name}\n{raw.decode('latin-1')}\n{raw.decode('utf-16-le', 'ignore')}"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            yield from ((f"{path.name}:{name}", parts.read(name).decode("latin-1")) for name in parts.namelist())
    if path.suffix == ".xlsx":
        cells = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
        yield f"{path.name} cells", repr([list(page.iter_rows(values_only=True)) for page in cells])
    if path.suffix == ".parquet":
        yield f"{path.name} table", pd.read_parquet(path).to_csv()
    if path.suffix == ".pdf" and shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
        yield f"{path.name} text", told.stdout.decode()


def test_no_planted_identity_is_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From import to run sheets: in no file, output, fault, or raw byte of the database; and no protected story."""
    home, out = tmp_path / "home", tmp_path / "out"
    monkeypatch.setenv("KEMBARA_HOME", str(home))
    monkeypatch.delenv("KEMBARA_KEY", raising=False)
    given = write_inputs(tmp_path / "in")
    for path in given:
        assert run("import", path) in {0, 3}
    imported = capfd.readouterr()
    assert "new cases in the restricted queue" in imported.out
    assert run("intake", *given, "--out", out / "told.csv", "--now", "2021-07-06") == 0
    when = ("--now", "2021-07-06")
    for ending in ("geojson", "csv", "parquet"):
        assert run("hotspots", "--out", out / f"hotspots.{ending}", *when) == 0
    for ending in ("csv", "json"):
        assert run("recommend", "--out", out / f"next.{ending}", *when) == 0
    plan = ("--fleet", FLEET, "--start", "2021-07-07", "--time-limit", "1", "--out", out / "plan")
    assert run("plan", *plan, *when) == 0
    assert run("check", next((out / "plan").rglob("plan.json"))) == 0
    for role, ending in (("planner", "html"), ("jkm", "csv"), ("ministry", "pdf"), ("analyst", "parquet")):
        assert run("export", "--role", role, "--out", out / f"{role}.{ending}", *when) == 0
    assert run("audit", "verify", "--note", out / "heads.json") == 0
    assert run("backup", out / "kept.zip", "--no-trial") == 0
    said = capfd.readouterr()
    written = [path for folder in (home, out) for path in sorted(folder.rglob("*")) if path.is_file()]
    assert {path.suffix for path in written} >= {".xlsx", ".pdf", ".html", ".gpx", ".ics", ".geojson", ".db", ".zip"}
    places = [("stdout", imported.out + said.out), ("stderr", imported.err + said.err)]
    places += [pair for path in written for pair in contents(path)]
    assert leaks(places) == set()
    sought = leaks([pair for path in given for pair in contents(path)])  # what finds nothing there finds nothing here
    assert sought >= {("patrol.csv", "zarifah"), ("police.csv", "zq.88"), ("jkm_ops.xlsx cells", STORY)}
    assert "PPR Jelatek" in dict(places)["hotspots.geojson"]
    assert any(path.name.startswith("rondaan") for path in written)
    if not shutil.which("pdftotext"):
        left_out("POPPLER", "the words of the PDFs among all files, for want of pdftotext; the rest holds no identity")
