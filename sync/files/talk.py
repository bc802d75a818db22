"""What a run of the lane says to the parent and makes of its answers; it carries nothing itself (see `lane.py`)."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync import blobs, child, store
from sync.blobs import Store
from sync.child import Away, Refused
from sync.files import attachments, cargo, chunks
from sync.files import days as lane_days
from sync.files.attachments import PREVIEW, File
from sync.files.cargo import Range, Run
from sync.files.chunks import CHUNK_BYTES
from sync.files.pace import Pace
from sync.files.requests import keep_answer, keep_told, names, seal_request
from sync.keys import NodeKey

PAGE_FILES = 32
MOST_RANGES = 8
MOST_TRIES = 2
LEAST_URGENT = 9

NOT_UNDERSTOOD = "Máy chủ cấp trên trả lời không đúng quy ước."


@dataclass
class LaneTally:
    """What a run of the lane has carried. `operations_wait`: it stopped because an operation goes first;
    `is_held_back`: files wait because the line is metered or the day's budget is spent."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    chunks_up: int = 0
    chunks_down: int = 0
    files_up: int = 0
    files_down: int = 0
    operations_wait: bool = False
    is_held_back: bool = False


@dataclass
class Request:
    """A request as it was sent: the files it offers and asks for, and the chunks it gives."""

    envelope: bytes
    offered: list[str]
    asked: list[str]
    given: list[Run]


@dataclass
class _Wanted:
    """What the parent wants of one of our files."""

    ranges: list[Range]
    manifest: bool
    tries: int = 0


