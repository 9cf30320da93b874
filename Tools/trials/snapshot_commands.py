"""Snapshots as subjects: `cache export` into a file, and `cache import` into a cache.

After every fault the file of an export is the old one or a whole new one, and a reader of the cache sees
each entry of an import as it was, new, or not at all. The next run finishes what was begun.
"""

import os
import re
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Dict, Iterator, List, Optional, Sequence

from trials.cache_commands import (
    OLD_ENOUGH,
    OWN,
    PRUNE,
    TEMPORARY,
    flaw_of_status,
    is_memory,
    is_possible,
    last_words,
    may_leave,
    run,
    verdict_on_ending,
)
from trials.subject import KILL, LIMIT, Outcome
from workbench import snapshotfile
from workbench.cachescene import (
    PAGE,
    CacheDraft,
    CacheScene,
    Files,
    is_tombstone,
    new_scene,
    page_address,
    response_path,
    wheel_address,
)
from workbench.index import Index
from workbench.pipreader import Answer, PipReader, is_told_to_ask
from workbench.places import fail
from workbench.selfcheck import make_environment_folder

FILE = "files/cache.tar"
EXPORT = ("cache", "export", f"AREA/{FILE}", "--redact", "internal", "--compress", "none")
IMPORT = ("cache", "import", f"AREA/{FILE}")
STAGING = re.compile(rf"{OWN}/import-[0-9a-z]+/.*")
JOURNAL = re.compile(rf"{OWN}/import-[0-9a-z]+/journal")
SIBLING = re.compile(r"\.cache\.import-[0-9a-z]+/.*")
OLD_FILE = b"an older snapshot\n"


@dataclass
class Situation:
    """A scene, what there is after a run without faults, and after another one much later."""

    scene: CacheScene
    before: Files
    done: Files = field(default_factory=dict)
    end: Files = field(default_factory=dict)
    # What pip finds at each address before, and what after such a run.
    answers: Dict[str, List[Answer]] = field(default_factory=dict)


