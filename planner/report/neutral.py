"""Text from people made harmless for spreadsheets: a cell must never be run as a formula."""

from __future__ import annotations

import pandas as pd

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_FULL_WIDTH = ("＝", "＋", "－", "＠")  # read as their ASCII twins by some spreadsheets


def neutral(value: object) -> object:
    """``value`` unchanged unless it is text that a spreadsheet could run; such text gets an apostrophe in front.

    OWASP, "CSV Injection": a leading ``= + - @``, tab, carriage return, and their full-width forms. Leading blanks are
    looked through, and control characters other than line ends are taken out, since some readers skip them.
    """
    if not isinstance(value, str):
        return value
    clean = "".join(char for char in value if char >= " " or char in "\t\r\n")
    return "'" + clean if clean.lstrip(" \u00a0").startswith(_STARTS + _FULL_WIDTH) else clean


def as_typed(text: str) -> str:
    """``text`` without the apostrophe that :func:`neutral` put in front; anything else stays as it is."""
    return text[1:] if text.startswith("'") and neutral(text[1:]) == text else text


def neutral_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of ``frame`` with every text cell and column name made harmless."""
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    safe = frame.assign(**{name: frame[name].map(neutral) for name in texts})
    return safe.rename(columns=lambda name: str(neutral(name)))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV of ``frame`` in UTF-8 with a byte-order mark, so that spreadsheets read Malay and Chinese names rightly."""
    return neutral_frame(frame).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