@dataclass
class Talk:
    """What one run has said and heard: which files were spoken of, and what the parent wants of them."""

    shelf: Store
    key: NodeKey
    budget: int
    metered: bool
    pace: Pace = field(default_factory=Pace)
    tally: LaneTally = field(default_factory=LaneTally)
    wanted: dict[str, _Wanted] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    fruitless: int = 0
    looks: bool = True
    """Whether the next request asks what the parent lacks: the first does, and where it lacks something, the next ones
    until nothing more comes to light."""
    found: int = 0
    in_vain: int = 0
    waiting_before: int = field(default_factory=lambda: waiting_above())

    def next_request(self, at: datetime) -> Request | None:
        """The next request, or None when nothing is left to carry or an operation goes first."""
        if self._operations_wait():
            self.tally.operations_wait = True
            return None
        left = self.budget - lane_days.spent(at)
        urgent_only = self.metered or left <= 0
        most_urgent = PREVIEW if urgent_only else LEAST_URGENT
        size = (
            self.pace.size_bytes
            if urgent_only
            else min(self.pace.size_bytes, max(left, CHUNK_BYTES))
        )
        self._want_only(most_urgent)
        offers = [] if self.wanted else self._offers(most_urgent, at)
        asks = self._asks(most_urgent, at)
        given = self._given(size // 2 if asks and size > CHUNK_BYTES else size)
        self.tally.is_held_back = urgent_only and not offers and not given and _is_anything_left()
        if not (offers or asks or given or self._must_look(at)):
            return None
        if self.fruitless > 1 and not given:
            return None
        room = max(size - sum(len(chunk) for run in given for chunk in run.chunks), CHUNK_BYTES)
        header: dict[str, Any] = {"cursor": _cursor(), "limit": room if asks else 0}
        header |= {"look": True} if self.looks else {}
        header |= {"offer": [file.sha256 for file in offers]} if offers else {}
        header |= {"want": [_want(file) for file in asks]} if asks else {}
        envelope = seal_request(header, given, self.key, at)
        return Request(envelope, [f.sha256 for f in offers], [f.sha256 for f in asks], given)

    def take(self, request: Request, answer: bytes, at: datetime) -> bool:
        """Keep what the parent said and gave; whether to go on."""
        lane_days.count(at, up=len(request.envelope), down=len(answer))
        self.in_vain = 0
        self.tally.requests += 1
        self.tally.bytes_up += len(request.envelope)
        self.tally.bytes_down += len(answer)
        said = child._opened(answer)
        verdict = said.header.get("verdict")
        if verdict in ("unknown-verb", "unreadable") and self.tally.requests == 1:
            return False  # An older program without a lane.
        if verdict == "later":
            raise Away(str(said.header.get("words", NOT_UNDERSTOOD)))
        if verdict != "ok":
            raise Refused(str(verdict), str(said.header.get("words", "Đơn vị cấp trên từ chối.")))
        try:
            self._take_wants(request, said.header)
            kept = keep_answer(self.shelf, said, at)
            absent = names(said.header.get("absent", []))
        except (KeyError, TypeError, ValueError) as error:
            raise Away(NOT_UNDERSTOOD) from error
        self.tally.chunks_down += kept.chunks
        self.tally.files_down += len(kept.files)
        self.absent |= set(absent)
        if not kept.chunks:
            self.absent |= set(request.asked)
        is_fruitful = kept.chunks or request.given or self.wanted or said.header.get("whole")
        self.fruitless = 0 if is_fruitful else self.fruitless + 1
        self.tally.operations_wait = bool(said.header.get("news"))
        return not self.tally.operations_wait

    def may_try_again(self, request: Request, most: int) -> bool:
        """After a cut: what of the request arrived is not known, so its files are offered anew."""
        self.pace.cut()
        self.in_vain += 1
        for run in request.given:
            self.wanted.pop(run.sha256, None)
            self.settled.discard(run.sha256)
        return bool(self.tally.requests) and self.in_vain <= most

    def _operations_wait(self) -> bool:
        """Whether an operation must go up first. One that no exchange can deliver must not stop the files for ever,
        so every run carries something."""
        waiting = waiting_above()
        return waiting > self.waiting_before or (waiting > 0 and self.tally.requests > 1)

    def _must_look(self, at: datetime) -> bool:
        """Once a day the parent is asked what it lacks, even with nothing to carry: it may have lost a file it had."""
        is_due = lane_days.is_new_day(at) and attachments.is_any_above()
        return self.looks and (self.tally.requests > 0 or is_due)

    def _want_only(self, most_urgent: int) -> None:
        """Forget what the parent wants of files that may not be carried now."""
        if most_urgent < LEAST_URGENT:
            files = [attachments.find(name) for name in self.wanted]
            may = {file.sha256 for file in files if file and file.priority <= most_urgent}
            self.wanted = {name: want for name, want in self.wanted.items() if name in may}

    def _offers(self, most_urgent: int, at: datetime) -> list[File]:
        return _page(attachments.to_offer(most_urgent), self.settled, self._turn(at))

    def _turn(self, at: datetime) -> int:
        """Where to begin: at the top, or elsewhere each minute when nothing of the top can be had."""
        return int(at.timestamp()) // 60 if self.fruitless else 0

    def _asks(self, most_urgent: int, at: datetime) -> list[File]:
        found = _page(attachments.to_ask(most_urgent), self.absent, self._turn(at))
        settled = [cargo.settled(self.shelf, file.sha256, at) for file in found]
        return [file for file in settled if file is not None and not file.is_here]

    def _given(self, room: int) -> list[Run]:
        """Chunks the parent wants, in the order it was offered them."""
        runs: list[Run] = []
        for name, want in list(self.wanted.items()):
            if room < CHUNK_BYTES or len(runs) >= cargo.MOST_RUNS:
                break
            file = attachments.find(name)
            loaded: list[Run] = []
            if file is not None and file.is_here:
                with suppress(blobs.Damaged):
                    loaded = cargo.load(self.shelf, file, want.ranges, room, manifest=want.manifest)
            if not loaded:
                del self.wanted[name]
            runs += loaded
            room -= sum(len(chunk) for run in loaded for chunk in run.chunks)
        return runs

    def _take_wants(self, request: Request, header: dict[str, Any]) -> None:
        spoken_of = {*request.offered, *(run.sha256 for run in request.given)}
        wants = {
            name: _Wanted(
                [(cargo.whole(first), cargo.whole(size)) for first, size in ranges], bool(manifest)
            )
            for name, ranges, manifest in header.get("want", [])
            if name in spoken_of
        }
        whole = [name for name in names(header.get("whole", [])) if name in spoken_of]
        found = keep_told(header, whole)
        self.found += found
        self.looks = found > 0 or (self.found > 0 and bool(whole))
        self.settled |= spoken_of
        for name in spoken_of:
            before, now = self.wanted.pop(name, None), wants.get(name)
            if now is None:
                continue
            is_stuck = (
                before is not None
                and before.ranges == now.ranges
                and before.manifest == now.manifest
            )
            now.tries = (before.tries + 1 if before else 1) if is_stuck else 0
            if now.tries < MOST_TRIES:
                self.wanted[name] = now
        self.wanted = {n: self.wanted[n] for n in [*wants, *self.wanted] if n in self.wanted}
        self.tally.chunks_up += sum(len(run.chunks) for run in request.given)
        self.tally.files_up += len({run.sha256 for run in request.given} & set(whole))


def waiting_above() -> int:
    """How many operations of ours, or carried for others, the parent has not proved to hold."""
    row = store.one(
        "SELECT SUM(head_seq - acked_seq) FROM log WHERE (own OR carried) AND head_seq > acked_seq"
    )
    return int(row[0] or 0) if row else 0


def _page(names: list[str], without: set[str], turn: int) -> list[File]:
    """The next files that were not spoken of in this run, beginning at page number `turn`, however large."""
    pages = -(-len(names) // PAGE_FILES)
    begin = turn % max(pages, 1) * PAGE_FILES
    fresh = [name for name in names[begin:] if name not in without][:PAGE_FILES]
    return [file for name in fresh if (file := attachments.find(name))]


def _want(file: File) -> list[Any]:
    needs_manifest = file.manifest is None and chunks.count(file.size) > 1
    return [file.sha256, chunks.missing(file.have, file.size, MOST_RANGES), int(needs_manifest)]


def _is_anything_left() -> bool:
    return bool(attachments.to_offer(LEAST_URGENT) or attachments.to_ask(LEAST_URGENT))


def _cursor() -> int:
    row = store.one("SELECT cursors FROM sync_parent")
    cursors = json.loads(row[0]) if row else []
    return int(cursors[0][0]) if cursors else 0
