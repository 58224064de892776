"""Intake's figures on its own labelled set, beside what a user would do otherwise, and how it grows with size.

``python -m benchmarks.intake`` prints triage, protection, linking and speed; ``--rows N`` the sizes to time; ``--only
speed`` leaves out all but the speed.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd

from benchmarks.intake_command import all_different, report_command
from planner.adapters.intake_rules import load_rules
from planner.frames import PLACEMENTS
from planner.geo.geocode import Geocoder
from planner.intake import IntakeRules, link, receive
from planner.model.referral import NeedCode
from planner.pipeline.taking import take, told
from planner.units import ZONE
from planner.workspace import Workspace

HERE = Path(__file__).parent
DATA = HERE / "data" / "intake"
KEY, NOW = b"benchmark", datetime(2021, 8, 1, tzinfo=ZONE)
KEYWORDS = {
    "food": ("makan", "beras", "food", "rice", "lapar"), "infant": ("susu", "bayi", "baby", "pampers"),
    "medicine": ("ubat", "sakit", "medicine"), "income": ("kerja", "duit", "job", "money"),
    "shelter": ("sewa", "rent", "rumah"), "mental_health": ("stress", "tekan"), "disability": ("oku", "lumpuh"),
    "elderly_care": ("tua", "nenek", "old"), "protection": ("pukul", "dera", "rogol", "bunuh", "abuse", "hit"),
}  # fmt: skip
"""The obvious alternative: a handful of words a need, found anywhere."""


def labelled_texts(name: str = "texts.txt") -> list[tuple[frozenset[str], bool, str]]:
    """(needs, is protection, text) of a labelled set."""
    lines = (line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line[:2] != "# ")
    split = (line.split("|", 2) for line in lines if line)
    return [(frozenset(needs.split(";")), flag == "p", text) for needs, flag, text in split]


def predict(texts: list[str], rules: IntakeRules) -> list[frozenset[str]]:
    """Codes of each text as intake gives them; a restricted text is protection, with the food it goes on with."""
    frame = pd.DataFrame({"row": range(1, len(texts) + 1), "id": [f"BENCH-{at:07d}" for at in range(len(texts))]})
    intake = receive(frame.assign(catatan=texts), channel=None, key=KEY, now=NOW, rules=rules)
    codes = [frozenset(needs.split(";")) for needs in intake.ledger["needs"]]
    is_restricted = intake.ledger["protection"].tolist()
    return [frozenset({"protection"}) if alone else found for found, alone in zip(codes, is_restricted, strict=True)]


def by_keywords(text: str) -> frozenset[str]:
    """Codes by naive keywords."""
    lowered = text.lower()
    found = {code for code, words in KEYWORDS.items() if any(word in lowered for word in words)}
    return frozenset(found or {"unclassified"})


def f1(truth: Iterable[bool], found: Iterable[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two columns of yes and no."""
    pairs = Counter(zip(truth, found, strict=True))
    hit, missed, false = pairs[True, True], pairs[True, False], pairs[False, True]
    precision = hit / (hit + false) if hit + false else 1.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def report_triage(name: str, truth: list[frozenset[str]], found: list[frozenset[str]]) -> None:
    """Macro-F1 over needs (on texts that are not restricted) and protection over all texts."""
    plain = [at for at, needs in enumerate(truth) if "protection" not in needs]
    codes = [code.value for code in NeedCode if code is not NeedCode.PROTECTION]
    scores = {c: f1([c in truth[at] for at in plain], [c in found[at] for at in plain])[2] for c in codes}
    guard = f1(["protection" in needs for needs in truth], ["protection" in needs for needs in found])
    worst = min(scores, key=lambda code: scores[code])
    mean = sum(scores.values()) / len(scores)
    print(f"{name:9} triage macro-F1 {mean:.3f} (worst {worst} {scores[worst]:.2f})", end="  ")
    print(f"protection recall {guard[1]:.3f} precision {guard[0]:.3f}")


def pair_scores(truth: list[Hashable], found: list[Hashable]) -> tuple[float, float]:
    """Pairwise precision and recall of two groupings of the same rows."""

    def pairs(values: Iterable[Hashable]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(values).values())

    both, mine, theirs = pairs(zip(truth, found, strict=True)), pairs(found), pairs(truth)
    return both / mine if mine else 1.0, both / theirs if theirs else 1.0


