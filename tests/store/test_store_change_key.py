"""Changing the key: everything opens with the new one, nothing with the old, and a change broken off goes on."""

import pytest
from sqlalchemy import select
from store_people import KEY, NOW, intake, onward, plan
from test_store_derived import RUN, linkage

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit, backup, change_key, open_store, restore
from planner.store.keys import Keys
from planner.store.sealed import SEALED
from planner.store.tables import data_keys, metadata

NEW, NEWER = b"another key, of thirty-two bytes or more", b"a third key, of thirty-two bytes or more"
WHO = {"actor": "aminah", "now": NOW}
READ = {"actor": "hakim", "now": NOW}


def fill(store) -> None:
    """Something of every sealed kind, one referral of it forgotten."""
    raw = intake(0, quarantined=2).quarantined[["row"]].assign(name="Orang Rekaan")
    store.add_intake(intake(6, protected=2, quarantined=2), raw=raw, **WHO)
    store.save_linkage(linkage(*((f"r{n:08d}", f"h{n}") for n in range(6))), RUN)
    store.save_plan(plan(), role=Role.PLANNER, **WHO)
    place = {"place_id": "ppr", "place_name": "PPR Rekaan", "level": "block", "unit": "A-1-1"}
    store.resolutions.resolve("r00000001", place, role=Role.PLANNER, **WHO)
    met = onward("a problem", "a door", "soon")
    store.onward_referrals.record(met, role=Role.PLANNER, **WHO)
    store.forget("r00000005", role=Role.JKM, reason="asked", **WHO)


def seen(store) -> list:
    """Everything that a case team can read."""
    role = Role.JKM
    frames = [store.referrals(role), store.households(role), store.links(role), store.resolutions.all(role)]
    frames += [store.contacts(role, referral_ids=[f"r{n:08d}" for n in range(6)], **READ)]
    frames += [store.protection(role, **READ), store.onward_referrals.all(role, **READ), store.quarantined(role)]
    rows = store.quarantined_rows(role, **READ)
    return [*(frame.to_csv() for frame in frames), rows, store.plan("p1", role)]


def sealed_of(store) -> dict:
    """Every sealed value by table and subject, with its secret."""
    found = {}
    with store.reading() as connection:
        for sealed in SEALED:
            query = select(sealed.subject_id.label("s"), sealed.table.c.sealed, data_keys.c.secret)
            query = query.join(data_keys, data_keys.c.subject_id == sealed.subject_id)
            for row in connection.execute(query.where(sealed.table.c.sealed.is_not(None))):
                found[sealed.table.name, sealed.kind, row.s] = (bytes(row.secret), bytes(row.sealed))
    return found


def test_every_sealed_column_is_listed():
    """No table has a sealed column that a change of the key would miss."""
    assert {table.name for table in metadata.sorted_tables if "sealed" in table.c} == {s.table.name for s in SEALED}


def test_all_of_it_opens_with_the_new_key_alone(url):
    """The same is read as before, the old key is refused, and no sealed value opens under it."""
    store = open_store(url, key=KEY)
    fill(store)
    before = seen(store)
    store.close()
    report = change_key(url, old=KEY, new=NEW, **WHO)
    assert all(dict(report.rows)[sealed.table.name] or sealed.table.name == "placements" for sealed in SEALED)
    changed = open_store(url, key=NEW)
    assert seen(changed) == before
    assert audit.verify(changed) == ()
    for (_, kind, subject), (secret, sealed) in sealed_of(changed).items():
        Keys(NEW).vault().open_bytes(kind, subject, secret, sealed)
        with pytest.raises(PlannerError, match="E1703"):
            Keys(KEY).vault().open_bytes(kind, subject, secret, sealed)
    assert {"key.changing", "key.changed"} <= set(changed.audit_log(Role.PLANNER)["action"])
    with pytest.raises(PlannerError, match="E1711"):
        open_store(url, key=KEY)
    changed.close()


def test_known_and_forgotten_rows_stay_so(url):
    """After two changes a file brought again adds nothing, and the forgotten referral does not come back."""
    store = open_store(url, key=KEY)
    fill(store)
    names = store.names_key
    store.close()
    change_key(url, old=KEY, new=NEW, **WHO)
    change_key(url, old=NEW, new=NEWER, **WHO)
    changed = open_store(url, key=NEWER)
    report = changed.add_intake(intake(6, protected=2), **WHO)
    assert (report.added, report.protection) == (0, 0)
    assert len(changed.referrals(Role.JKM)) == 5
    assert changed.names_key == names
    assert audit.verify(changed) == ()
    changed.close()


