"""Redaction at the door: NRICs, phones, e-mail addresses, handles and names leave every free text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from planner.intake import fields
from planner.intake.rules import Lexicon

NRIC, PHONE, MAIL, NAME, NUMBER, LINK = "[IC]", "[telefon]", "[e-mel]", "[nama]", "[nombor]", "[pautan]"
_SEP = r"[\s.\-–—]{0,3}"
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:fb|facebook|instagram|ig|twitter|tiktok|t|wa)\.(?:com|me)/\S+", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z_][\w.]{2,}")
_NRIC = re.compile(rf"(?<!\d)\d{{6}}{_SEP}\d{{2}}{_SEP}\d{{4}}(?!\d)")
_PHONE = re.compile(
    rf"(?<![\d/])(?:\(?\+?{_SEP}(?:00)?6{_SEP})?\(?0{_SEP}[1-9]\d?{_SEP}\)?(?:{_SEP}\d){{6,8}}(?!\d)"
    rf"|(?<!\d)\+{_SEP}[1-9]\d{{0,2}}(?:{_SEP}\d){{7,12}}(?!\d)"
    rf"|(?<!\d)1[0-9]-\d{{3,4}}{_SEP}\d{{3,4}}(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<![\d.])\d{8,}(?!\d)|\b[A-Z]{1,2}\d{6,8}\b|\b\d{3}-\d{2}C\d{5}\b")
_TITLE = (
    r"(?:puan|pn|encik|en|cik|tuan|mr|mrs|ms|mdm|madam|mak ?cik|pak ?cik|kak|abang|uncle|aunty|auntie|haji|hj|hajah|hjh"
    r"|ustaz|ustazah|cikgu|sdr|sdri|datin|dato'?|datuk)"
)
_WHOSE = r"(?:\s+(?:penuh|saya|sy|aku|dia|beliau|suami|isteri|anak|ibu|bapa|mak|ayah|pemohon|pengadu))*"
_CALLS = r"hubungi|contact|call|cari|tanya|jumpa|ask for|attn|c/o|oleh|regards|yang benar|daripada|ikhlas|dari"
_CUE = re.compile(
    rf"(?:\bnama{_WHOSE}\s*(?:ialah|adalah|is)?\s*[:\-=]?|\bnama(?:ku|nya)\b\s*(?:ialah|adalah)?"
    r"|\bbernama|\batas nama|\bdipanggil|\bmy name(?:'s|s)?(?:\s+is)?"
    r"|\b(?:his|her|husband|wife|son|daughter)'?s? name(?:\s+is)?|\bname\s*[:\-=]|\bnamed\b"
    rf"|\bthis is\b|\bi am\b|\bi'm\b|\bcalled\b|\b(?:{_CALLS})\b,?\s*:?|\b{_TITLE}\b\.?)\s*",
    re.IGNORECASE,
)
_LOOSE = re.compile(rf"{_CALLS}|this is|i am|i'm|called", re.IGNORECASE)
_PLACE_TITLE = re.compile(r"(?:dato'?|datuk|datin|haji|hj|tuan)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’`\-]*[A-Za-z]|[A-Za-z]")
_PATRONYM = re.compile(
    r"(?:\bbin\b|\bbinti\b|\bbt\b\.?|\bbte\b|\ba\s?/\s?[lp]\b|\b[sd]\s?/\s?o\b|\banak (?:lelaki|perempuan) kepada\b)",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(我叫|我是|名字是|名字叫|名叫|姓名[:：]?)\s*([\u4e00-\u9fff]{2,4})(?=[,，。;；\s、!！]|$)")
_TAMIL = re.compile(r"(என் பெயர்|பெயர்[:]?|நான்)\s+([\u0b80-\u0bff]+)")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_DIGIT, _NO_DIGIT = re.compile(r"\d"), re.compile(r"\D")
_SEGMENT = re.compile(r"[,;:\n()]")
_NAME_GAP = re.compile(r"\s{0,2}|\s?/\s?|\.\s?|\s@\s")
_ALIAS = re.compile(r"\[nama\](?:\s?@\s?[A-Za-z'’]+)+")  # Abdullah@Dollah
_REPEATED = re.compile(r"\[nama\](?:[\s,@/]*\[nama\])+")
MAX_NAME = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row's own cells say about its person; wherever it comes back in a text it is taken out."""

    name: str = ""
    phone: str = ""
    nric: str = ""
    email: str = ""


