"""Chinese text in addresses: it has no spaces, so names are cut out of the run of characters they stand in.

Names come from the gazetteer in simplified characters; the traditional ones that occur in them are folded first. States
and a few far cities are general knowledge, so that a Chinese address in another state is not taken for ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planner.geo.address_words import SPELLINGS
from planner.geo.normalise import Words

_HAN = re.compile("[\u4e00-\u9fff]")
_SIMPLE = str.maketrans("賴樂園場風瑪滿廠傑爾蘭檳馬門羅膠對邊", "赖乐园场风玛满厂杰尔兰槟马门罗胶对边")
_WORDS = {
    "吉隆坡": "kualalumpur", "雪兰莪": "selangor", "雪州": "selangor", "霹雳": "perak", "怡保": "perak",
    "柔佛": "johor", "新山": "johor", "槟城": "pulaupinang", "森美兰": "negerisembilan", "芙蓉": "negerisembilan",
    "马六甲": "melaka", "吉打": "kedah", "彭亨": "pahang", "关丹": "pahang", "登嘉楼": "terengganu",
    "吉兰丹": "kelantan", "沙巴": "sabah", "亚庇": "sabah", "砂拉越": "sarawak", "古晋": "sarawak",
    "玻璃市": "perlis", "布城": "putrajaya", "纳闽": "labuan", "对面": "opp", "附近": "near", "旁边": "near",
}  # fmt: skip
"""Chinese word → the word the rest of the geocoder knows: states, far cities (as their state), relations."""


class HanNames:
    """The Chinese names of a gazetteer, ready to be cut out of running text; the longest is cut first."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        names = {name for name in vocabulary if _HAN.search(name)} | set(_WORDS)
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._cut = re.compile(f"({'|'.join(map(re.escape, longest_first))}|[^\u4e00-\u9fff]+)")

    def split(self, text: Words) -> Words:
        """``text`` with every Chinese token cut at the names in it and where Latin begins; others stay."""
        if all(token.isascii() for token in text.tokens):
            return text
        tokens: list[str] = []
        breaks: list[bool] = []
        for token, is_break in zip(text.tokens, text.breaks, strict=True):
            parts = self._parts(token) if _HAN.search(token) else [token]
            tokens.extend(parts)
            breaks.extend([is_break] + [False] * (len(parts) - 1))
        return Words(tuple(tokens), tuple(breaks))

    def _parts(self, token: str) -> list[str]:
        parts = [part for part in self._cut.split(token.translate(_SIMPLE)) if part]
        return [_WORDS.get(part, SPELLINGS.get(part, part)) for part in parts]
