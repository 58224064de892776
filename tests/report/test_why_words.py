"""Sentences fit to be read aloud, in Malay and English, of what scoring says of a place."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from planner.model.reason import Detail, cell_of, told
from planner.report.figures import hour_text
from planner.report.frame_words import in_words
from planner.report.why_words import _CLAUSES, number, why_cell, why_lines, why_text
from planner.report.words import LANGUAGES, under

SCORING = Path(__file__).parents[2] / "planner" / "scoring"
FULL = (
    told("waiting", name="PPR Jelatek", stands="at", households=42, rate=6.3499, usual=3.0),
    told("wait", days=12, households=42),
    told("fragile", count=9, households=42),
    told("visited", days=16),
)


def test_every_code_of_the_room_has_a_clause_and_no_clause_is_without_a_code():
    """A code that nobody put into words would stop a page."""
    codes = set()
    for path in SCORING.glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        codes |= {call.args[0].value for call in calls if getattr(call.func, "id", "") == "told"}
    assert codes == _CLAUSES.keys() | under("advice", "en").keys()


def test_the_sentences_in_full():
    """One natural sentence in each language with place, households, rate, wait, people and last visit."""
    assert why_text(FULL, "ms") == (
        "Di PPR Jelatek, 42 isi rumah masih menunggu bantuan, kira-kira 6.3 bagi setiap 100 isi rumah berbanding kadar "
        "lazim 3; yang paling lama telah menunggu selama 12 hari; 9 daripadanya mempunyai bayi, warga emas, orang "
        "kurang upaya atau pesakit terlantar; dan Kembara kali terakhir berkunjung ke sini 16 hari yang lalu."
    )
    assert why_text(FULL, "en") == (
        "At PPR Jelatek, 42 households are still waiting for help, about 6.3 in every 100 against a usual 3; the "
        "longest has waited 12 days; 9 of them include an infant, an older person, a person with a disability or "
        "someone bedridden; and Kembara last came 16 days ago."
    )


def test_the_parts_stand_on_lines_of_their_own():
    """Each begins with a capital and without the word that joins it, whatever a name holds."""
    odd = told("waiting", name="Blok A; dan B", stands="at", households=5)
    lines = why_lines((odd, told("wait", days=14, households=5), told("never_visited")), "ms")
    assert lines[0].startswith("Di Blok A; dan B, 5 isi rumah masih menunggu bantuan (")
    assert lines[1:] == ("Yang paling lama telah menunggu selama 14 hari", "Kembara belum pernah berkunjung ke sini")
    assert why_lines((), "ms") == ()


def test_one_clause_alone_and_none():
    """A single clause has no "and"; nothing to say says nothing."""
    assert why_text((told("cordoned"),), "en") == "the area is under a cordon."
    assert why_text((), "en") == ""


@pytest.mark.parametrize(
    ("detail", "english", "malay"),
    [
        (
            told("waiting", name="A", stands="at", households=1),
            "At A, 1 household is still waiting for help (no rate",
            "Di A, 1 isi rumah masih menunggu bantuan (kadarnya tidak dapat dikira",
        ),
        (
            told("waiting", name="Pudu", stands="around", households=3),
            "In the area around Pudu, 3 households are",
            "Di sekitar Pudu, 3 isi rumah",
        ),
        (
            told("waiting", name="3.100, 101.700", stands="point", households=3),
            "In the area around the point 3.100, 101.700, 3 ",
            "Di sekitar titik 3.100, 101.700, 3 ",
        ),
        (told("wait", days=1, households=1), "it has waited 1 day", "isi rumah itu telah menunggu selama 1 hari"),
        (told("wait", days=1, households=2), "the longest has waited 1 day", "yang paling lama"),
        (told("wait", days=0, households=1), "the request came", "permintaan diterima dalam tempoh 24 jam yang lalu"),
        (told("wait", days=0, households=5), "the requests came within", "permintaan diterima"),
        (told("fragile", count=1, households=1), "its members include", "dalam isi rumah itu ada bayi"),
        (told("fragile", count=2, households=2), "both of them include", "kedua-duanya mempunyai"),
        (told("fragile", count=5, households=5), "all of them include", "kesemuanya mempunyai"),
        (told("fragile", count=1, households=5), "1 of them includes", "1 daripadanya mempunyai"),
        (told("visited", days=0), "Kembara came here today", "Kembara telah berkunjung ke sini hari ini"),
        (told("visited", days=1), "Kembara last came 1 day ago", "1 hari yang lalu"),
        (told("never_visited"), "Kembara has not been here yet", "Kembara belum pernah berkunjung ke sini"),
        (told("cordoned"), "the area is under a cordon", "kawasan ini sedang dikepung"),
        (told("emergency"), "new requests since that visit are urgent", "permintaan baharu selepas kunjungan itu"),
        (
            told("published", name="A", stands="at", low=40, high=49, part="urgency"),
            "At A, between 40 and 49 households are still waiting for help, and what adds most to its score is the",
            "Di A, 40 hingga 49 isi rumah masih menunggu bantuan, dan penyumbang terbesar kepada skornya ialah tempoh",
        ),
        (
            told("silent", name="A", units=900, heard=0, low=12, high=30),
            "At A with its 900 homes no household has asked for help, where 12 to 30 households would be usual; a",
            "Di A yang mempunyai 900 unit kediaman, tiada satu pun isi rumah meminta bantuan, sedangkan lazimnya 12",
        ),
        (told("silent", name="A", units=9, heard=1, low=2, high=3), "only 1 household has asked", "hanya 1 isi rumah"),
        (told("silent", name="A", units=9, heard=2, low=4, high=6), "only 2 households have", "hanya 2 isi rumah"),
        (
            told("silent", name="A", units=9, heard=4, heard_from=0, low=8, high=9),
            "fewer than 5 households have asked",
            "kurang daripada 5 isi rumah meminta",
        ),
        (
            told("silent", name="A", units=9, heard=9, heard_from=5, low=12, high=19),
            "only 5 to 9 households have asked",
            "hanya 5 hingga 9 isi rumah meminta",
        ),
    ],
)
def test_each_case_has_its_own_words(detail, english, malay):
    """Singular and plural, today and yesterday, none and all, exact counts and spans."""
    assert english in why_text((detail,), "en")
    assert malay in why_text((detail,), "ms")


def _stop(*others: tuple[str, str]) -> Detail:
    also = [pair for name, stands in others for pair in (("also", name), ("stands", stands))]
    return Detail("stop", (("day", "2021-07-09"), ("hour", "15"), ("households", "60"), *also))


def test_a_stop_in_words():
    """Day, hour and households, and from where else they come."""
    both = why_text((_stop(("PPR Kerinchi", "at"), ("Pudu", "around")),), "en")
    assert both == "one stop on Friday at 3 pm can help 60 households, also from PPR Kerinchi and the area around Pudu."
    assert why_text((_stop(("Pudu", "around")),), "ms") == (
        "satu hentian pada hari Jumaat, pukul 3 petang, dapat membantu 60 isi rumah, termasuk dari sekitar Pudu."
    )
    assert why_text((_stop(),), "en") == "one stop on Friday at 3 pm can help 60 households."


def test_a_long_list_of_places_is_cut_for_the_ear():
    """Of four names all are said; of nine three, and the rest are counted."""
    names = [(f"P{n}", "at") for n in range(9)]
    assert "P0, P1, P2 and P3." in why_text((_stop(*names[:4]),), "en")
    assert "P0, P1, P2 and 6 other places." in why_text((_stop(*names),), "en")
    assert "P0, P1, P2 dan 6 tempat lain." in why_text((_stop(*names),), "ms")


def test_numbers_as_spoken():
    """One decimal below ten, none above, no bare ".0"."""
    assert [number(v) for v in (0.34, 3.0, 9.94, 9.96, 14.3)] == ["0.3", "3", "9.9", "10", "14"]


def test_hours_as_spoken():
    """Morning, noon, afternoon and night each by their Malay name."""
    assert [hour_text(h, "ms") for h in (9, 12, 15, 20)] == ["9 pagi", "12 tengah hari", "3 petang", "8 malam"]
    assert [hour_text(h, "en") for h in (9, 12, 15)] == ["9 am", "12 pm", "3 pm"]


def test_no_words_of_the_catalogue_are_left_over():
    """Each entry under ``why`` is asked for by the module that says them."""
    source = Path(why_text.__code__.co_filename).read_text(encoding="utf-8")
    chosen = {"at", "around", "point", "the_at", "the_around", "the_point"}
    chosen |= {f"part_{part}" for part in ("vulnerability", "volume", "urgency", "access")}
    for key in under("why", "en").keys() - chosen:
        assert f'"{key.removesuffix("_one")}"' in source, key


def test_a_frame_in_words():
    """The codes of a frame become the columns that a person reads; everything else stays, in its place."""
    frame = pd.DataFrame({"rank": [1], "cluster": ["low_by_cells"], "why": [cell_of(FULL)], "units": [3]})
    said = in_words(frame)
    assert list(said.columns) == ["rank", "cluster", "why_ms", "why_en", "units"]
    assert said.loc[0, "cluster"] == "Statistical cluster: low (by cells)"
    assert [said.loc[0, f"why_{x}"] for x in LANGUAGES] == [why_text(FULL, x) for x in LANGUAGES]
    assert why_cell(cell_of(FULL), "en") == why_text(FULL, "en")
    assert "why" in frame.columns
    assert list(in_words(frame.iloc[:0]).columns) == list(said.columns)
