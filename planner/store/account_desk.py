"""Local accounts for small sites, and the question whether the open demonstration may run here."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import RowMapping, select, update

from planner.errors import refuse
from planner.model.record import Account
from planner.roles import Act, Role, Thing
from planner.store.again import again_when_undone
from planner.store.intake_desk import REAL_DATA
from planner.store.passwords import check_strength, hash_password, is_password
from planner.store.rows import insert_new, utc
from planner.store.session import Session, must_do, must_see, read_role
from planner.store.tables import accounts, meta

MOST_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)


@cache
def _nobodys_hash() -> str:
    return hash_password("the password of nobody")


def _key(name: str) -> str:
    folded = " ".join(name.split()).casefold()
    if not folded or len(folded) > 120 or not folded.isprintable():
        raise refuse("E1707", "the account has no usable name", "give 1 to 120 printable characters")
    return folded


class Accounts:
    """Who may sign in with a password. Names are compared without case."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @again_when_undone
    def add(self, name: str, as_role: Role, password: str, *, role: Role, actor: str, now: datetime) -> Account:
        """Make an account. E1719 when the name is taken, E1720 for a weak password."""
        must_do(role, Act.KEEP_ACCOUNTS)
        key, kept_role = _key(name), read_role(as_role)
        check_strength(password, key)
        row = {"name": key, "role": kept_role.value, "password": hash_password(password), "created_at": utc(now)}
        store = self._session
        with store.writing() as connection:
            if connection.execute(select(accounts.c.name).where(accounts.c.name == key)).first():
                raise refuse("E1719", f"the account {key} exists already", "choose another name, or enable it again")
            insert_new(connection, accounts, [{**row, "disabled_at": "", "failures": 0, "locked_until": ""}])
            detail = {"account": store.keys.mark("actor", key), "as": kept_role.value}
            store.log(connection, "account.added", actor=actor, role=role, now=now, detail=detail)
        return Account(key, kept_role.value, now)

    def all(self, role: Role) -> tuple[Account, ...]:
        """Every account, by name, without passwords."""
        must_see(role, Thing.ACCOUNTS)
        with self._session.reading() as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.name)).mappings().all()
        return tuple(_account(row) for row in rows)

    @again_when_undone
    def set_enabled(self, name: str, *, is_enabled: bool, role: Role, actor: str, now: datetime) -> None:
        """Disable an account, or let it in again. E1721 when there is none."""
        must_do(role, Act.KEEP_ACCOUNTS)
        key, store = _key(name), self._session
        values = {"disabled_at": "" if is_enabled else utc(now), "failures": 0, "locked_until": ""}
        with store.writing() as connection:
            if connection.execute(update(accounts).where(accounts.c.name == key).values(**values)).rowcount != 1:
                raise refuse("E1721", f"there is no account {key}", "list the accounts")
            action = "account.enabled" if is_enabled else "account.disabled"
            detail = {"account": store.keys.mark("actor", key)}
            store.log(connection, action, actor=actor, role=role, now=now, detail=detail)

    @again_when_undone
    def change_password(self, name: str, old: str, new: str, *, now: datetime) -> None:
        """Change one's own password; the old one is asked. E1718, E1720."""
        account = self.sign_in(name, old, now=now)
        check_strength(new, account.name)
        made, store = hash_password(new), self._session
        with store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.name == account.name).values(password=made))
            store.log(connection, "account.password", actor=account.name, role=account.role, now=now)

    @again_when_undone
    def sign_in(self, name: str, password: str, *, now: datetime) -> Account:
        """The account, when name and password fit. E1718 otherwise, without a word about which of them did not.

        After 10 wrong passwords in a row the account waits 15 minutes.
        """
        key, store = _key(name), self._session
        with store.reading() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == key)).mappings().one_or_none()
        # The slow part runs outside any transaction, and as long for a name that does not exist.
        fits = is_password(password, _nobodys_hash() if row is None else row["password"])
        if row is None or row["disabled_at"] or row["locked_until"] > utc(now):
            raise _no_entry()
        with store.writing() as connection:
            wanted = accounts.c.name == key
            if fits:
                connection.execute(update(accounts).where(wanted).values(failures=0, locked_until=""))
                store.log(connection, "account.signed_in", actor=key, role=row["role"], now=now)
                return _account(row)
            failures = int(connection.execute(select(accounts.c.failures).where(wanted)).scalar_one()) + 1
            is_locked = failures >= MOST_FAILURES
            values = {"failures": 0 if is_locked else failures}
            until = utc(now + LOCKED_FOR) if is_locked else ""
            connection.execute(update(accounts).where(wanted).values(**values, locked_until=until))
            if is_locked:
                store.log(connection, "account.locked", actor=key, role=row["role"], now=now)
        raise _no_entry()

    @again_when_undone
    def admit(self, name: str, *, now: datetime) -> Account:
        """The account of somebody whom an identity provider has vouched for. E1718 when it is closed or not there."""
        key, store = _key(name), self._session
        with store.writing() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == key)).mappings().one_or_none()
            if row is None or row["disabled_at"]:
                raise _no_account()
            store.log(connection, "account.admitted", actor=key, role=row["role"], now=now)
            return _account(row)

    def is_open(self, account: Account) -> bool:
        """Whether an account that once signed in may still work, in the role it had then."""
        query = select(accounts.c.role, accounts.c.disabled_at).where(accounts.c.name == account.name)
        with self._session.reading() as connection:
            row = connection.execute(query).one_or_none()
        return row is not None and not row.disabled_at and row.role == account.role


def _no_entry() -> Exception:
    action = f"try again, wait {LOCKED_FOR.seconds // 60} minutes after many tries, or ask who keeps the accounts"
    return refuse("E1718", "name and password do not fit, or the account is closed or waiting", action)


def _no_account() -> Exception:
    """For somebody whose identity is known: no word of a password that nobody asked for."""
    action = "ask who keeps the accounts to open one under exactly this address, then sign in again"
    return refuse("E1718", "you are signed in, but no open account here has your e-mail address", action)


def _account(row: RowMapping) -> Account:
    made = datetime.fromisoformat(row["created_at"])
    return Account(row["name"], row["role"], made, is_disabled=bool(row["disabled_at"]))


class DemonstrationDesk(Session):
    """Tells made-up people from real ones."""

    def has_real_data(self) -> bool:
        """Whether anything but a synthetic import was ever kept here."""
        query = select(meta.c.value).where(meta.c.key == REAL_DATA)
        with self.reading() as connection:
            return connection.execute(query).scalar() is not None

    def must_be_demonstration(self) -> None:
        """Nothing when all data are made up, else E1722: real people need a sign-in and a key."""
        if self.has_real_data():
            action = "set KEMBARA_KEY and sign-in as docs/deployment.md says, or use another KEMBARA_HOME"
            raise refuse("E1722", "the open demonstration does not run on real people's data", action)
