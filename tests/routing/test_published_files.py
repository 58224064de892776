"""Published instances are read whole or refused: nothing that a file holds is passed over without a word."""

from __future__ import annotations

import sys

import pytest

from benchmarks import compare
from benchmarks.cases import cases_of, folders_of, instances_in
from benchmarks.instances import Origin
from benchmarks.judge import leg_of
from benchmarks.known import known_of
from benchmarks.reading import NoInstanceError, read

SOLOMON = """C101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      40         50          0          0       1236          0
    1      45         68         10        912        967         90
    2      45         70         30        825        870         90
"""
LILIM = "25 200 1\n0 40 50 0 0 1236 0 0 0\n1 45 68 10 0 967 90 0 2\n2 45 70 -10 825 870 90 1 0\n"
TOPTW = "4 3 2 1\n0 200\n0 40.00 50.00 0 0 0 0 0 1000\n1 45.00 68.00 90 10 1 1 1 91 96\n2 41.00 51.00 90 5 1 1 1 0 90\n"
CORDEAU = TOPTW.replace("40.00", "40.123")
SARTORI = """NAME: x
TYPE: PDPTW
SIZE: 3
CAPACITY: 300
NODES
0 41.3 2.1 0 0 240 0 0 0
1 41.4 2.1 22 129 240 5 0 2
2 41.3 2.2 -22 0 92 5 1 0
EDGES
0 3 4
3 0 5
4 5 0
EOF
"""
VRPLIB = """NAME : x
DIMENSION : 3
CAPACITY : 20
SERVICE_TIME : 7
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
DEMAND_SECTION
1 0
2 5
3 6
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 0 60
PRIZE_SECTION
1 0
2 11
3 12
DEPOT_SECTION
1
-1
EOF
"""
SERVICE = VRPLIB.replace("SERVICE_TIME : 7\n", "").replace("PRIZE_", "SERVICE_TIME_")
TEXTS = {"solomon": SOLOMON, "lilim": LILIM, "toptw": TOPTW, "sartori": SARTORI, "vrplib": VRPLIB}


def written(folder, text, name="c101.txt", encoding="utf-8"):
    """The path of a file that holds ``text``."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", TEXTS)
def test_what_does_not_change_the_problem_does_not_change_what_is_read(kind, tmp_path):
    """A mark of the byte order, blank lines first, lines of another system, other case of letters."""
    plain = read(written(tmp_path, TEXTS[kind]))
    assert (plain.kind, len(plain.points)) == (kind, 3)
    others = [
        read(written(tmp_path, TEXTS[kind], encoding="utf-8-sig")),
        read(written(tmp_path, f"\n \n{TEXTS[kind]}\n\n")),
        read(written(tmp_path, TEXTS[kind].replace("\n", "\r\n"))),
        read(written(tmp_path, TEXTS[kind].lower())),
    ]
    for other in others:
        assert other.points == plain.points
        assert (other.kind, other.room, other.vehicles, other.scale) == (kind, plain.room, plain.vehicles, plain.scale)
        assert (other.table == plain.table).all()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SOLOMON.replace("825        870         90", "825        870"), "not enough values"),
        (
            SOLOMON.replace("    1      45         68         10        912        967         90\n", ""),
            "without a gap",
        ),
        (LILIM.replace(" 825 870 90 1 0", " 825 870 90 1"), "not enough values"),
        (TOPTW.replace("4 3 2 1", "4 3 3 1"), "2 customers, the heading says 3"),
        (SARTORI.replace("SIZE: 3", "SIZE: 4"), "could not convert"),
        (SARTORI.replace("CAPACITY: 300\n", ""), "CAPACITY"),
        (VRPLIB.replace("DIMENSION : 3", "DIMENSION : 4"), "2 customers, the heading says 3"),
        (VRPLIB.replace("PRIZE_", "BACKHAUL_"), "BACKHAUL: sections that are not understood"),
        (VRPLIB.replace("2 11\n", ""), "KeyError(2)"),
        (VRPLIB.replace("EUC_2D", "EXPLICIT"), "distances of the kind EXPLICIT"),
        (VRPLIB.replace("1\n-1", "2\n-1"), "a depot other than the first point"),
        ("0 1 2\n3 4 5\n6 7 8\n", "none of toptw"),
    ],
)
def test_a_broken_instance_is_refused_with_its_name_and_the_reason(text, why, tmp_path):
    """A row cut short, a point that is missing, a section or a rule nobody taught the reader: never another problem."""
    with pytest.raises(ValueError, match="c101") as refused:
        read(written(tmp_path, text))
    assert why in str(refused.value)
    assert not isinstance(refused.value, NoInstanceError)


def test_each_customers_own_service_time_is_read(tmp_path):
    """A section of service times gives every point its own; the heading's one time is for customers alone."""
    assert [point.service for point in read(written(tmp_path, SERVICE, "a.vrp")).points] == [0, 11, 12]
    assert [point.service for point in read(written(tmp_path, VRPLIB, "a.vrp")).points] == [0, 7, 7]


def test_the_points_not_the_name_tell_how_legs_are_cut(tmp_path):
    """Cordeau's points under a name of one's own: two decimals; Solomon's under Cordeau's name: one."""
    cordeau, solomon = (read(written(tmp_path, *given)) for given in ((CORDEAU, "t_pr01.txt"), (TOPTW, "pr01.txt")))
    assert (cordeau.origin, cordeau.scale, solomon.origin, solomon.scale) == (Origin.CORDEAU, 100, Origin.SOLOMON, 10)
    legs = [leg_of(instance)(*instance.points[:2]) for instance in (cordeau, solomon)]
    assert legs == [18.64, 18.6]  # √(4.877² + 18²) = 18.649, √(5² + 18²) = 18.681
    assert known_of(cordeau, 3, tmp_path) is None
    assert known_of(solomon, 3, tmp_path) == (0, 15)  # all points, as the file promises


def test_every_file_of_a_folder_is_a_case_or_is_named(tmp_path, monkeypatch, capsys):
    """Notes are told and pass; an instance that cannot be read is told, and with --strict it is an error."""
    folder = tmp_path / "lilim"
    folder.mkdir()
    written(folder, LILIM, "LR103.TXT")
    written(folder, "Li and Lim, from their page.\n", "SOURCE.txt")
    written(folder, "Route 1: 1 2\n", "LR103.sol")
    instances, left_out = instances_in(folder)
    assert [case.name for case in cases_of(folder, instances, [1])] == ["LR103"]
    assert [(one.path.name, one.is_note) for one in left_out] == [("SOURCE.txt", True)]
    assert folders_of(tmp_path) == [folder]
    assert folders_of(folder) == [folder]
    words = ["compare", "--instances", str(tmp_path), "--ledger", str(tmp_path / "l.csv"), "--minutes", "0", "--strict"]
    monkeypatch.setattr(sys, "argv", words)
    compare.main()
    written(folder, LILIM.replace(" 1 0\n", " 1\n"), "lr104.txt")
    written(folder, LILIM, "lr105.tsv")
    written(tmp_path, LILIM, "lr106.txt")
    assert folders_of(tmp_path) == [folder, tmp_path]
    with pytest.raises(SystemExit, match="2 files"):
        compare.main()
    said = capsys.readouterr().out
    assert "left out of lilim: lr104.txt cannot be read as lilim" in said
    assert "left out of lilim: lr105.tsv is neither .txt nor .vrp" in said
