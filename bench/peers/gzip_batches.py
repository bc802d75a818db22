"""The honest bar: Flask and peewee that post gzipped batches of whole rows, as one writes it in an afternoon.

It is cheap, and wrong in all that matters: the last writer wins without a word, a restored file loses what was written
since, a cut sends the batch again, and an office is told ok by a counter that a restore sets back. It is measured live,
on the same dossiers, in the same run.
"""

import gzip
import json
import threading
import time
from random import Random
from typing import Any

import urllib3
from flask import Flask, Response, request
from peewee import BooleanField, CharField, DatabaseProxy, IntegerField, Model, SqliteDatabase, fn

from app.database import opened
from bench.sync import dossiers, remote

BATCH_ROWS = 500
IMMEDIATE = {SqliteDatabase: ("IMMEDIATE",)}
database = DatabaseProxy()


class Row(Model):
    """A dossier; `version` counts the changes at the server, `dirty` says that the server has not got it."""

    id = CharField(primary_key=True)
    code = CharField()
    procedure = CharField()
    title = CharField()
    field = CharField()
    applicant_name = CharField()
    birth_date = CharField()
    gender = CharField()
    id_no = CharField()
    id_issued_by = CharField()
    phone = CharField()
    address = CharField()
    abstract = CharField()
    papers = CharField()
    status = CharField()
    holder_unit = CharField(index=True)
    holder_officer = CharField()
    holder_officer_name = CharField()
    received_at = CharField()
    due_on = CharField()
    channel = CharField()
    fee = IntegerField()
    note = CharField()
    version = IntegerField(default=0, index=True)
    dirty = BooleanField(default=True, index=True)
    origin = CharField(default="")

    class Meta:
        database = database


CONTENT = [name for name in Row._meta.fields if name not in ("version", "dirty", "origin")]


class State(Model):
    """How far this office has fetched."""

    seen = IntegerField(default=0)

    class Meta:
        database = database


class Peer:
    """A commune or its centre."""

    def open(self, url: str, unit: str, *, folder: str, tier: int = 0, seed: int = 1) -> None:
        self.unit, self.name = unit, f"{unit}-{seed}"
        database.initialize(opened(url))
        database.connect(reuse_if_open=True)
        database.create_tables([Row, State])
        State.create()

    # ── The centre ──────────────────────────────────────────────────────────────────────────────────

    def serve(self, below: list[str]) -> int:
        application, writing = Flask("gzip"), threading.Lock()

        @application.post("/push")
        def push() -> Response:
            rows = json.loads(gzip.decompress(request.get_data()))
            with writing, database.atomic(*IMMEDIATE.get(type(database.obj), ())):
                version = _version() + 1
                for row in rows:
                    row |= {"version": version, "dirty": False, "origin": request.args["name"]}
                _put(rows)
            return Response(b"ok")

        @application.get("/pull")
        def pull() -> Response:
            after, unit, name = (request.args[key] for key in ("after", "unit", "name"))
            news = Row.select().where(
                Row.version > int(after), Row.holder_unit == unit, Row.origin != name
            )
            last = _version()
            rows = list(news.order_by(Row.version).limit(BATCH_ROWS).dicts())
            if len(rows) == BATCH_ROWS:
                # Whole versions only: a version cut in two would never be fetched to its end.
                last = rows[-1]["version"]
                rows = list(news.where(Row.version <= last).dicts())
            return Response(gzip.compress(json.dumps([last, rows]).encode(), 6))

        return remote.serve(application)

    def invite(self, unit: str) -> str:
        return ""

    # ── The office ──────────────────────────────────────────────────────────────────────────────────

    def join(self, url: str, code: str) -> None:
        """Nothing: whoever knows the address may write."""

    def fill(self, count: int, seed: int = 1) -> int:
        rows = [row for _, row in dossiers.dossiers(count, unit=self.unit, seed=seed)]
        with database.atomic():
            _put(rows)
        return self.count()

    def change(self, count: int, seed: int, times: int = 1) -> int:
        chance = Random(seed)
        known = [row.id for row in Row.select(Row.id).order_by(Row.id)]
        for _ in range(times):
            with database.atomic():
                for record in chance.sample(known, count):
                    chance.randrange(20_000, 600_000)
                    Row.update(dirty=True, **dossiers.change(chance)).where(
                        Row.id == record
                    ).execute()
        return count * times

    def sync(self, url: str, tries: int = 1) -> dict[str, Any]:
        """Post what is new here, a batch at a time, and fetch what is new there."""
        again = urllib3.Retry(
            tries + 2, status_forcelist=[500], allowed_methods=None, backoff_factor=0.05
        )
        pool = urllib3.PoolManager(num_pools=1, maxsize=1, retries=again, timeout=120)
        cpu, began = remote.cpu_seconds(), time.monotonic()
        up = down = requests = 0
        while True:
            rows = list(
                Row.select(*(Row._meta.fields[n] for n in CONTENT))
                .where(Row.dirty)
                .limit(BATCH_ROWS)
                .dicts()
            )
            if not rows:
                break
            body = gzip.compress(
                json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6
            )
            answer = pool.request("POST", f"{url}/push?name={self.name}", body=body)
            if answer.status != 200:
                raise RuntimeError(f"push: {answer.status}")
            with database.atomic():
                Row.update(dirty=False).where(Row.id.in_([row["id"] for row in rows])).execute()
            up, down, requests = up + len(body), down + len(answer.data), requests + 1
        more = True
        while more:
            seen = State.get().seen
            answer = pool.request(
                "GET", f"{url}/pull?name={self.name}&unit={self.unit}&after={seen}"
            )
            last, rows = json.loads(gzip.decompress(answer.data))
            with database.atomic():
                _put([row | {"dirty": False} for row in rows])
                State.update(seen=last).execute()
            down, requests, more = down + len(answer.data), requests + 1, len(rows) >= BATCH_ROWS
        return {
            "seconds": time.monotonic() - began, "cpu": remote.cpu_seconds() - cpu, "calls": 1,
            "requests": requests, "up": up, "down": down,
        }  # fmt: skip

    def count(self) -> int:
        return int(Row.select().count())

    def cpu(self) -> float:
        return remote.cpu_seconds()


def _put(rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), 100):
        Row.insert_many(rows[at : at + 100]).on_conflict(
            conflict_target=[Row.id],
            preserve=[f for f in Row._meta.sorted_fields if f.name != "id"],
        ).execute()


def _version() -> int:
    return int(Row.select(fn.MAX(Row.version)).scalar() or 0)


if __name__ == "__main__":
    remote.obey(Peer())
