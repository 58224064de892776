"""A backup is worth what its restoring shows."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from store_people import KEY, NOW, intake, onward, plan
from test_store_derived import RUN, linkage

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit, backup, open_store, restore
from planner.store.tables import metadata

P, J = Role.PLANNER, Role.JKM
WHO = {"actor": "aminah", "now": NOW}


def fill(store) -> None:
    """Something in most tables."""
    raw = pd.DataFrame({"row": [1], "Nama": ["Orang Rekaan"]})
    store.add_intake(intake(30, protected=3, quarantined=1), raw=raw, **WHO)
    store.save_linkage(linkage(("r00000000", "h1"), ("r00000001", "h1"), ("r00000002", "h2")), RUN)
    store.save_plan(plan(), role=P, **WHO)
    store.approve("p1", "aminah", P, "good", now=NOW)
    store.onward_referrals.record(onward("a problem", "a door", "soon"), role=P, **WHO)


def content(store) -> dict[str, list]:
    """Every row of every table."""
    with store.reading() as connection:
        return {t.name: sorted(map(repr, connection.execute(t.select()).all())) for t in metadata.sorted_tables}


@pytest.mark.parametrize("target", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_restored_store_is_the_same(url, new_url, tmp_path, target):
    """From either database into either database every row comes back, and the record verifies and goes on."""
    store = open_store(url, key=KEY)
    fill(store)
    before = content(store)
    report = backup(url, tmp_path / "b.zip", key=KEY, **WHO)
    assert dict(report.rows)["referrals"] == 30
    other = new_url(target)
    assert restore(tmp_path / "b.zip", other, key=KEY, **WHO).forgotten == 0
    copy = open_store(other, key=KEY)
    after = content(copy)
    for name in set(before) - {"audit", "audit_heads"}:
        assert after[name] == before[name], name
    assert set(after["audit"]) > set(before["audit"])  # the restoring is on record too
    assert audit.verify(copy) == ()
    assert copy.plan("p1", P) == plan()
    pd.testing.assert_frame_equal(copy.referrals(P), store.referrals(P))
    copy.add_intake(intake(1, start=900), **WHO)
    store.close()
    copy.close()


def test_the_archive_alone_tells_nothing(tmp_path):
    """Without its key file an archive does not restore, and no personal word is in either file."""
    url = f"sqlite:///{tmp_path}/k.db"
    fill(open_store(url, key=KEY))
    path = tmp_path / "b.zip"
    backup(url, path, key=KEY, **WHO)
    keys = Path(f"{path}.keys")
    assert keys.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()) + keys.read_bytes()
    for word in (b"Orang", b"+60100", b"PPR Rekaan", b"nota ", b"terlindung", b"101.712345"):
        assert word not in everything
    keys.rename(tmp_path / "elsewhere")
    with pytest.raises(PlannerError, match="E1725"):
        restore(path, f"sqlite:///{tmp_path}/new.db", key=KEY, **WHO)


def test_a_damaged_or_foreign_archive_is_refused(tmp_path):
    """A changed manifest, a changed table, a text file, another key: refused, and the target stays empty."""
    url, path = f"sqlite:///{tmp_path}/k.db", tmp_path / "b.zip"
    fill(open_store(url, key=KEY))
    backup(url, path, key=KEY, **WHO)
    target = f"sqlite:///{tmp_path}/new.db"
    with pytest.raises(PlannerError, match="E1726"):
        restore(path, target, key=b"another", **WHO)
    with pytest.raises(PlannerError, match="E1726"):
        restore(tmp_path / "k.db", target, key=KEY, **WHO)
    for member, code in (("manifest.json", "E1726"), ("tables/referrals.jsonl", "E1724")):
        changed = tmp_path / f"{code}.zip"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                body = old.read(name)
                if name == member:
                    body = body.replace(b"whatsapp", b"patrol").replace(b'"rows":30', b'"rows":31')
                    assert body != old.read(name)
                new.writestr(name, body)
        Path(f"{changed}.keys").write_bytes(Path(f"{path}.keys").read_bytes())
        with pytest.raises(PlannerError, match=code):
            restore(changed, target, key=KEY, **WHO)
    assert open_store(target, key=KEY).referrals(P).empty


def test_a_store_with_rows_is_not_overwritten(tmp_path):
    """Restoring over work in progress is refused."""
    url, path = f"sqlite:///{tmp_path}/k.db", tmp_path / "b.zip"
    fill(open_store(url, key=KEY))
    backup(url, path, key=KEY, **WHO)
    with pytest.raises(PlannerError, match="E1727"):
        restore(path, url, key=KEY, **WHO)


def test_a_backup_that_cannot_be_written(tmp_path):
    """A folder that is not there is said, and nothing half-written stays."""
    url = f"sqlite:///{tmp_path}/k.db"
    fill(open_store(url, key=KEY))
    with pytest.raises(PlannerError, match="E3703"):
        backup(url, tmp_path / "none" / "b.zip", key=KEY, **WHO)
    assert sorted(file.suffix for file in tmp_path.iterdir() if "part" in file.name) == []


def test_backups_are_on_record(store, url, tmp_path):
    """The record anchors each archive's hash, so that a swapped one is known."""
    report = backup(url, tmp_path / "b.zip", key=KEY, **WHO)
    assert report.digest in store.audit_log(P)["detail"].iloc[-1]