def redact(text: str, who: Identity, lexicon: Lexicon, *, is_address: bool = False) -> str:
    """``text`` without identities; an address keeps the names of people that are names of places.

    A replaced piece leaves a marker such as ``[nama]``, so a reader sees that something stood there.
    """
    return redact_generally(redact_own(text, who, lexicon), lexicon, is_address=is_address)


def redact_own(text: str, who: Identity, lexicon: Lexicon, parts: frozenset[str] | None = None) -> str:
    """``text`` in compatibility form, without what the row's own cells say about its person.

    ``parts`` are :func:`own_parts` of the person's name where the caller has them.
    """
    if not text:
        return text
    clean = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _own_digits(_own(clean, who, lexicon, own_parts(who.name, lexicon) if parts is None else parts), who)


def redact_generally(text: str, lexicon: Lexicon, *, is_address: bool = False) -> str:
    """``text`` without numbers, mail, handles and names that stand out by themselves."""
    if not text:
        return text
    clean = _numbers(text)
    if not is_address:
        clean = _after_cues(clean, lexicon)
        clean = _listed(clean, lexicon)
    clean = _patronyms(clean, lexicon)
    if not clean.isascii():
        clean = _TAMIL.sub(rf"\1 {NAME}", _CHINESE.sub(rf"\1{NAME}", clean))
    if NAME not in clean:
        return clean
    return _REPEATED.sub(NAME, _ALIAS.sub(NAME, clean) if "@" in clean else clean)


def _own(text: str, who: Identity, lexicon: Lexicon, parts: frozenset[str]) -> str:
    """``text`` without the row's own e-mail, name and parts of it. No pattern is built per row."""
    for value, marker in ((who.email, MAIL), (who.name, NAME)):
        if len(value) > 2:
            text = _without_literal(text, value, marker)
    lowered = text.lower()
    if not any(part in lowered for part in parts):
        return text
    return _ANY_WORD.sub(
        lambda word: NAME if word[0].lower() in parts and not _is_in_place(text, word.start(), lexicon) else word[0],
        text,
    )


def _without_literal(text: str, value: str, marker: str) -> str:
    """``text`` without whole occurrences of ``value``, in any case."""
    wanted, at = value.lower(), 0
    while (at := text.lower().find(wanted, at)) >= 0 and len(text.lower()) == len(text):
        end = at + len(wanted)
        is_whole = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
        text = text[:at] + marker + text[end:] if is_whole else text
        at += len(marker) if is_whole else 1
    return text


def _own_digits(text: str, who: Identity) -> str:
    """``text`` without the row's own phone and NRIC where they are written in a way no general pattern knows."""
    if not (who.phone or who.nric):
        return text
    left = "".join(_DIGIT.findall(text))
    if len(left) < 6:
        return text
    for value, marker in ((who.phone, PHONE), (who.nric, NRIC)):
        digits = _NO_DIGIT.sub("", value)
        if len(digits) >= 6 and digits in left:
            text = re.sub(r"\D{0,3}".join(digits), marker, text)
    return text


def own_parts(name: str, lexicon: Lexicon) -> frozenset[str]:
    """The words of a name, in lower case, that are no everyday words."""
    words = (word.lower() for word in _ANY_WORD.findall(name))
    return frozenset(word for word in words if len(word) > 2 and word not in lexicon.common_words)


