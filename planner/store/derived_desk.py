"""What was worked out from the referrals: placements, households, links, hotspots, each naming the run it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, delete, select

from planner.frames import HOTSPOT_NUMBERS, HOTSPOTS, HOUSEHOLDS, LINK_REVIEW, LINKS, PLACEMENTS, Schema, check
from planner.model.referral import Linkage
from planner.roles import Role, Thing
from planner.store.again import again_when_undone
from planner.store.keys import canonical
from planner.store.rows import frame, insert_new, records, replace, utc
from planner.store.session import Session, must_see
from planner.store.subjects import HOUSEHOLD, destroy, secrets_for, secrets_of
from planner.store.tables import data_keys, hotspots, households, link_review, links, placements, runs


@dataclass(frozen=True, slots=True)
class Run:
    """Where derived rows come from: the stage, hashes of its inputs and versions of its parts."""

    stage: str
    at: datetime
    inputs: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()


class DerivedDesk(Session):
    """Keeps the last result of each stage, and the run behind every row."""

    @again_when_undone
    def save_placements(self, table: pd.DataFrame, run: Run) -> int:
        """Keep placements (frame ``PLACEMENTS``, id = referral_id) of referrals in the store; how many those are."""
        check(table, PLACEMENTS)
        with self.writing() as connection:
            run_id = self._put_run(connection, run)
            secrets = secrets_of(connection, sorted(set(table["id"])))
            rows = []
            for row in records(table):
                key = row.pop("id")
                if key in secrets:
                    sealed = self._vault.seal("placement", key, secrets[key], row)
                    rows.append({"referral_id": key, "run_id": run_id, "sealed": sealed})
            replace(connection, placements, rows)
        return len(rows)

    def placements(self, role: Role) -> pd.DataFrame:
        """The last placement of each referral (frame ``PLACEMENTS`` with run_id)."""
        must_see(role, Thing.REFERRALS)
        return self._opened_rows(placements, "referral_id", "placement", "id", PLACEMENTS)

    @again_when_undone
    def save_linkage(self, linkage: Linkage, run: Run) -> None:
        """Keep households, links and pairs to review in place of those before."""
        for table, schema in (
            (linkage.households, HOUSEHOLDS),
            (linkage.links, LINKS),
            (linkage.review, LINK_REVIEW),
        ):
            check(table, schema)
        with self.writing() as connection:
            run_id = self._put_run(connection, run)
            self._put_households(connection, linkage.households, run_id, run.at)
            for target, schema, given in ((links, LINKS, linkage.links), (link_review, LINK_REVIEW, linkage.review)):
                connection.execute(delete(target))
                rows = [{**row, "run_id": run_id} for row in records(given[schema.names])]
                insert_new(connection, target, rows)

    def households(self, role: Role) -> pd.DataFrame:
        """Households (frame ``HOUSEHOLDS`` with run_id) of the last linking."""
        must_see(role, Thing.LINKS)
        return self._opened_rows(households, "household_id", "household", "household_id", HOUSEHOLDS)

    def links(self, role: Role) -> pd.DataFrame:
        """Which referral belongs to which household and why (frame ``LINKS`` with run_id)."""
        must_see(role, Thing.LINKS)
        with self.reading() as connection:
            return frame(connection.execute(select(links).order_by(links.c.referral_id)).mappings(), LINKS)

    def link_review(self, role: Role) -> pd.DataFrame:
        """Pairs that a person should decide (frame ``LINK_REVIEW`` with run_id), the likeliest first."""
        must_see(role, Thing.LINKS)
        query = select(link_review).order_by(link_review.c.score.desc(), link_review.c.left_id, link_review.c.right_id)
        with self.reading() as connection:
            return frame(connection.execute(query).mappings(), LINK_REVIEW)

    @again_when_undone
    def save_hotspots(self, table: pd.DataFrame, run: Run) -> str:
        """Keep hotspots (frame ``HOTSPOTS``) beside those of earlier runs; the run's id."""
        check(table, HOTSPOTS)
        with self.writing() as connection:
            run_id = self._put_run(connection, run)
            rows = [
                {"run_id": run_id, "hotspot_id": row["hotspot_id"], "rank": row["rank"], "body": canonical(row)}
                for row in records(table[[name for name in table.columns if name != "geometry"]])
            ]
            insert_new(connection, hotspots, rows)
        return run_id

    def hotspots(self, role: Role, *, run_id: str = "") -> pd.DataFrame:
        """Hotspots of a run, the last one when none is named, best first.

        Frame ``HOTSPOTS``, and as far as they were kept the columns of ``HOTSPOT_NUMBERS``.
        """
        must_see(role, Thing.HOTSPOTS)
        with self.reading() as connection:
            last = select(runs.c.run_id).where(runs.c.stage == "hotspots").order_by(runs.c.at.desc()).limit(1)
            wanted = run_id or connection.execute(last).scalar()
            query = select(hotspots.c.body).where(hotspots.c.run_id == wanted)
            bodies = connection.execute(query.order_by(hotspots.c.rank, hotspots.c.hotspot_id)).scalars().all()
        rows = [json.loads(body) for body in bodies]
        known = set().union(*rows)  # a run of an older version has fewer numbers, and none is made up for it
        more = tuple(column for column in HOTSPOT_NUMBERS.columns if column.name in known)
        return frame(rows, Schema(HOTSPOTS.name, (*HOTSPOTS.columns, *more)))

    def runs(self, role: Role) -> pd.DataFrame:
        """Every run with its inputs and versions (columns run_id, stage, at, inputs, versions)."""
        must_see(role, Thing.AGGREGATES)
        with self.reading() as connection:
            rows = connection.execute(select(runs).order_by(runs.c.at)).mappings().all()
        return pd.DataFrame(rows, columns=[column.name for column in runs.columns])

    def _put_run(self, connection: Connection, run: Run) -> str:
        body = {"inputs": dict(run.inputs), "versions": dict(run.versions)}
        key = self.keys.mark("run", canonical([run.stage, utc(run.at), body]))
        row = {"run_id": key, "stage": run.stage, "at": utc(run.at)}
        insert_new(connection, runs, [{**row, **{name: canonical(value) for name, value in body.items()}}])
        return key

    def _put_households(self, connection: Connection, table: pd.DataFrame, run_id: str, now: datetime) -> None:
        known = set(connection.execute(select(households.c.household_id)).scalars())
        gone = sorted(HOUSEHOLD + key for key in known - set(table["household_id"]))
        destroy(connection, self.keys, gone, now)
        connection.execute(delete(households))
        secrets = secrets_for(connection, (HOUSEHOLD + key for key in table["household_id"]))
        rows = []
        for row in records(table):
            key = row.pop("household_id")
            sealed = self._vault.seal("household", HOUSEHOLD + key, secrets[HOUSEHOLD + key], row)
            rows.append({"household_id": key, "run_id": run_id, "sealed": sealed})
        insert_new(connection, households, rows)

    def _opened_rows(self, table: Table, key: str, kind: str, name: str, schema: Schema) -> pd.DataFrame:
        before = HOUSEHOLD if kind == "household" else ""
        query = select(table, data_keys.c.secret).join(data_keys, data_keys.c.subject_id == before + table.c[key])
        with self.reading() as connection:
            rows = list(connection.execute(query.order_by(table.c[key])).mappings())
        opened: list[Mapping[str, Any]] = [
            {
                name: row[key],
                "run_id": row["run_id"],
                **self._vault.open(kind, before + row[key], row["secret"], row["sealed"]),
            }
            for row in rows
        ]
        return frame(opened, schema)
