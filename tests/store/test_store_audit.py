"""The record cannot be changed unseen."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import exc, text
from store_people import KEY, NOW, intake

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit, open_store

COLUMNS = ("chain", "seq", "prev", "body", "hash", "seal")


def acts(store, count: int = 6) -> None:
    """A few acts on both chains."""
    for number in range(count):
        store.add_intake(intake(1, start=number, protected=number), now=NOW, actor=f"pegawai {number % 3}")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A SQLite store with some acts whose guards against change have been taken away."""
    path = tmp_path_factory.mktemp("audit") / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    acts(store)
    with sqlite3.connect(path) as raw:
        raw.executescript("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete")
    yield store, path
    store.close()


def test_an_honest_log_verifies(store):
    """After any number of acts both chains are whole, and each chain counts from 1 without a gap."""
    acts(store)
    assert audit.verify(store) == ()
    assert list(store.audit_log(Role.MINISTRY)["seq"]) == [1, 2, 3, 4, 5, 6]


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_single_changed_byte_is_found(written, data):
    """Whichever byte of whichever entry or head is changed to whatever else, verify tells."""
    store, path = written
    table = data.draw(st.sampled_from(["audit", "audit_heads"]))
    columns = COLUMNS if table == "audit" else ("chain", "seq", "hash", "seal")
    with sqlite3.connect(path) as raw:
        rows = raw.execute(f"SELECT rowid, {', '.join(columns)} FROM {table} ORDER BY rowid").fetchall()
        row = data.draw(st.sampled_from(rows))
        position = data.draw(st.integers(1, len(columns)))
        old = str(row[position]).encode()
        at = data.draw(st.integers(0, len(old) - 1))
        byte = data.draw(st.integers(32, 126).filter(lambda value: value != old[at]))
        new = old[:at] + bytes([byte]) + old[at + 1 :]
        column = columns[position - 1]
        try:
            raw.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new.decode(), row[0]))
        except sqlite3.IntegrityError:  # the changed key is taken: the database refuses by itself
            return
        raw.commit()
        changed = raw.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row[0],)).fetchone()[0]
        found = audit.verify(store)
        raw.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (row[position], row[0]))
        raw.commit()
        assert found or changed == row[position]  # " 1" in a whole-number column is 1 again
    assert audit.verify(store) == ()


@pytest.mark.parametrize("seq", [1, 3, 6])
def test_a_missing_entry_is_found(tmp_path, seq):
    """Taking out the first, a middle or the last entry is found."""
    path = tmp_path / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    acts(store)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER audit_no_delete")
        raw.execute("DELETE FROM audit WHERE chain = 'main' AND seq = ?", (seq,))
    assert audit.verify(store)


def test_a_log_written_anew_without_the_key_is_found(tmp_path):
    """Someone who rewrites an entry and all hashes after it still lacks the seals."""
    path = tmp_path / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    acts(store)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER audit_no_update")
        prev = audit.GENESIS
        query = "SELECT seq, body FROM audit WHERE chain = 'main' ORDER BY seq"
        for seq, body in raw.execute(query).fetchall():
            forged = body.replace('"added":1', '"added":9')
            value = audit.chain_hash(prev, forged)
            update = "UPDATE audit SET prev = ?, body = ?, hash = ? WHERE chain = 'main' AND seq = ?"
            raw.execute(update, (prev, forged, value, seq))
            prev = value
        raw.execute("UPDATE audit_heads SET hash = ? WHERE chain = 'main'", (prev,))
    causes = {found.cause for found in audit.verify(store)}
    assert causes == {"its seal does not fit", "the head's seal does not fit"}


def test_a_witness_finds_a_log_set_back(tmp_path):
    """An old copy of the whole store verifies by itself, but not against a head noted later."""
    path = tmp_path / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    acts(store, 2)
    store.close()
    old = path.read_bytes()
    store = open_store(f"sqlite:///{path}", key=KEY)
    acts(store, 4)
    with store.reading() as connection:
        noted = audit.heads(connection)
    assert audit.verify(store, witness=noted) == ()
    store.close()
    for file in tmp_path.glob("k.db*"):
        file.unlink()
    path.write_bytes(old)
    store = open_store(f"sqlite:///{path}", key=KEY)
    assert audit.verify(store) == ()
    assert {found.cause for found in audit.verify(store, witness=noted)} == {"the witness saw another entry here"}


@pytest.mark.parametrize("line", ["UPDATE audit SET body = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_changes(store, line):
    """Neither SQLite nor PostgreSQL lets anyone update or delete an entry."""
    acts(store, 1)
    with pytest.raises(exc.DBAPIError, match="append-only"), store.writing() as connection:
        connection.execute(text(line))
    assert audit.verify(store) == ()


def test_names_are_not_in_the_chain(store):
    """The chain names staff by pseudonym; only the log's reader gets the name."""
    store.add_intake(intake(1), now=NOW, actor="Nurul Rekaan")
    with store.reading() as connection:
        bodies = connection.execute(text("SELECT body FROM audit")).scalars().all()
    assert "Nurul" not in "".join(bodies)
    assert list(store.audit_log(Role.PLANNER)["actor"]) == ["Nurul Rekaan"]


@pytest.mark.parametrize("actor", ["", "  ", "x" * 121, "a\nb"])
def test_an_act_needs_a_name(store, actor):
    """Nobody acts without a usable name, and the act does not happen."""
    with pytest.raises(PlannerError, match="E1707"):
        store.add_intake(intake(1), now=NOW, actor=actor)
    assert store.referrals(Role.PLANNER).empty


@pytest.mark.parametrize("words", ["", "call 012-345 6789", "ask ali@example.com", "NRIC 900101145678"])
def test_a_reason_names_nobody(words):
    """Empty reasons and such with a person's number or address are refused."""
    with pytest.raises(PlannerError, match="E1708"):
        audit.reason(words)


def test_changes_since_counts_only_the_asked_actions(store):
    """What came after a number is counted by the beginning of its action, and nothing before it."""
    acts(store, 2)
    before = store.last_act()
    assert before == 2
    assert store.changes_since(before, ("import",)) == 0
    acts(store, 3)
    assert store.last_act() > before
    assert store.changes_since(before, ("import",)) == store.last_act() - before
    assert store.changes_since(before, ("outcomes.", "link.")) == 0
