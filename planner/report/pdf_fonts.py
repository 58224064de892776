"""Fonts for paper: Bitstream Vera, which reportlab ships and a PDF can carry, and a reader's own font for Chinese."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD, CHINESE = "Vera", "VeraBd", "STSong-Light"
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")


def _register() -> None:
    # Registering is in memory and the same each time; the files come with reportlab.
    pdfmetrics.registerFont(TTFont(REGULAR, "Vera.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


_register()


def markup(text: str) -> str:
    """``text`` escaped for a reportlab paragraph, Chinese in a font that has it, control characters left out."""
    clean = "".join(char for char in text if char >= " ")
    return _CHINESE.sub(lambda match: f'<font name="{CHINESE}">{match[0]}</font>', escape(clean))
