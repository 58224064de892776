"""Bytes of unknown encoding to text: byte-order marks first, then UTF-8, then a guess among the usual old ones."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536


def decode(data: bytes) -> str:
    """Text of ``data``; never fails. Bytes that fit no reading become U+FFFD rather than losing their line."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_narrow_encoding(data), errors="replace")


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark shows as zero bytes on every second place of ASCII text."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.3 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _narrow_encoding(data: bytes) -> str:
    """UTF-8 when it is only damaged here and there; otherwise Windows-1252 or a Chinese code page."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - damaged
    if whole >= damaged:
        return "utf-8"
    high = bytes(byte for byte in data[:_SAMPLE] if byte > 0x7F)
    if _has_paired_high_bytes(data[:_SAMPLE], len(high)):
        guess = from_bytes(data[:_SAMPLE], cp_isolation=["gb18030", "big5"]).best()
        if guess is not None:
            return guess.encoding
    return "cp1252"


def _has_paired_high_bytes(sample: bytes, high: int) -> bool:
    """Chinese code pages write high bytes side by side; accents of Latin letters stand alone."""
    alone = sum(
        1
        for at, byte in enumerate(sample)
        if byte > 0x7F and sample[at - 1 : at] < b"\x80" and sample[at + 1 : at + 2] < b"\x80"
    )
    return high >= 4 and alone < 0.2 * high
