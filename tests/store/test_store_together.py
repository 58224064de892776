"""Acts on both chains at once, with names the record has not seen: nobody waits for somebody who waits for him."""

import threading
import time
from datetime import timedelta

from store_people import KEY, NOW, intake
from test_store_derived import RUN, linkage

from planner.roles import Role
from planner.store import audit, open_store

ROUNDS = 4


def importing(store, number, actor, now):
    brought = intake(2, start=number * 2, protected=number % 3 + 1)
    brought.protection["case_id"] = [f"case-{number}-{n}" for n in range(len(brought.protection))]
    store.add_intake(brought, now=now, actor=actor)


def reading(store, number, actor, now):
    store.contacts(Role.JKM, actor=actor, now=now, referral_ids=["r00000000"])


def linking(store, number, actor, now):
    pairs = (("r00000000", f"h{number % 2}"), ("r00000001", f"h{number % 2}"))
    store.save_linkage(linkage(*pairs), RUN)


def forgetting(store, number, actor, now):
    store.expire(NOW - timedelta(days=900), role=Role.JKM, actor=actor, now=now)


ACTS = (importing, reading, linking, forgetting)


def test_four_kinds_of_act_by_new_people(url, monkeypatch):
    """Imports with protected cases, readings, linkings and expiries by people new to the record all succeed.

    Each lingers after it has written its name, so that two which take locks in different orders meet every time.
    """
    writes_name = audit.actor_key

    def lingering(connection, keys, actor):
        found = writes_name(connection, keys, actor)
        time.sleep(0.1)
        return found

    monkeypatch.setattr(audit, "actor_key", lingering)
    store = open_store(url, key=KEY)
    store.add_intake(intake(2), now=NOW, actor="first")
    errors: list[str] = []
    start = threading.Barrier(len(ACTS))

    def work(act) -> None:
        for number in range(1, ROUNDS + 1):
            start.wait(60)
            try:
                act(store, number, f"new person {number}", NOW + timedelta(minutes=number))
            except Exception as error:  # noqa: BLE001 — whatever it is, it is told below
                errors.append(f"{act.__name__}: {error}")

    threads = [threading.Thread(target=work, args=(act,)) for act in ACTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert len(store.referrals(Role.PLANNER)) == 2 + 2 * ROUNDS
    assert audit.verify(store) == ()
    store.close()
