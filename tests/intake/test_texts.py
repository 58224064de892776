"""Triage and the firewall, on the labelled set and on the traps words set."""

from __future__ import annotations

import pytest

from benchmarks.intake import f1, labelled_texts, predict
from planner.intake.firewall import raise_alarm
from planner.intake.rules import IntakeRules
from planner.intake.triage import triage
from planner.model.referral import NeedCode


def test_the_labelled_set_keeps_its_figures(rules: IntakeRules) -> None:
    """Recall of protection is complete at precision 0.80 or better, and triage reaches macro-F1 0.90."""
    labelled = labelled_texts()
    found = predict([text for _, _, text in labelled], rules)
    truth = [needs for needs, _, _ in labelled]
    precision, recall, _ = f1(["protection" in t for t in truth], ["protection" in p for p in found])
    assert recall == 1.0
    assert precision >= 0.80
    plain = [(t, p) for t, p in zip(truth, found, strict=True) if "protection" not in t]
    codes = [code.value for code in NeedCode if code is not NeedCode.PROTECTION]
    scores = [f1([code in t for t, _ in plain], [code in p for _, p in plain])[2] for code in codes]
    assert sum(scores) / len(scores) >= 0.90


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("bukan makanan, nak ubat", {"medicine"}),
        ("makanan tak perlu, cuma lampin", {"infant"}),
        ("tak cukup makanan", {"food"}),
        ("already have rice, need rent money", {"shelter", "income"}),
        ("我们不需要米,需要药", {"medicine"}),
        ("x mkn 2 hr", {"food"}),
        ("", {"unclassified"}),
        ("ok", {"unclassified"}),
    ],
)
def test_negation_takes_a_need_away_and_leaves_the_rest(rules: IntakeRules, text: str, needs: set[str]) -> None:
    """What is said not to be needed is not a need; what is asked for beside it is."""
    found = triage(rules.lexicon.reader.read(text), rules.lexicon)
    assert {code.value for code in found.needs} == needs


def test_every_need_says_which_words_gave_it(rules: IntakeRules) -> None:
    """Evidence covers each code and is made of words of the text."""
    text = "tiada beras dan susu bayi"
    found = triage(rules.lexicon.reader.read(text), rules.lexicon)
    assert [code for code, _ in found.evidence] == list(found.needs)
    assert all(word in text for _, words in found.evidence for word in words.split())


@pytest.mark.parametrize("clock", ["3", "tiga", "7.30", "8 malam", "12 tengah hari"])
def test_pukul_before_a_number_is_a_time(rules: IntakeRules, clock: str) -> None:
    """``pukul 3`` tells the time and raises no alarm."""
    assert raise_alarm(rules.lexicon.reader.read(f"sampai pukul {clock} boleh?"), rules.lexicon) is None


def test_a_time_does_not_hide_a_blow(rules: IntakeRules) -> None:
    """Someone beaten at three o'clock is beaten."""
    assert raise_alarm(rules.lexicon.reader.read("pukul 3 pagi suami balik dan pukul saya"), rules.lexicon)


@pytest.mark.parametrize("unsure", ["masalah rumah tangga", "bapa tiri", "ada orang kena ugut"])
def test_doubt_goes_to_a_person(rules: IntakeRules, unsure: str) -> None:
    """A weak sign raises an alarm marked unsure, for a person to confirm or release."""
    alarm = raise_alarm(rules.lexicon.reader.read(unsure), rules.lexicon)
    assert alarm is not None
    assert alarm.is_unsure


def test_a_denial_clears_only_what_it_denies(rules: IntakeRules) -> None:
    """``tiada keganasan`` is no case; a blow told beside it still is."""
    read = rules.lexicon.reader.read
    assert raise_alarm(read("tiada keganasan, cuma lapar"), rules.lexicon) is None
    assert raise_alarm(read("bukan jiran, suami yang pukul saya"), rules.lexicon)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("xde mkn 3 hari", {"food"}),
        ("dapur xberasap dah 2 hari", {"food"}),
        ("anak menangis lapar", {"food"}),
        ("lif mati dah 3 hari", {"other"}),
        ("mati lampu sejak semalam", {"other"}),
        ("air takde dari pagi", {"other"}),
        ("tolong potong pokok depan rumah", {"other"}),
        ("saya pekerja kilang", {"unclassified"}),
        ("sibuk kerja tak sempat", {"unclassified"}),
        ("pekerja kena buang", {"income"}),
        ("hilang pekerjaan", {"income"}),
        ("jual nasi lemak tepi jalan skrg xleh meniaga", {"income"}),
        ("tak boleh bawa grab", {"income"}),
        ("anak menangis sakit gigi", {"medicine"}),
        ("asyik menangis, tak lalu makan", {"mental_health"}),
        ("perlukan diaper dewasa utk mak", {"elderly_care"}),
        ("milk ensure utk ayah", {"elderly_care"}),
        ("pampers bayi habis", {"infant"}),
        ("rumah kena ribut, atap terbang", {"shelter"}),
        ("rumah kebakaran perlukan penempatan sementara", {"shelter"}),
    ],
)
def test_what_an_outsider_found_weak_is_read_right(rules: IntakeRules, text: str, needs: set[str]) -> None:
    """Short forms, power and water cuts, work as such, crying for food, care of the old, storm and fire."""
    assert {code.value for code in triage(rules.lexicon.reader.read(text), rules.lexicon).needs} == needs


@pytest.mark.parametrize(
    ("figure", "meant"),
    [
        ("vaksin pukul brape", "bapak kul anak"),
        ("lori sampai kul 8 ke pukul 9?", "pukul 8 malam dia pukul saya"),
        ("harga sayur bunuh kami", "harga sayur naik, suami nak bunuh kami"),
        ("harga barang mencekik rakyat", "sebab harga barang dia cekik saya"),
        ("pkp ni pukul kami peniaga teruk", "sejak pkp ni suami pukul kami teruk"),
        ("majikan zalim tak bayar gaji", "majikan zalim kurung dan pukul saya, tak bayar gaji"),
        ("kerajaan zalim tak bantu", "ayah zalim dengan adik"),
        ("beratur lama kill me la", "lama dia cakap he will kill me"),
    ],
)
def test_a_figure_of_speech_is_no_case_and_hides_none(rules: IntakeRules, figure: str, meant: str) -> None:
    """Prices, rules and the clock beat nobody; the same words about a person still raise the alarm."""
    assert raise_alarm(rules.lexicon.reader.read(figure), rules.lexicon) is None
    assert raise_alarm(rules.lexicon.reader.read(meant), rules.lexicon) is not None