class SnapshotCommand:
    """A command on a cache and a snapshot, and what must hold after it."""

    situations: Sequence[str] = ()
    workers = 8
    smoke_seconds = 120.0
    references = 5
    is_on_one_processor = True
    required: Sequence[str] = ("open-for-write", "write", "rename")
    arguments: Sequence[str] = ()
    # How it is called again later, where that is another way.
    later_arguments: Sequence[str] = ()

    def __init__(self, folder: Path, binary: Path, index: Optional[Index] = None) -> None:
        self.prefix = make_environment_folder(folder / "environment")
        self.binary = binary
        self.plans: Dict[str, Situation] = {}
        for number, name in enumerate(self.situations):
            scene = self.scene(folder / f"situation-{number}", self.fresh(name))
            self.lay(name, CacheDraft(scene))
            plan = Situation(scene, scene.files())
            whole = scene.copy(folder / f"situation-{number}-whole")
            with whole.beside():
                result = run(whole, self.arguments)
            if result.returncode != 0:
                fail(f"{' '.join(self.arguments)} fails without any fault", flaw_of_status(result))
            plan.done = lasting(whole.files())
            self.learn(plan, whole)
            flaw = self.flaw_of_later_runs(whole)
            if flaw:
                fail(f"{' '.join(self.arguments)} fails the second time", flaw)
            plan.end = lasting(whole.files())
            self.plans[name] = plan

    def scene(self, folder: Path, fresh: Sequence[str]) -> CacheScene:
        """Makes a place with an empty cache."""
        return new_scene(folder, self.prefix, self.binary, self.arguments, fresh)

    def fresh(self, situation: str) -> Sequence[str]:
        """Returns the files that somebody else is writing whenever the command runs."""
        return ()

    def lay(self, situation: str, draft: CacheDraft) -> None:
        """Fills the area of a situation."""
        raise NotImplementedError

    def learn(self, plan: Situation, whole: CacheScene) -> None:
        """Keeps what else there is to know of a situation after a run without faults."""

    def stage(self, situation: str, folder: Path) -> CacheScene:
        return self.plans[situation].scene.copy(folder)

    def flaws(self, stage: CacheScene, outcome: Outcome) -> List[str]:
        plan = self.plans[outcome.point.situation]
        files = stage.files()
        found = [
            flaw
            for path in sorted({*files, *plan.before})
            for flaw in [self.flaw_of(plan, path, files, outcome)]
            if flaw
        ]
        there = {
            path: content
            for path, content in files.items()
            if not JOURNAL.fullmatch(path) and not self.is_refused_removal(path, outcome)
        }
        found += self.flaws_in_answer(plan, outcome, lasting(there) == plan.done)
        return found + [f"afterwards: {flaw}" for flaw in self.flaws_in_the_end(plan, stage)]

    def flaw_of(self, plan: Situation, path: str, files: Files, outcome: Outcome) -> str:
        """Returns what is wrong with a file right after a fault."""
        content = files.get(path)
        if is_memory(path) or content == plan.before.get(path) or self.may_be(plan, path, content):
            return ""
        if content is None:
            return f"lost: {path}"
        if TEMPORARY.fullmatch(path) or STAGING.fullmatch(path) or SIBLING.fullmatch(path):
            return "" if self.may_leave(path, outcome) else f"left behind: {path}"
        return f"not what it should be: {path}"

    def may_be(self, plan: Situation, path: str, content: Optional[bytes]) -> bool:
        """Tells whether a file may have a content that it had not before."""
        return content is not None and content == plan.done.get(path)

    def may_leave(self, path: str, outcome: Outcome) -> bool:
        """Tells whether something unfinished may be left."""
        # All is in place, and only what says so could not be removed.
        if JOURNAL.fullmatch(path) or self.is_refused_removal(path, outcome):
            return True
        if may_leave(outcome) or STAGING.fullmatch(path) or SIBLING.fullmatch(path):
            return outcome.point.fault == KILL or outcome.status != 0
        return False

    def is_refused_removal(self, path: str, outcome: Outcome) -> bool:
        """Tells whether a file is in a cache that got no place, and could not be removed again."""
        return SIBLING.fullmatch(path) is not None and any(
            ".cache.import-" in call.arguments or f'"{outcome.area}"' in call.arguments
            for call in outcome.hit
        )

    def flaws_in_answer(self, plan: Situation, outcome: Outcome, is_done: bool) -> List[str]:
        """Returns what is wrong with how the command ended and what it said."""
        decided = verdict_on_ending(outcome, (0, 1))
        if decided is not None:
            return decided
        status, said, words = outcome.status, outcome.output + outcome.errors, last_words(outcome)
        if status == 1 and b"error[" not in said and b"left out" not in said and b"warning[" not in said:
            return [f"failed, and does not say why: {words}"]
        if status == 0 and not is_done and is_possible(outcome):
            return [f"not done, and it ends with 0: {words}"]
        return []

    def flaw_of_later_runs(self, scene: CacheScene) -> str:
        """Runs the command again as somebody would much later, and returns how that fails."""
        scene.make_older(set(scene.files()), OLD_ENOUGH)
        scene.make_older(scene.folders(), OLD_ENOUGH)
        for folder in scene.area.glob(".cache.import-*/**/"):
            scene.make_older([str(folder.relative_to(scene.area))], OLD_ENOUGH)
        # What is remembered of the cache is written in the same way by all commands, and swept by prune.
        for arguments in (self.later_arguments or self.arguments, PRUNE):
            try:
                result = run(scene, arguments)
            except subprocess.TimeoutExpired:
                return f"not done after {LIMIT:.0f} s"
            if result.returncode != 0:
                return flaw_of_status(result)
        return ""

    def flaws_in_the_end(self, plan: Situation, scene: CacheScene) -> List[str]:
        """Returns what is wrong once the command was run again."""
        flaw = self.flaw_of_later_runs(scene)
        if flaw:
            return [flaw]
        files = lasting(scene.files())
        flaws = [f"missing: {path}" for path in sorted(plan.end.keys() - files.keys())]
        flaws += [f"not removed: {path}" for path in sorted(files.keys() - plan.end.keys())]
        flaws += [
            f"not as it should be: {path}"
            for path in sorted(plan.end.keys() & files.keys())
            if files[path] != plan.end[path]
        ]
        return flaws


