"""The map's and charts' colours, judged by numbers: WCAG 2.2 contrast, and what colour-blind eyes are left with."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from planner.ui.charts import ACTIVITY_COLOURS, ORANGE, OUTLINE

ASSETS = Path(__file__).parents[2] / "planner" / "report" / "assets"
SCRIPT = (ASSETS / "kembara_map.js").read_text(encoding="utf-8")
BASE = (ASSETS / "kembara_base.js").read_text(encoding="utf-8")
SHEET = (ASSETS / "kembara.css").read_text(encoding="utf-8")
PAGES = (Path(__file__).parents[2] / "planner" / "ui" / "look.css").read_text(encoding="utf-8")
FOCUS = re.search(r"outline: 3px solid (#[0-9a-f]{6})", PAGES)[1]
GROUND, PAPER = "#f4f4f0", "#ffffff"

# The model of Machado, Oliveira and Fernandes (2009) for eyes that lack one kind of cone wholly, on linear light.
SEEN_AS = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    """sRGB as linear light, 0…1."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours."""
    bright, dark = sorted((float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def lab(colour: str, eyes: str = "all cones") -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as ``eyes`` see it."""
    light = np.clip(SEEN_AS[eyes] @ linear(colour), 0, 1)
    xyz = _TO_XYZ @ light / np.array([0.95047, 1.0, 1.08883])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def apart(one: str, other: str, eyes: str) -> float:
    """CIE76 difference of two colours as ``eyes`` see them; about 2.3 is just noticeable."""
    return float(np.linalg.norm(lab(one, eyes) - lab(other, eyes)))


def listed(name: str) -> list[str]:
    """The colours of a list in the map's script."""
    return re.findall(r"#[0-9a-f]{6}", re.search(rf"var {name} = \[([^\]]+)\]", SCRIPT)[1])


def styled(name: str) -> str:
    """A colour variable of the map's sheet."""
    return re.search(rf"--{name}: (#[0-9a-f]{{6}})", SHEET)[1]


SCORE, ROUTE = listed("SCORE"), listed("ROUTE")


def test_text_has_a_contrast_of_four_and_a_half():
    """Every pair of text and ground that the map and its panel write in."""
    names = re.findall(r'\? "(#[0-9a-f]{6})" : "(#[0-9a-f]{6})"; context.fillText', BASE)[0]
    pairs = [(styled("ink"), PAPER), (styled("muted"), PAPER), (PAPER, styled("navy")), (styled("amber"), "#16202e")]
    pairs += [(name, "#f7f7f4") for name in names]
    pairs += [
        ("#3a2a00", "#ffd166"),
        ("#4a3b00", "#fff6dc"),
        ("#7a4f00", PAPER),
        ("#5b2a86", GROUND),
        (PAPER, "#b3001b"),
    ]
    pairs += [(PAPER, tint) for tint in ROUTE]  # the stop's number on its route's colour
    assert [(pair, round(contrast(*pair), 2)) for pair in pairs if contrast(*pair) < 4.5] == []


def test_marks_have_a_contrast_of_three():
    """Circles by their outline, pins, depots, routes, bars and dots against the ground they lie on."""
    outline = re.search(r'color: "(#[0-9a-f]{6})", weight: isMemory', SCRIPT)[1]
    marks = [outline, styled("navy"), "#16202e", "#b3001b", "#5b2a86", FOCUS, *ROUTE]
    pairs = [(mark, GROUND) for mark in marks] + [(ORANGE, PAPER), (OUTLINE, PAPER)]
    pairs += [("#b3001b", PAPER), (FOCUS, PAPER), ("#ffb000", styled("navy"))]  # rings around what has the focus
    assert [(pair, round(contrast(*pair), 2)) for pair in pairs if contrast(*pair) < 3] == []


@pytest.mark.parametrize("eyes", SEEN_AS)
def test_a_darker_circle_is_a_higher_score_for_every_eye(eyes):
    """Score classes fall in lightness by ten steps of L* or more each, whatever cones are missing."""
    light = [float(lab(colour, eyes)[0]) for colour in SCORE]
    assert all(before - after >= 10 for before, after in itertools.pairwise(light)), light


@pytest.mark.parametrize("eyes", SEEN_AS)
def test_what_the_timeline_tells_apart_stays_apart(eyes):
    """Activities of a vehicle's day differ by 10 or more from one another."""
    found = {pair: apart(*pair, eyes) for pair in itertools.combinations(ACTIVITY_COLOURS, 2)}
    assert [(pair, round(value, 1)) for pair, value in found.items() if value < 10] == []


@pytest.mark.parametrize("eyes", SEEN_AS)
def test_routes_beside_each_other_stay_apart(eyes):
    """Colours are given in turn, and no two among any four in a row are closer than 20."""
    close = [
        (one, other, round(apart(one, other, eyes), 1))
        for at, one in enumerate(ROUTE)
        for other in (ROUTE[(at + step) % len(ROUTE)] for step in (1, 2, 3))
        if apart(one, other, eyes) < 20
    ]
    assert close == []
