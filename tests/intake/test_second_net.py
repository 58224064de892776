"""The second net: adds unsure alarms, never lets a sure phrase go, says why, and can be switched off."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.adapters.intake_rules import load_rules
from planner.errors import PlannerError
from planner.intake import IntakeRules
from planner.intake.firewall import DOUBTED, SUSPECTED, meant, raise_alarm, watch
from planner.intake.needs_net import heard_of, need_features
from planner.intake.second_net import BIAS, features, heard_in, tokens_of
from planner.intake.triage import classify, triage
from planner.model.referral import NeedCode
from tests.intake.conftest import Receive

DATA = Path(__file__).parents[2] / "data"
INDIRECT = (  # written for this test; none is an example the model was fitted on, in none the lexicon finds a phrase
    "the girl eats her lunch standing, she says sitting hurts since uncle looked after her",
    "each visit she has a new explanation for the sunglasses and the long sleeves",
    "she always wears sunglasses indoors and goes quiet when the husband walks in",
)
PLAIN = ("beras dan minyak dah habis, anak lima orang", "need milk and diapers for my baby", "bil elektrik tertunggak")


@pytest.mark.parametrize("text", INDIRECT)
def test_what_is_said_around_a_danger_is_held_as_unsure(rules: IntakeRules, text: str) -> None:
    """A text without any phrase of the lexicon is held for a person, with words of its own as the reason."""
    words = rules.lexicon.reader.read(text)
    alarm = watch(words, rules)
    assert alarm is not None
    assert raise_alarm(words, rules.lexicon) is None
    assert alarm.is_unsure
    assert alarm.kinds == (SUSPECTED,)
    shown = alarm.evidence[0].all("words")
    assert shown
    assert set(shown) <= set(words.written)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_calls_go_on(rules: IntakeRules, text: str) -> None:
    """A plain call for food, milk or a bill is not held."""
    assert watch(rules.lexicon.reader.read(text), rules) is None


FIGURES = (  # of the brief and of everyday talk
    "this heat will kill me, need a fan",
    "the queue at ppv is killing us, any other place?",
    "kalau pukul 12 boleh?",
    "dekat pukul berapa nak datang hantar barang",
    "pukul rata sebulan gaji 900",
)

GAPS = (
    "my larder is empty since sunday, nothing for the table",
    "nebuliser broke and the inhaler is finished",
    "beras habis",
    "terima kasih, jumpa esok",
    "cupboard kosong since last week",
    "one tuna tin between five boys, the pantry shelf shows its wood",
    "the prosthesis socket cracked and the crutches went with the old car",
)

SAID = (
    "suami",
    "pukul",
    "saya",
    "takut",
    "beras",
    "hide",
    "him",
    "afraid",
    "lari",
    "3",
    "dia,",
    "tolong.",
    "怕老公",
    "பயம்",
)
WORDS = st.sampled_from(SAID)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_a_sure_phrase_is_never_let_go(rules: IntakeRules, text: str) -> None:
    """A sure phrase holds with its clock and kinds, at most marked to confirm; whatever else is held is unsure."""
    words = rules.lexicon.reader.read(text)
    first, both = raise_alarm(words, rules.lexicon), watch(words, rules)
    if first and not first.is_unsure:
        assert both is not None
        assert (both.clock_h, both.kinds) == (first.clock_h, first.kinds)
        assert both.evidence[: len(first.evidence)] == first.evidence
    else:
        assert both is None or both.is_unsure


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
def test_the_quick_sum_is_the_sum_the_fit_saw(rules: IntakeRules, text: str) -> None:
    """The score is the logistic of the dot product of weights and the features used in fitting."""
    net = rules.second_net
    assert net is not None
    words = rules.lexicon.reader.read(text)
    heard = heard_in(meant(words, rules.lexicon))
    total = net.weights[BIAS] + sum(
        net.weights.get(name, 0.0) * value for name, value in features(words, net.meanings, net.wants, heard).items()
    )
    assert net.score(words, heard) == pytest.approx(1 / (1 + math.exp(-max(-30, min(30, total)))))


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_of_speech_is_no_sure_alarm(rules: IntakeRules, text: str) -> None:
    """Heat that kills, queues that kill and a time of day are no sure protection case."""
    alarm = watch(rules.lexicon.reader.read(text), rules)
    assert alarm is None or alarm.is_unsure


def test_what_is_let_go_and_doubted_follows_the_settings(rules: IntakeRules) -> None:
    """An unsure phrase goes under the release bound and stays without one; a sure one under doubt says why."""
    assert rules.second_net is not None
    unsure = rules.lexicon.reader.read("pisau pemotong lemang hilang masa gotong-royong")
    sure = rules.lexicon.reader.read("suami pukul saya sampai lebam")
    loose = replace(rules, second_net=replace(rules.second_net, release=1.0, doubt=1.0, _pairs={}))
    strict = replace(rules, second_net=replace(rules.second_net, release=0.0, doubt=0.0, _pairs={}))
    assert watch(unsure, loose) is None
    assert watch(unsure, strict) == raise_alarm(unsure, rules.lexicon)
    doubted = watch(sure, loose)
    assert doubted is not None
    assert doubted.is_unsure
    assert [detail.code for detail in doubted.evidence][-1] == DOUBTED
    assert float(doubted.evidence[-1].all("score")[0]) < 1.0
    assert watch(sure, strict) == raise_alarm(sure, rules.lexicon)


def test_a_name_is_never_the_reason(rules: IntakeRules) -> None:
    """The words shown hold no listed name, even where the text names its people."""
    text = "Aminah takut Ahmad balik, Aminah menyorok dengan anak di rumah Siti"
    alarm = watch(rules.lexicon.reader.read(text), rules)
    assert alarm is not None
    assert not {"aminah", "ahmad", "siti"} & {word.lower() for detail in alarm.evidence for word in detail.all("words")}


def test_switched_off_only_the_lexicon_decides(rules: IntakeRules, take: Receive) -> None:
    """Without the model a text it held goes on; with it the row shows nothing but its flag."""
    assert watch(rules.lexicon.reader.read(INDIRECT[0]), replace(rules, second_net=None)) is None
    held = take({"tarikh": "06/07/2021", "catatan": INDIRECT[0], "alamat": "PPR Jelatek"})
    assert held.ledger["protection"].tolist() == [True]
    assert held.referrals.empty


@pytest.mark.parametrize(
    "text",
    [
        "enabled = true",
        "enabled = true\nthreshold = 0.2",
        "enabled = true\nthreshold = 3\nrelease = 0\ndoubt = 0",
        'enabled = true\nthreshold = "x"\nrelease = 0\ndoubt = 0',
    ],
)
def test_settings_that_cannot_be_used_are_refused(tmp_path: Path, text: str) -> None:
    """E1123 says what is wrong rather than working without the net; enabled = false needs nothing else."""
    shutil.copytree(DATA / "lexicon", tmp_path / "lexicon")
    shutil.copytree(DATA / "channels", tmp_path / "channels")
    (tmp_path / "settings").mkdir()
    settings = tmp_path / "settings" / "second_net.toml"
    settings.write_text(text)
    with pytest.raises(PlannerError, match="E1123"):
        load_rules(tmp_path)
    settings.write_text("enabled = false")
    assert load_rules(tmp_path).second_net is None


def test_every_need_says_which_words_gave_it(rules: IntakeRules) -> None:
    """The lexicon's words where it has any, else words of the text; switched off the lexicon alone decides."""
    assert rules.needs_net is not None
    suggested = 0
    for text in GAPS:
        words = rules.lexicon.reader.read(text)
        first, both = triage(words, rules.lexicon), classify(words, rules)
        assert [code for code, _ in both.evidence] == [code for code in both.needs if code is not NeedCode.UNCLASSIFIED]
        for code, said in both.evidence:
            if said.startswith("suggested by "):
                suggested += 1
                assert code not in first.needs
                assert set(said.removeprefix("suggested by ").split(", ")) <= set(tokens_of(words))
            else:
                assert (code, said) in first.evidence
        assert classify(words, replace(rules, needs_net=None)) == first
    assert suggested


