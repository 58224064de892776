"""Reading files: every kind, every usual encoding, and as far as a broken file allows."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from planner.adapters.tables import SURPLUS, parse_bytes, read_rows
from planner.errors import PlannerError

TEXT = "id,nama,catatan\n1,Renée Lim,tiada beras\n2,Añita,perlu ubat\n"
CELL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85\ufeff"), max_size=20
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_every_usual_encoding_gives_the_same_rows(encoding: str) -> None:
    """Text survives with or without a byte-order mark, in UTF-8, UTF-16 and the old Western code pages."""
    frame = parse_bytes(TEXT.encode(encoding), "x.csv").frame
    assert frame["nama"].tolist() == ["Renée Lim", "Añita"]
    assert frame["row"].tolist() == [1, 2]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_a_line_that_says_the_delimiter_is_no_row(delimiter: str) -> None:
    """Excel's ``sep=`` line gives the delimiter, even where another stands more often; lines keep their numbers."""
    body = f"id{delimiter}catatan\n1{delimiter}a,b;c|d\te\n2{delimiter}x".replace("a,b;c|d\te", '"a,b;c|d\te"')
    frame = parse_bytes(f"sep={delimiter}\n{body}\n".encode(), "x.csv").frame
    assert frame["catatan"].tolist() == ["a,b;c|d\te", "x"]
    broken = parse_bytes(f'sep={delimiter}\n{body}\n3{delimiter}"y'.encode(), "x.csv")
    assert any("line 5" in fault.where for fault in broken.faults)


def test_records_one_level_deeper_are_rows_each() -> None:
    """What a system wraps as data and items is one row a record; a person's own nested details stay one row."""
    record = {"nama": "Ali", "butiran": {"ahli": [{"nama": "Abu"}, {"nama": "Siti"}]}}
    wrapped = json.dumps({"status": "ok", "data": {"items": [record, record, {"nama": "Mei"}], "next": None}})
    assert parse_bytes(wrapped.encode(), "x.json").frame["nama"].tolist() == ["Ali", "Ali", "Mei"]
    assert len(parse_bytes(json.dumps(record).encode(), "x.json").frame) == 1


def test_what_an_iphone_says_for_the_group_is_no_message() -> None:
    """The notice of encryption has a sender on an iPhone; it is passed over and counted."""
    chat = (
        "[06/07/2021, 9:15:33 PM] Flat Kami: \u200eMessages and calls are end-to-end encrypted.\nNo one can.\n"
        "[06/07/2021, 9:16:33 PM] Ali: beras habis\n"
    )
    read = parse_bytes(chat.encode(), "chat.txt")
    assert read.frame["message"].tolist() == ["beras habis"]
    assert [fault.code for fault in read.faults] == ["E1017"]


def test_a_chinese_code_page_is_told_apart() -> None:
    """GB18030, as old Chinese Excel writes it, is read as Chinese."""
    data = "id,catatan\n1,没有米了需要帮助\n2,孩子没有饭吃请帮忙\n".encode("gb18030")
    assert parse_bytes(data, "x.csv").frame["catatan"].iloc[0] == "没有米了需要帮助"


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",;\t|"))
@settings(max_examples=100, deadline=None)
def test_whatever_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    """Any delimiter and any cell text comes back as the standard writer wrote it (an independent oracle)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["satu", "dua", "tiga"])
    writer.writerows(rows)
    frame = parse_bytes(out.getvalue().encode(), "x.csv").frame
    assert frame[["satu", "dua", "tiga"]].to_numpy().tolist() == rows


def test_one_stray_quotation_mark_costs_one_line() -> None:
    """A quotation mark that never closes does not swallow the rows behind it, and the fault names the line."""
    rows = parse_bytes(b'id,nama,catatan\n1,Ali,lapar\n2,"Abu,ubat\n3,Chong,susu\n4,Devi,sewa\n', "x.csv")
    assert rows.frame["id"].tolist() == ["1", "2", "3", "4"]
    assert [(fault.code, fault.where) for fault in rows.faults] == [("E1015", "line 3")]


def test_a_file_cut_off_inside_a_cell_says_where() -> None:
    """The rows before the cut are taken and the cut is named."""
    rows = parse_bytes(b'id,catatan\n1,lapar\n2,"tiada ber', "x.csv")
    assert rows.frame["id"].tolist() == ["1", "2"]
    assert [(fault.code, fault.where) for fault in rows.faults] == [("E1014", "line 3")]


def test_cells_beyond_the_header_are_kept_apart() -> None:
    """A row longer than the header keeps its surplus, so that intake can set it aside instead of guessing."""
    assert parse_bytes(b"id,alamat\n1,PPR Jelatek\n2,A-3-12, PPR\n", "x.csv").frame[SURPLUS].tolist() == ["", " PPR"]


def workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_keeps_numbers_dates_and_formulas_as_text() -> None:
    """Whole numbers have no decimal point, dates are ISO, a formula without a saved value keeps its text."""
    data = workbook([["id", "tarikh", "catatan"], [60123456789, datetime(2021, 7, 6, 21, 15), "=1+1"]])
    frame = parse_bytes(data, "x.xlsx").frame
    assert frame[["id", "tarikh", "catatan"]].iloc[0].tolist() == ["60123456789", "2021-07-06 21:15:00", "=1+1"]


def test_title_lines_of_a_sheet_are_passed_over() -> None:
    """A title above the header is no header, and saying so is part of the result."""
    rows = parse_bytes(workbook([["SENARAI", None, None], ["id", "nama", "catatan"], ["1", "Ali", "lapar"]]), "x.xlsx")
    assert rows.frame["nama"].tolist() == ["Ali"]
    assert [fault.code for fault in rows.faults] == ["E1018"]


def test_an_archive_bomb_is_not_unpacked() -> None:
    """An archive that would grow beyond the limit is refused from its own table of contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b"\0" * 1024 * 1024)
    with pytest.raises(PlannerError) as caught:
        parse_bytes(out.getvalue(), "bomb.xlsx")
    assert [fault.code for fault in caught.value.faults] == ["E1013"]