def lasting(files: Files) -> Files:
    """Returns files but for what was remembered, which may be lost."""
    return {path: content for path, content in files.items() if not is_memory(path)}


class Export(SnapshotCommand):
    """`cache export FILE`: the file is the old one or the new one, whole."""

    situations = ("an older file",)
    arguments = EXPORT

    def lay(self, situation: str, draft: CacheDraft) -> None:
        draft.wheel("anvil", 30)
        draft.page("anvil", 30)
        draft.built_wheel("drill", 30)
        draft.file(FILE, OLD_FILE, 1)

    def may_be(self, plan: Situation, path: str, content: Optional[bytes]) -> bool:
        if path != FILE or content is None:
            return super().may_be(plan, path, content)
        # What the system did not let it read is not in it.
        try:
            whole = snapshotfile.read(plan.done[FILE])
            return dict(snapshotfile.read(content).files).items() <= dict(whole.files).items()
        except snapshotfile.Refused:
            return False


class Import(SnapshotCommand):
    """`cache import FILE`: each entry is as it was, new, or not there."""

    NEW = "no cache"
    FULL = "a cache with entries"
    situations = (FULL, NEW)
    arguments = IMPORT
    addresses = (
        *(wheel_address(name) for name in ("anvil", "forge")),
        *(page_address(name) for name in ("anvil", "bench", "chisel")),
    )
    begun = f"{response_path(page_address('chisel'))}.body"

    def __init__(self, folder: Path, binary: Path, index: Optional[Index] = None) -> None:
        self.pip = PipReader()
        super().__init__(folder, binary, index)

    def fresh(self, situation: str) -> Sequence[str]:
        return [self.begun] if situation == self.FULL else []

    def learn(self, plan: Situation, whole: CacheScene) -> None:
        before = self.pip.answers(plan.scene.cache, self.addresses)
        after = self.pip.answers(whole.cache, self.addresses)
        plan.answers = {address: [before[address], after[address]] for address in self.addresses}
        if not any(plan.answers[address][1] for address in self.addresses):
            fail("pip finds nothing of what was imported")

    def lay(self, situation: str, draft: CacheDraft) -> None:
        donor = CacheDraft(new_scene(draft.scene.folder / "donor", self.prefix, self.binary, ()))
        donor.wheel("anvil", 30)
        donor.page("anvil", 30)
        donor.page("bench", 30)
        donor.page("chisel", 30)
        donor.built_wheel("drill", 30)
        files = {
            path.removeprefix("cache/"): content for path, content in donor.scene.files().items()
        }
        draft.file(FILE, snapshotfile.write(files), 1)
        if self.is_without_cache(situation):
            draft.scene.cache.rmdir()
            return
        draft.wheel("forge", 30)
        # One is there, one with another content, one half, and half of one that somebody has begun.
        draft.wheel("anvil", 30)
        draft.response(page_address("anvil"), PAGE, b"another page", 30)
        draft.file(f"{response_path(page_address('bench'))}.body", b"half", 30)
        draft.file(self.begun, b"half", 0)

    def is_without_cache(self, situation: str) -> bool:
        """Tells whether there is no cache yet in a situation."""
        return situation == self.NEW

    def flaws(self, stage: CacheScene, outcome: Outcome) -> List[str]:
        plan = self.plans[outcome.point.situation]
        files = stage.files()
        found = self.flaws_of_answers(plan, self.pip.answers(stage.cache, self.addresses))
        found += super().flaws(stage, outcome)
        for path, head in files.items():
            is_unfinished = TEMPORARY.fullmatch(path)
            if path.startswith("cache/http-v2/") and not path.endswith(".body") and not is_unfinished:
                body = files.get(f"{path}.body")
                # pip looks for the head first.
                if body is None and head != plan.before.get(path):
                    found.append(f"a head without its body: {path}")
                if body is not None and not self.is_pair(plan, path, head, body):
                    found.append(f"the head of one and the body of another: {path}")
        return found

    def flaws_of_answers(self, plan: Situation, answers: Dict[str, Answer]) -> List[str]:
        """Returns where pip finds what was not there before, and is not what was imported."""
        return [
            f"pip finds something else at {address}: {answer}"
            for address, answer in answers.items()
            if answer is not None
            and answer not in plan.answers[address]
            and not is_told_to_ask(answer)
        ]

    def is_pair(self, plan: Situation, path: str, head: bytes, body: bytes) -> bool:
        """Tells whether head and body of a response belong together, or pip takes neither."""
        pairs = [(files.get(path), files.get(f"{path}.body")) for files in (plan.before, plan.done)]
        return (head, body) in pairs or is_tombstone(head)