@pytest.mark.parametrize("bound", [0.0, 1.0])
def test_the_bounds_of_needs_are_the_officers(rules: IntakeRules, bound: float) -> None:
    """A need whose bound no text reaches is never given, and one whose bound all reach always."""
    assert rules.needs_net is not None
    at = rules.needs_net.codes.index(NeedCode.FOOD)
    bounds = tuple(3.0 * bound - 1.0 if code == at else 3.0 for code in range(len(rules.needs_net.codes)))
    loose = replace(rules, needs_net=replace(rules.needs_net, bounds=bounds))
    wanted = (NeedCode.UNCLASSIFIED,) if bound else (NeedCode.FOOD,)
    assert classify(rules.lexicon.reader.read("beras habis, baby needs milk"), loose).needs == wanted


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
def test_the_quick_sum_of_needs_is_the_sum_the_fit_saw(rules: IntakeRules, text: str) -> None:
    """The scores are the dot product of weights and the features used in fitting."""
    net = rules.needs_net
    assert net is not None
    words = rules.lexicon.reader.read(text)
    heard = heard_of(triage(words, rules.lexicon).needs, (match.source for match in rules.lexicon.needs.find(words)))
    found = need_features(words, net.meanings, heard)
    for at, score in enumerate(net.scores(words, tokens_of(words), heard)):
        known = ((net.weights[name][at], value) for name, value in found.items() if name in net.weights)
        assert score == pytest.approx(net.weights[BIAS][at] + sum(weight * value for weight, value in known))