def test_whoever_has_it_open_is_told(url):
    """A program that opened the store before the change writes nothing more and is told why."""
    stale = open_store(url, key=KEY)
    fill(stale)
    change_key(url, old=KEY, new=NEW, **WHO)
    with pytest.raises(PlannerError, match="E1711"):
        stale.add_intake(intake(3, start=50), **WHO)
    with pytest.raises(PlannerError, match="E1711"):
        stale.contacts(Role.JKM, referral_ids=["r00000001"], **READ)
    stale.close()
    store = open_store(url, key=NEW)
    assert audit.verify(store) == ()
    assert len(store.referrals(Role.JKM)) == 5
    store.close()


@pytest.mark.parametrize("step", [0, 9, 24])
def test_broken_off_and_taken_up(url, monkeypatch, step):
    """Broken off at any batch, the store opens whole under the new key meanwhile, and the same command ends it."""
    store = open_store(url, key=KEY)
    fill(store)
    before = seen(store)
    store.close()
    monkeypatch.setattr("planner.store.rekey.BATCH", 1)
    calls = iter(range(10_000))

    def falling(stage, share, words):
        if next(calls) >= step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change_key(url, old=KEY, new=NEW, progress=falling, **WHO)
    half = open_store(url, key=NEW)
    assert seen(half) == before
    assert half.add_intake(intake(1, start=99), **WHO).added == 1
    assert audit.verify(half) == ()
    half.close()
    assert change_key(url, old=KEY, new=NEW, **WHO).is_resumed
    ended = open_store(url, key=NEW)
    assert not ended.keys.vault().older
    assert len(ended.referrals(Role.JKM)) == 6
    assert audit.verify(ended) == ()
    ended.close()


def test_keys_that_will_not_do(url):
    """A short key, the same key and a former one are refused, and nothing is changed."""
    open_store(url, key=KEY).close()
    for new in (b"short", b""):
        with pytest.raises(PlannerError, match="E1734"):
            change_key(url, old=KEY, new=new, **WHO)
    change_key(url, old=KEY, new=NEW, **WHO)
    with pytest.raises(PlannerError, match="E1734"):
        change_key(url, old=NEW, new=NEW, **WHO)
    change_key(url, old=NEW, new=NEWER, **WHO)
    with pytest.raises(PlannerError, match="E1734"):
        change_key(url, old=NEWER, new=NEW, **WHO)
    with pytest.raises(PlannerError, match="E1711"):
        change_key(url, old=b"a key that this store never had at all", new=NEW, **WHO)
    open_store(url, key=NEWER).close()


def test_backups_before_and_after(url, tmp_path):
    """An archive from before opens with the old key, one from after with the new, and forgetting reaches both."""
    store = open_store(url, key=KEY)
    fill(store)
    before = seen(store)
    store.close()
    backup(url, tmp_path / "before.zip", key=KEY, **WHO)
    change_key(url, old=KEY, new=NEW, **WHO)
    backup(url, tmp_path / "after.zip", key=NEW, **WHO)
    store = open_store(url, key=NEW)
    proof = store.forget("r00000001", role=Role.JKM, reason="asked", **WHO)
    assert len(proof.cleaned) == 2
    store.close()
    for name, key, other in (("before.zip", KEY, NEW), ("after.zip", NEW, KEY)):
        with pytest.raises(PlannerError, match="E1726"):
            restore(tmp_path / name, f"sqlite:///{tmp_path}/{name}-no.db", key=other, **WHO)
        assert restore(tmp_path / name, f"sqlite:///{tmp_path}/{name}.db", key=key, **WHO).forgotten
        back = open_store(f"sqlite:///{tmp_path}/{name}.db", key=key)
        assert list(back.referrals(Role.JKM)["referral_id"]) == [f"r{n:08d}" for n in (0, 2, 3, 4)]
        assert back.add_intake(intake(6), **WHO).added == 0
        assert back.protection(Role.JKM, **READ).to_csv() == before[5]
        back.close()
