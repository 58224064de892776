"""A transaction that the database gives up for another's sake is done again, a bounded number of times."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import exc, text
from store_people import KEY

from planner.errors import PlannerError
from planner.store import again, open_store
from planner.store.engine import writing
from planner.store.faults import told


class UndoneError(Exception):
    """What a driver raises, with PostgreSQL's code of it."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.sqlstate = state


def failing(times: int, state: str):
    """A step that the database refuses so many times before it lets it pass, and how often it was tried."""
    tries: list[int] = []

    @again.again_when_undone
    def step() -> str:
        tries.append(1)
        with told("a store"):
            if len(tries) <= times:
                raise exc.OperationalError("UPDATE", {}, UndoneError(state))
        return "kept"

    return step, tries


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_step_undone_for_another_is_done_again(state, monkeypatch):
    """Up to four times, after waits that are the same every time; a fifth refusal is told as E3701."""
    waited: list[float] = []
    monkeypatch.setattr(again.time, "sleep", waited.append)
    step, tries = failing(4, state)
    assert step() == "kept"
    assert len(tries) == 5
    assert tuple(waited) == again.WAITS_S
    step, tries = failing(5, state)
    with pytest.raises(PlannerError, match="E3701"):
        step()
    assert len(tries) == 5


@pytest.mark.parametrize(("state", "code"), [("53100", "E3702"), ("25006", "E3703"), ("55P03", "E3701")])
def test_a_full_or_read_only_database_is_told_at_once(state, code):
    """Nothing but an undone transaction is repeated: a full disk does not empty itself."""
    step, tries = failing(1, state)
    with pytest.raises(PlannerError, match=code):
        step()
    assert len(tries) == 1


@pytest.mark.postgres
def test_a_real_deadlock_costs_time_not_work(new_url):
    """Two steps that lock two rows in opposite order meet; PostgreSQL ends one of them, and both are kept."""
    store = open_store(new_url("postgres"), key=KEY)
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE pair (name text PRIMARY KEY, number int)"))
        connection.execute(text("INSERT INTO pair VALUES ('a', 0), ('b', 0)"))
    meeting, tries, errors = threading.Barrier(2), [], []

    @again.again_when_undone
    def step(names: str) -> None:
        tries.append(names)
        with writing(store.engine) as connection:
            for at, name in enumerate(names):
                connection.execute(text("UPDATE pair SET number = number + 1 WHERE name = :name"), {"name": name})
                if at == 0 and tries.count(names) == 1:
                    meeting.wait(20)

    def work(names: str) -> None:
        try:
            step(names)
        except Exception as error:  # noqa: BLE001 — whatever it is, the test tells it
            errors.append(str(error))

    threads = [threading.Thread(target=work, args=(names,)) for names in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with store.engine.connect() as connection:
        kept = {row.name: row.number for row in connection.execute(text("SELECT name, number FROM pair"))}
    store.close()
    assert errors == []
    assert kept == {"a": 2, "b": 2}
    assert len(tries) == 3