def report_linking(rules: IntakeRules) -> None:
    """Linking on the labelled households, beside joining on the phone alone and on the address text alone."""
    with (DATA / "households.csv").open(encoding="utf-8", newline="") as file:
        rows = pd.DataFrame(list(csv.DictReader(file)))
    truth = rows.pop("household").tolist()
    rows.insert(0, "row", range(1, len(rows) + 1))
    intake = receive(rows.drop(columns=["place_id", "unit"]), channel=None, key=KEY, now=NOW, rules=rules)
    ids = intake.ledger["referral_id"].tolist()
    placed = rows.assign(id=ids).drop_duplicates("id")
    placements = pd.DataFrame({column.name: "" for column in PLACEMENTS.columns}, index=placed.index).assign(
        id=placed["id"], place_id=placed["place_id"], unit=placed["unit"], lon=101.7, lat=3.1, radius_m=50.0,
        probability=(placed["place_id"] != "").astype(float),
        level=placed["place_id"].map(lambda place: "scheme" if place else "none"),
    )  # fmt: skip
    linkage = link(intake.referrals, placements, key=KEY)
    household = linkage.links.set_index("referral_id")["household_id"].to_dict()
    ours = [household[referral] for referral in ids]
    phone = [value or f"row {at}" for at, value in enumerate(rows["telefon"])]
    address = [value.lower() or f"row {at}" for at, value in enumerate(rows["alamat"])]
    for name, found in (("ours", ours), ("by phone", phone), ("by address", address)):
        precision, recall = pair_scores(truth, found)
        print(f"{name:10} linking precision {precision:.3f} recall {recall:.3f} over {len(truth)} rows")
    print(f"{'':10} pairs left to a person: {len(linkage.review)}")


def report_outsiders(rules: IntakeRules, geocoder: Geocoder) -> None:
    """The sets of a writer who had read neither lexicon nor code: needs, protection, identities left, pairs."""
    for name in ("outsiders.texts.txt", "outsiders.second.txt", "outsiders.third.txt"):
        labelled = labelled_texts(name)
        print(f"{name}: {len(labelled)} texts")
        report_triage("ours", [needs for needs, _, _ in labelled], predict([text for _, _, text in labelled], rules))
    lines = (DATA / "outsiders.identities.txt").read_text(encoding="utf-8").splitlines()
    planted = [line.split("|", 1) for line in lines if line[:2] != "# "]
    frame = pd.DataFrame({"row": range(1, len(planted) + 1), "catatan": [text for _, text in planted]})
    intake = receive(frame, channel=None, key=KEY, now=NOW, rules=rules)
    kept = "\n".join([*intake.referrals["text"], *intake.protection["text"]]).lower()
    pieces = [piece for found, _ in planted for piece in found.split(";")]
    print(f"identities left in texts: {sum(piece.lower() in kept for piece in pieces)} of {len(pieces)}")
    with (DATA / "outsiders.pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = pd.DataFrame(list(csv.DictReader(file)))
    same = [answer == "yes" for answer in rows.pop("same")[::2]]
    rows = rows.drop(columns="pair").assign(row=range(1, len(rows) + 1))
    taken = told(take(rows, channel=None, key=KEY, now=NOW, rules=rules, geocoder=geocoder))
    homes = taken.sort_values("row")["household_id"].tolist()
    found = [one == other for one, other in zip(homes[::2], homes[1::2], strict=True)]
    precision, recall, _ = f1(same, found)
    print(f"pairs, placed by the geocoder: precision {precision:.3f} recall {recall:.3f} over {len(same)} pairs")


def report_speed(rules: IntakeRules, sizes: list[int]) -> None:
    """Seconds of receiving rows whose texts all differ, on the clock and of the processor, and the memory peak."""
    texts = [text for _, is_protection, text in labelled_texts() if not is_protection]
    for size in sizes:
        frame = all_different(texts, size).assign(row=range(1, size + 1))
        start, busy = time.perf_counter(), time.process_time()
        receive(frame, channel=None, key=KEY, now=NOW, rules=rules)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        told = f"{seconds:6.1f} s ({busy:.1f} s of processor), peak {peak:.2f} GB"
        print(f"receive {size:>9,} rows, every text different: {told}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--only", choices=["speed"])
    given = parser.parse_args()
    rules = load_rules(HERE.parent / "data")
    if given.only != "speed":
        report_labelled(rules)
    report_speed(rules, given.rows)
    report_command([text for _, is_protection, text in labelled_texts() if not is_protection], given.rows, by_keywords)


def report_labelled(rules: IntakeRules) -> None:
    """Triage, protection and linking on the labelled sets."""
    labelled = labelled_texts()
    truth, texts = [needs for needs, _, _ in labelled], [text for _, _, text in labelled]
    print(f"{len(texts)} labelled texts")
    report_triage("ours", truth, predict(texts, rules))
    report_triage("keywords", truth, [by_keywords(text) for text in texts])
    report_linking(rules)
    report_outsiders(rules, Workspace.open().geocoder)


if __name__ == "__main__":
    main()
