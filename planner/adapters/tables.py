"""Reading a file of referrals into raw rows: this module opens, the parsers beside it only see text or bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from planner.adapters.csv_rows import parse_csv
from planner.adapters.decoding import decode
from planner.adapters.json_rows import parse_json
from planner.adapters.raw_rows import SURPLUS, RawRows
from planner.adapters.whatsapp import is_chat, parse_chat
from planner.adapters.xlsx_rows import parse_xlsx, refuse_bomb
from planner.errors import refuse
from planner.frames import ROWS, check

__all__ = ["SURPLUS", "RawRows", "parse_bytes", "read_rows"]

MAX_BYTES = 1024 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Signatures of files that are no table, whatever their name says.
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
)


def read_rows(path: Path) -> RawRows:
    """Rows of the file at ``path``; its kind is told from its content, not from its name.

    Raises:
        PlannerError: E1010 missing, E1011 empty, E1012 unreadable, E1013 too large or an archive bomb, E1016 an old
            or locked Excel file. What breaks later in the file is in the result's ``faults``.
    """
    where = path.name
    try:
        if not path.is_file():
            raise refuse("E1010", "there is no such file", "check the name and the folder", where)
        if path.stat().st_size > MAX_BYTES:
            raise refuse("E1013", "the file is larger than 1 GiB", "split it into smaller files", where)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise refuse(
            "E1010", f"the file cannot be opened ({type(error).__name__})", "check its rights", where
        ) from error
    return parse_bytes(data, where)


def parse_bytes(data: bytes, where: str) -> RawRows:
    """Rows of a file's content ``data``; ``where`` names it in faults. Errors as :func:`read_rows`."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refuse("E1011", "the file is empty", "export it again", where)
    rows = _parse(data, where)
    check(rows.frame, ROWS)
    if rows.frame.empty and not rows.faults and rows.frame.shape[1] <= 1:
        raise refuse("E1011", "the file holds no rows", "export it again with its rows", where)
    return rows


def _parse(data: bytes, where: str) -> RawRows:
    if data.startswith(_ZIP):
        return _parse_archive(data, where)
    if data.startswith(_OLE):
        cause = "this is an old Excel file (.xls) or one locked by a password"
        raise refuse("E1016", cause, "open it in Excel and save it as .xlsx without a password", where)
    if data.startswith(_FOREIGN):
        raise refuse("E1012", "this is not a table of referrals", "send CSV, XLSX, JSON, GeoJSON or a chat", where)
    return _parse_text(decode(data), where)


def _parse_text(text: str, where: str) -> RawRows:
    _refuse_binary(text, where)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[{", "[[", "[ ", "[\n", "[\r", "[]")):
        return parse_json(text, where)
    return parse_chat(text) if is_chat(text) else parse_csv(text)


def _parse_archive(data: bytes, where: str) -> RawRows:
    """A workbook, or the zip in which a phone sends a chat export."""
    try:
        refuse_bomb(data, where)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            chats = [name for name in names if name.endswith(".txt")]
            if "[Content_Types].xml" in names or len(chats) != 1:
                return parse_xlsx(data, where)
            return _parse_text(decode(archive.read(chats[0])), where)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        cause = f"the archive is broken ({type(error).__name__})"
        raise refuse("E1012", cause, "save the file again and send that", where) from error


def _refuse_binary(text: str, where: str) -> None:
    sample = text[:20_000]
    odd = sum(1 for char in sample if (char < " " and char not in "\t\r\n\x0b\x0c\x1c\x1d\x1e") or char == "\ufffd")
    if odd > 0.1 * len(sample) + 2:
        raise refuse("E1012", "this is not text", "send CSV, XLSX, JSON, GeoJSON or a chat export", where)
