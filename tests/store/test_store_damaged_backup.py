"""A backup cut short, with bytes changed, or with parts missing: refused with a code, and nothing is half restored."""

import random
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store_people import KEY, NOW
from test_store_backup import content, fill

from planner.errors import PlannerError
from planner.store import audit, backup, open_store, restore
from planner.store.tables import metadata

WHO = {"actor": "aminah", "now": NOW}
CODES = {"E1724", "E1725", "E1726"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive, its key file, and what the store held."""
    folder = tmp_path_factory.mktemp("made")
    store = open_store(f"sqlite:///{folder}/k.db", key=KEY)
    fill(store)
    before = content(store)
    backup(f"sqlite:///{folder}/k.db", folder / "b.zip", key=KEY, is_tried=False, **WHO)
    store.close()
    return (folder / "b.zip").read_bytes(), (folder / "b.zip.keys").read_bytes(), before


def restored(folder: Path, archive: bytes, keys: bytes, before: dict[str, list]) -> str:
    """The code with which these bytes are refused, or nothing when all came back; half of it is neither."""
    path, target = folder / "b.zip", f"sqlite:///{folder}/new.db"
    path.write_bytes(archive)
    Path(f"{path}.keys").write_bytes(keys)
    try:
        restore(path, target, key=KEY, **WHO)
    except PlannerError as refused:
        copy = open_store(target, key=KEY)
        with copy.reading() as connection:
            tables = [table for table in metadata.sorted_tables if table.name != "meta"]
            assert not any(connection.execute(select(func.count()).select_from(table)).scalar() for table in tables)
        copy.close()
        return refused.faults[0].code
    copy = open_store(target, key=KEY)
    after = content(copy)
    assert all(after[name] == before[name] for name in set(before) - {"audit", "audit_heads"})
    assert audit.verify(copy) == ()
    copy.close()
    return ""


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """One byte changed, some cut out, or the end missing."""
    at = chance.randrange(len(whole))
    kind = chance.randrange(3)
    if kind == 0:
        return whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
    return whole[:at] if kind == 1 else whole[:at] + whole[at + chance.randint(1, 2_000) :]


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_archive(made, tmp_path, seed):
    """Whatever happened to the archive, it is refused, unless it still holds every row."""
    archive, keys, before = made
    assert restored(tmp_path, damaged(archive, random.Random(seed)), keys, before) in CODES | {""}


@pytest.mark.parametrize(("at", "byte"), [(6, 0xFF), (8, 0x01), (9, 0x08), (10, 0x63), (30, 0xFF), (46, 0xFF)])
def test_a_damaged_table_of_contents(made, tmp_path, at, byte):
    """Version, flags, method, lengths and name of the first part as the end of the archive lists it."""
    archive, keys, before = made
    found = archive.index(b"PK\x01\x02") + at
    changed = archive[:found] + bytes([byte]) + archive[found + 1 :]
    assert restored(tmp_path, changed, keys, before) in CODES | {""}


@pytest.mark.parametrize("seed", range(20, 26))
def test_a_damaged_key_file(made, tmp_path, seed):
    """A secret that is cut or changed opens nothing, so its file is refused as a whole; one cut at a line's end too."""
    archive, keys, before = made
    assert restored(tmp_path, archive, damaged(keys, random.Random(seed)), before) in CODES


def test_a_key_file_that_ends_early_at_a_line(made, tmp_path):
    """Keys that are missing at the end are not taken for people who were forgotten."""
    archive, keys, before = made
    assert restored(tmp_path, archive, b"".join(keys.splitlines(keepends=True)[:5]), before) == "E1725"


def test_an_archive_without_one_of_its_tables(made, tmp_path):
    """A table that the manifest names and the archive lacks."""
    archive, keys, before = made
    whole, less = tmp_path / "whole.zip", tmp_path / "less.zip"
    whole.write_bytes(archive)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(less, "w") as new:
        for name in old.namelist():
            if name != "tables/links.jsonl":
                new.writestr(name, old.read(name))
    assert restored(tmp_path, less.read_bytes(), keys, before) in CODES
