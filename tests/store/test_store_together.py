"""Acts on both chains at once, with names the record has not seen: nobody waits for somebody who waits for him."""

import threading
import time
from datetime import timedelta

from store_people import KEY, NOW, intake
from test_store_derived import RUN, linkage

from planner.roles import Role
from planner.store import audit, open_store


def test_an_import_and_a_reading_by_one_new_person(url, monkeypatch):
    """An import with protected cases, and a reading that begins once the import has written its name, both succeed."""
    store = open_store(url, key=KEY)
    writes_name, is_named = audit.actor_key, threading.Event()

    def lingering(connection, keys, actor):
        found = writes_name(connection, keys, actor)
        if not is_named.is_set():
            is_named.set()
            time.sleep(0.5)
        return found

    monkeypatch.setattr(audit, "actor_key", lingering)
    errors = together(
        lambda: store.add_intake(intake(2, protected=1), now=NOW, actor="aminah"),
        lambda: is_named.wait(30) and store.contacts(Role.JKM, actor="aminah", now=NOW, referral_ids=["r00000000"]),
    )
    assert errors == []
    assert len(store.audit_log(Role.JKM, chain=audit.RESTRICTED)) == 2
    store.close()


def test_linking_while_others_link_and_forget(url):
    """Two linkings and an expiry at once, over the same households, all succeed, and the record is whole."""
    store = open_store(url, key=KEY)
    store.add_intake(intake(60), now=NOW, actor="aminah")

    def link(number: int) -> None:
        for turn in range(6):
            pairs = [(f"r{n:08d}", f"h{(n * (number + 1) + turn) % 40}") for n in range(20, 60)]
            store.save_linkage(linkage(*pairs), RUN)

    def expire() -> None:
        for minute in range(1, 7):
            store.expire(NOW + timedelta(minutes=minute), role=Role.JKM, actor="hakim", now=NOW)

    assert together(lambda: link(0), lambda: link(1), expire) == []
    assert audit.verify(store) == ()
    store.close()


def together(*acts) -> list[str]:
    """Do all at once; what went wrong."""
    errors: list[str] = []

    def work(act) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 — whatever it is, the test tells it
            errors.append(str(error))

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return errors