def test_json_in_its_usual_shapes_gives_the_same_rows() -> None:
    """A list, a list inside an object, and a line per object are one thing; numbers keep their digits."""
    items = [{"id": 7, "who": {"nama": "Ali"}}, {"id": 8, "who": {"nama": "Abu"}}]
    shapes = [json.dumps(items), json.dumps({"rows": items}), "\n".join(map(json.dumps, items))]
    frames = [parse_bytes(shape.encode(), "x.json").frame for shape in shapes]
    assert all(frame[["id", "who.nama"]].to_numpy().tolist() == [["7", "Ali"], ["8", "Abu"]] for frame in frames)


def test_json_cut_off_gives_the_records_before_the_cut() -> None:
    """Half a JSON file gives its whole records and the line of the break."""
    rows = parse_bytes(b'[{"id": "1"},\n {"id": "2"},\n {"id": "3', "x.json")
    assert rows.frame["id"].tolist() == ["1", "2"]
    assert [(fault.code, fault.where) for fault in rows.faults] == [("E1014", "line 3")]


def test_geojson_points_become_lon_and_lat() -> None:
    """Coordinates stand in GeoJSON's order, longitude first; an area gives a point inside it."""
    square = [[[101, 3], [102, 3], [102, 4], [101, 4], [101, 3]]]
    features = [
        {"type": "Feature", "properties": {"id": "a"}, "geometry": {"type": "Point", "coordinates": [101.7, 3.1]}},
        {"type": "Feature", "properties": {"id": "b"}, "geometry": {"type": "Polygon", "coordinates": square}},
        {"type": "Feature", "properties": {"id": "c"}, "geometry": None},
    ]
    rows = parse_bytes(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "x")
    assert rows.kind == "geojson"
    assert rows.frame["lon"].tolist() == ["101.7", "101.5", ""]
    assert rows.frame["lat"].tolist() == ["3.1", "3.5", ""]


CHATS = {
    "Android, 24 h": "06/07/2021, 21:15 - Siti: tiada beras\nanak lima\n06/07/2021, 21:16 - +60 12-000 0000: ok: ya\n",
    "Android, Malay": "6/7/21, 9:15 PTG - Siti: tiada beras\nanak lima\n6/7/21, 9:16 PTG - +60 12-000 0000: ok: ya\n",
    "iPhone": "[06/07/2021, 9:15:01\u202fPM] Siti: \u200etiada beras\nanak lima\n"
    "[06/07/2021, 9:16:00 PM] +60 12-000 0000: ok: ya\n",
}


@pytest.mark.parametrize("layout", CHATS)
def test_chat_exports_of_both_phones_give_messages(layout: str) -> None:
    """A message goes on over lines without a stamp; the first colon ends the sender."""
    rows = parse_bytes(CHATS[layout].encode(), "chat.txt")
    assert rows.kind == "whatsapp"
    assert rows.frame["sender"].tolist() == ["Siti", "+60 12-000 0000"]
    assert rows.frame["message"].tolist() == ["tiada beras\nanak lima", "ok: ya"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E1011"), (b"\xef\xbb\xbf\n", "E1011"), (b"%PDF-1.7 x", "E1012"), (b"PK\x03\x04xx", "E1012"),
        (b"\xd0\xcf\x11\xe0", "E1016"), (b'{"a": ', "E1012"), (bytes(range(256)) * 40, "E1012"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_code(data: bytes, code: str) -> None:
    """Empty, foreign, locked and broken files give a fault, not a stack trace."""
    with pytest.raises(PlannerError) as caught:
        parse_bytes(data, "x")
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """A name that leads nowhere is the caller's mistake and says so."""
    with pytest.raises(PlannerError) as caught:
        read_rows(tmp_path / "none.csv")
    assert caught.value.exit_code == 3


def test_a_thousand_mutilated_files_crash_nothing() -> None:
    """Bytes flipped, cut, doubled at random: each file gives numbered rows or a coded refusal, never anything else."""
    draw = random.Random(7)
    good = [
        TEXT.encode(),
        workbook([["id", "nama"], ["1", "Ali"]]),
        b'[{"id": 1}, {"id": 2}]',
        CHATS["iPhone"].encode(),
    ]
    for _ in range(1000):
        data = bytearray(draw.choice(good))
        for _ in range(draw.randint(1, 8)):
            at = draw.randrange(len(data))
            kind = draw.randrange(3)
            data[at : at + 1 + 20 * (kind == 0)] = (b"", bytes([draw.randrange(256)]), data[at : at + 5] * 2)[kind]
            if not data:
                break
        try:
            rows = parse_bytes(bytes(data), "x")
        except PlannerError:
            continue
        assert rows.frame["row"].tolist() == list(range(1, len(rows.frame) + 1))
