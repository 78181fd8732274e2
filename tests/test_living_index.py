"""Whatever happens to the files, the disk and the programs, what is searched is what a new index
of the same files would have: symbols, vectors and answers."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from snippet_lsp.index.ledger import Job
from snippet_lsp.search import ask
from snippet_lsp.writer import Writer
from tests.disk import Disk, watched
from tests.indexes import open_writer, update
from tests.models import tiny_encoder
from tests.snapshots import symbols_of, vectors_of

ENCODER = tiny_encoder()
FILES = ["mail.py", "http/client.js", "http/old/main.py", "script"]
FOLDERS = ["http", "http/old"]
TEXTS = [
    "\n\n",
    "def send(): pass\n",
    "def send(): pass\ndef parse(): pass\n",
    "class User:\n    def parse(self): ...\n",
    "function load(path) { return open(path) }\n",
    "#!/usr/bin/env python3\ndef main(): pass\n",
    "\x00\x01 binary",
]
RULES = ["", "http/\n", "*.py\n"]
QUERIES = ["send", "parse user", "load path"]

files, texts = st.sampled_from(FILES), st.sampled_from(TEXTS)
programs = st.integers(0, 1)
mostly = st.sampled_from([True, True, True, False])


class LivingIndex(RuleBasedStateMachine):
    """A folder, its cache, one or two programs that have it open, and their editors."""

    def __init__(self) -> None:
        super().__init__()
        self.exit = ExitStack()
        scratch = Path(self.exit.enter_context(tempfile.TemporaryDirectory()))
        self.root, self.cache, self.image = scratch / "root", scratch / "cache", scratch / "image"
        self.root.mkdir()
        self.disk = Disk(self.cache, self.image)
        self.exit.enter_context(watched(self.disk))
        # So that a few functions are what many are otherwise.
        self.exit.enter_context(patch("snippet_lsp.index.snapshot.LITTLE", 2))
        self.buffers: dict[str, str] = {}
        self.times = 0
        self.lost: set[str] = set()
        """Paths of changes that no program has heard of."""
        self.writers: list[Writer] = []
        self.jobs: dict[int, Job] = {}
        self.open_program()

    def teardown(self) -> None:
        for writer in self.writers:
            writer.close()
        self.exit.close()

    @initialize(contents=st.tuples(*[texts] * len(FILES)))
    def begin(self, contents: tuple[str, ...]) -> None:
        for path, text in zip(FILES, contents, strict=True):
            self.write(path, text, back=False, told=True)
        self.flush(0)

    def write(self, path: str, text: str, back: bool, told: bool) -> None:
        """Save a file, at a time that may lie before that of the last save."""
        place = self.root / path
        if any(above.is_file() for above in place.parents) or place.is_dir():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name("unfinished~")
        unfinished.write_text(text)
        self.times += 1
        when = 1e9 + (-10 if back else 10) * self.times
        os.utime(unfinished, (when, when))
        unfinished.replace(place)
        self.tell({path}, told)

    # Rules are chosen evenly: what happens more often is there more often.
    write_a_file = rule(path=files, text=texts, back=st.booleans(), told=mostly)(write)
    write_another = rule(path=files, text=texts, back=st.booleans(), told=mostly)(write)

    @rule(path=st.sampled_from([*FILES, *FOLDERS]), told=mostly)
    def delete(self, path: str, told: bool) -> None:
        place = self.root / path
        if place.is_dir():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()
        self.tell({path}, told)

    @rule(path=st.sampled_from([*FILES, *FOLDERS]), to=files, told=mostly)
    def rename(self, path: str, to: str, told: bool) -> None:
        old, new = self.root / path, self.root / to
        is_free = not new.is_dir() and not any(above.is_file() for above in new.parents)
        if old.exists() and is_free and old != new and old not in new.parents:
            new.parent.mkdir(parents=True, exist_ok=True)
            if old.is_dir() and new.exists():
                new.unlink()
            old.replace(new)
            self.tell({path, to}, told)

    @rule(text=st.sampled_from(RULES), folder=st.sampled_from(["", "http/"]), told=mostly)
    def ignore(self, text: str, folder: str, told: bool) -> None:
        if not folder or (self.root / folder).is_dir():
            (self.root / folder / ".snippetignore").write_text(text)
            self.tell({f"{folder}.snippetignore"}, told)

    @rule(path=st.sampled_from(["", *FILES, *FOLDERS, "nowhere.py"]))
    def hear_again(self, path: str) -> None:
        """An event for what has not changed, or of which one was lost; "" for a rescan."""
        for writer in self.writers:
            update(writer, writer.difference_at([path]))
        self.lost = self.lost if path else set()

    @rule(path=files, text=st.one_of(texts, st.none()))
    def edit(self, path: str, text: str | None) -> None:
        """Type into an open buffer, or close it unsaved."""
        if text is not None:
            self.buffers[path] = text
            for writer in self.writers:
                writer.set_overlay(path, text.encode())
        elif self.buffers.pop(path, None) is not None:
            for writer in self.writers:
                update(writer, writer.drop_overlay(path))

    @rule(program=programs, everything=st.booleans())
    def work(self, program: int, everything: bool) -> None:
        """Follow another program; begin to write or merge, or end that: changes come in between."""
        if not self.end_job(program) and program < len(self.writers):
            self.follow(program)
            job = self.writers[program].plan(everything)
            if job is not None:
                self.jobs[program] = job

    def end_job(self, program: int) -> bool:
        job = self.jobs.pop(program, None)
        if job is not None:
            writer = self.writers[program]
            writer.finish(job, writer.attempt(job))
        return job is not None

    @rule(program=programs)
    def flush(self, program: int) -> None:
        self.end_job(program)
        if program < len(self.writers):
            self.writers[program].flush()

    def follow(self, program: int) -> None:
        difference = self.writers[program].follow()
        if difference is not None:
            self.jobs.pop(program, None)
            update(self.writers[program], difference)

    @precondition(lambda self: len(self.writers) < 2)
    @rule()
    def open_program(self) -> None:
        self.disk.has_room()
        writer = open_writer(self.root, self.cache, ENCODER)
        for path, text in self.buffers.items():
            writer.set_overlay(path, text.encode())
        self.writers.append(writer)

    @rule(program=programs, is_killed=st.booleans())
    def reopen(self, program: int, is_killed: bool) -> None:
        if program < len(self.writers):
            for number in range(len(self.writers)):
                if number != program or not is_killed:
                    self.end_job(number)
            self.jobs.clear()
            writer = self.writers.pop(program)
            if not is_killed:
                writer.flush()
            writer.close()
            for follower in range(len(self.writers)):
                self.follow(follower)
            self.open_program()

    @rule(writes=st.integers(0, 12), count=st.one_of(st.just(0), st.integers(1, 6)))
    def stop_the_disk(self, writes: int, count: int) -> None:
        """All programs die before another write, and `recover` is what follows; or the disk
        refuses so many of them."""
        if count:
            self.disk.full_after(writes, count)
        else:
            self.disk.image_after(writes)

    @rule(name=st.sampled_from(["*.segment", "catalog*", "vectors*"]), part=st.floats(0.0, 1.0))
    def tear(self, name: str, part: float) -> None:
        """All programs die, and some of their files lose their ends."""
        self.disk.take_image()
        for place in self.image.rglob(name):
            os.truncate(place, int(part * place.stat().st_size))

    @invariant()
    def recover(self) -> None:
        if self.disk.has_image:
            for writer in self.writers:
                writer.close()
            self.writers.clear()
            self.jobs.clear()
            shutil.rmtree(self.cache)
            self.image.rename(self.cache)
            self.disk.has_image = False
            self.open_program()
            self.lost.clear()

    @invariant()
    def equals_a_new_index(self) -> None:
        if self.lost:
            return
        fresh = open_writer(self.root, None, ENCODER)
        for path, text in self.buffers.items():
            fresh.set_overlay(path, text.encode())
        for writer in self.writers:
            check_equal(writer, fresh)
        fresh.close()

    def tell(self, paths: set[str], told: bool) -> None:
        if told:
            for writer in self.writers:
                update(writer, writer.difference_at(paths))
            self.lost -= paths
        else:
            self.lost |= paths


def check_equal(writer: Writer, fresh: Writer) -> None:
    ours, theirs = writer.snapshot, fresh.snapshot
    assert symbols_of(ours) == symbols_of(theirs)
    vectors, expected = vectors_of(ours), vectors_of(theirs)
    for path in expected:
        np.testing.assert_array_equal(vectors[path], expected[path])
    for query in QUERIES:
        assert ask(ours, query, 9).hits == ask(theirs, query, 9).hits


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        LivingIndex,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_it_equals_a_new_one() -> None:
    run(examples=40, steps=30)


@pytest.mark.slow
def test_it_equals_a_new_one_for_long() -> None:
    run(examples=200, steps=50)