def _is_in_place(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether the word at ``start`` belongs to a place's name: a place word stands up to three words before it."""
    before = _SEGMENT.split(text[max(0, start - 40) : start])[-1]
    words = [word.lower() for word in _WORD.findall(before)][-3:]
    return any(word in lexicon.place_words for word in words)


def _numbers(text: str) -> str:
    if "@" in text or "(at)" in text or "[at]" in text:
        text = _HANDLE.sub(NAME, _MAIL.sub(MAIL, text))
    if "." in text:
        text = _LINK.sub(LINK, text)
    if not _DIGIT.search(text):
        return text
    text = _NRIC.sub(lambda found: NRIC if fields.nric(found[0]) or not _PHONE.fullmatch(found[0]) else PHONE, text)
    text = _PHONE.sub(PHONE, text)
    return _LONG_NUMBER.sub(NUMBER, text)


def _after_cues(text: str, lexicon: Lexicon) -> str:
    """Takes out the name behind a cue such as ``nama saya``, ``Puan``, ``my name is``."""
    pieces: list[str] = []
    at = 0
    for cue in _CUE.finditer(text):
        if cue.start() < at or _is_place_title(text, cue, lexicon):
            continue
        end = _name_end(text, cue.end(), lexicon, needs_capital=bool(_LOOSE.match(cue[0])))
        if end > cue.end():
            pieces += [text[at : cue.end()], NAME]
            at = end
    return "".join([*pieces, text[at:]])


def _is_place_title(text: str, cue: re.Match[str], lexicon: Lexicon) -> bool:
    return bool(_PLACE_TITLE.match(cue[0])) and _is_in_place(text, cue.start(), lexicon)


def _name_end(text: str, start: int, lexicon: Lexicon, *, needs_capital: bool) -> int:
    """Where the run of name words that begins at ``start`` ends; ``start`` itself when the first word is no name."""
    end = start
    for count, word in enumerate(_WORD.finditer(text, start)):
        gap = text[end : word.start()]
        lower = word[0].lower()
        if count >= MAX_NAME or not _NAME_GAP.fullmatch(gap) or (count == 0 and gap.strip()):
            break
        if lower in ("bin", "binti", "bt", "bte", "a", "l", "p", "al", "ap") and count and _is_patronym(text, word):
            end = word.end()
            continue
        if lower in lexicon.common_words or len(lower) < 2 or (needs_capital and not word[0][0].isupper()):
            break
        end = word.end()
    return end


def _is_patronym(text: str, word: re.Match[str]) -> bool:
    return bool(_PATRONYM.match(text, word.start())) or text[word.start() - 1] == "/"


def _patronyms(text: str, lexicon: Lexicon) -> str:
    """Takes out the names on both sides of bin, binti, a/l, a/p."""
    at = 0
    while True:
        found = _PATRONYM.search(text, at)
        if not found:
            return text
        start = _name_start(text, found.start(), lexicon)
        end = _name_end(text, found.end() + (text[found.end() : found.end() + 1] == " "), lexicon, needs_capital=False)
        if start == found.start() and end <= found.end() + 1:
            at = found.end()
            continue
        text = text[:start] + NAME + text[end:]
        at = start + len(NAME)


def _name_start(text: str, end: int, lexicon: Lexicon) -> int:
    start = end
    for word in list(_WORD.finditer(text, max(0, end - 60), end))[::-1][:3]:
        if text[word.end() : start].strip() or word[0].lower() in lexicon.common_words:
            break
        start = word.start()
    return start


def _listed(text: str, lexicon: Lexicon) -> str:
    """Takes out capitalised runs that hold a common given name, unless they name a place."""
    pieces: list[str] = []
    at = 0
    for run in re.finditer(r"[A-Z][A-Za-z'’]+(?:\s(?:[A-Z][A-Za-z'’]+))*", text):
        words = run[0].split()
        known = [word for word in words if word.lower() in lexicon.given_names]
        if not known or _is_in_place(text, run.start() + run[0].index(known[0]), lexicon):
            continue
        start = run.start() + run[0].index(known[0])
        end = _name_end(text, start, lexicon, needs_capital=True)
        if start >= at and end > start:
            pieces += [text[at:start], NAME]
            at = end
    return "".join([*pieces, text[at:]])