class Replacement(Import):
    """`cache import FILE --conflict replace`: what is replaced is old, new, or not there."""

    situations = (Import.FULL,)
    arguments = (*IMPORT, "--conflict", "replace")

    def may_be(self, plan: Situation, path: str, content: Optional[bytes]) -> bool:
        is_head = path.startswith("cache/http-v2/") and f"{path}.body" in plan.done
        return super().may_be(plan, path, content) or bool(
            is_head and content is not None and is_tombstone(content)
        )


class SceneWithOther(CacheScene):
    """A place in which somebody else makes the cache as soon as an import is about to make it.

    The snapshot comes through a pipe, and its end only when the cache is there.
    """

    THEIRS = "forge"

    @property
    def pipe(self) -> Path:
        return self.folder / "pipe"

    @contextmanager
    def beside(self) -> Iterator[None]:
        os.mkfifo(self.pipe)
        is_over = Event()
        other = Thread(target=self.be_other, args=(is_over,))
        other.start()
        try:
            yield
        finally:
            is_over.set()
            # Where nobody has opened the pipe, the other still waits for that.
            reader = os.open(self.pipe, os.O_RDONLY | os.O_NONBLOCK)
            other.join()
            os.close(reader)
            self.pipe.unlink()

    def be_other(self, is_over: Event) -> None:
        """Gives the snapshot away, but for its end, makes the cache, and gives the end away."""
        data = (self.area / FILE).read_bytes()
        with open(self.pipe, "wb", buffering=0) as out:
            with suppress(BrokenPipeError):
                out.write(data[:-1])
                while not is_over.is_set() and not any(self.area.glob(".cache.import-*")):
                    time.sleep(0.001)
            self.make_cache()
            with suppress(BrokenPipeError):
                out.write(data[-1:])

    def make_cache(self) -> None:
        """Makes the cache, with an entry that the snapshot has too, and one that it has not."""
        draft = CacheDraft(self)
        draft.wheel(self.THEIRS, 30)
        draft.response(page_address("anvil"), PAGE, b"another page", 30)


class ImportMeanwhile(Import):
    """`cache import PIPE`: where somebody else makes the cache, the import goes on in it."""

    situations = ("a cache made meanwhile",)
    arguments = ("cache", "import", "AREA/../pipe")
    later_arguments = IMPORT

    def scene(self, folder: Path, fresh: Sequence[str]) -> CacheScene:
        scene = new_scene(folder, self.prefix, self.binary, self.arguments, fresh)
        return SceneWithOther(**vars(scene))

    def is_without_cache(self, situation: str) -> bool:
        return True
