"""The commands that change a cache as subjects: prune, remove, verify with --repair, and extract.

Each has a small cache with entries that go, entries that stay and files of others. After every
fault what stays must be there byte by byte, no head may be without its body, and what was left
behind must be finished by the next run as soon as it is old enough. Whoever was refused something
does not end as if nothing had happened.
"""

import json
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Set, Tuple

from trials.faults import ERRORS
from trials.reference import REQUIRED, kind_of
from trials.subject import KILL, LIMIT, Outcome
from workbench.cachescene import (
    PAGE,
    ZIP,
    CacheDraft,
    CacheScene,
    Files,
    Pair,
    damaged,
    is_tombstone,
    new_scene,
    page_address,
    response_head,
    response_path,
    wheel,
)
from workbench.foldermemory import GRAIN, flaw_of_memory, flaws_of_memories
from workbench.index import Index
from workbench.places import fail
from workbench.selfcheck import ANCIENT, KNOWN, age, make_environment_folder
from workbench.statefile import DAY, write_state
from workbench.wheel import wheel_name

# How a command may end: done, failed, done with "no".
STATUSES = (0, 1, 2)
# Older than any grace: ten minutes, and a day in the folders of wheels.
OLD_ENOUGH = 2 * DAY
PRUNE = ("cache", "prune")
INFO = ("cache", "info")
OWN = "cache/swiftpip"
QUARANTINE = f"{OWN}/quarantine"
IDENTITIES = f"{OWN}/identities"
# Where a fault in the environment has a Python asked, its answer is kept.
INTERPRETERS = f"{OWN}/interpreters/"
FOLDERS = re.compile(rf"{OWN}/folders/(http|http-v2)-[0-9a-f]")
# Where nothing that is empty stays for ever; they themselves do.
SWEPT_AREAS = ("cache/http-v2", "cache/http", QUARANTINE)
WHEELHOUSE = "wheelhouse"
TEMPORARY = re.compile(r"(.+)[a-z0-9_]{8}\.tmp")
FIRST_LINE = re.compile(rb"swiftpip identities [0-9]+\n")
# What a command says of what it did not do.
EXCUSE = re.compile(rb"(warning|error)\[|^left |^damaged | kept because ", re.MULTILINE)
SHOWN_CHARACTERS = 300


@dataclass
class Plan:
    """A situation, and what must become of it."""

    scene: CacheScene
    before: Files = field(default_factory=dict)
    # What stays as it is, whatever happens.
    stays: Set[str] = field(default_factory=set)
    # Responses that go, and such that the command leaves to housekeeping.
    pairs: List[Pair] = field(default_factory=list)
    lingering: List[Pair] = field(default_factory=list)
    # What the command removes in passing, and says nothing of.
    swept: Set[str] = field(default_factory=set)
    # Empty folders in which somebody may be about to write.
    young_folders: Set[str] = field(default_factory=set)
    # How the command ends if nothing happens to it, and what it says then.
    status: int = 0
    answer: bytes = b""
    # What there is after a run without faults, and what there must be in the end.
    done: Files = field(default_factory=dict)
    done_folders: List[str] = field(default_factory=list)
    end: Files = field(default_factory=dict)

    def keep(self, *paths: str) -> None:
        """Adds files that stay."""
        self.stays.update(paths)

    def keep_pair(self, pair: Pair) -> None:
        """Adds a response that stays."""
        self.keep(pair.head, pair.body)

    def lose_pair(self, pair: Pair) -> None:
        """Adds a response that goes."""
        self.pairs.append(pair)

    def leave_pair(self, pair: Pair) -> None:
        """Adds a response that housekeeping removes."""
        self.lingering.append(pair)

    @property
    def doomed(self) -> List[Pair]:
        """All responses that go, sooner or later."""
        return self.pairs + self.lingering


class CacheCommand:
    """A command on a cache, and what must hold after it."""

    situations: Sequence[str] = ()
    # Most of a run is waiting between tombstones and removals.
    workers = 20
    smoke_seconds = 120.0
    references = 5
    is_on_one_processor = True
    # A tombstone need not survive a power cut.
    required: Sequence[str] = ("open-for-write", "write", "rename", "unlink")
    arguments: Tuple[str, ...] = ()

    def __init__(self, folder: Path, binary: Path, index: Optional[Index] = None) -> None:
        self.prefix = make_environment_folder(folder / "environment")
        self.binary = binary
        self.plans: Dict[str, Plan] = {}
        for number, situation in enumerate(self.situations):
            self.plans[situation] = self.plan(situation, folder / f"situation-{number}")

    def lay(self, situation: str, plan: Plan, draft: CacheDraft) -> None:
        """Fills the cache of a situation."""
        raise NotImplementedError

    def end_of(self, plan: Plan) -> Files:
        """Returns what there must be in the end, beside what stays."""
        return {}

    def fresh(self, situation: str) -> List[str]:
        """Returns what somebody is writing just now."""
        body = response_path(page_address("glue")) + ".body"
        return [body, f"{body}writing_.tmp"]

    def plan(self, situation: str, folder: Path) -> Plan:
        """Makes a situation, and finds out what a run without faults makes of it."""
        fresh = self.fresh(situation)
        plan = Plan(new_scene(folder, self.prefix, self.binary, self.arguments, fresh))
        draft = CacheDraft(plan.scene)
        lay_strangers(plan, draft)
        self.lay(situation, plan, draft)
        plan.before = plan.scene.files()
        plan.end = {**{path: plan.before[path] for path in plan.stays}, **self.end_of(plan)}
        whole = plan.scene.copy(folder.with_name(f"{folder.name}-whole"))
        result = run(whole, self.arguments)
        plan.done = self.result(plan, whole.files())
        plan.done_folders = swept_folders(whole)
        plan.answer = self.answer(result.stdout, result.stderr, whole)
        flaws = [] if result.returncode == plan.status else [flaw_of_status(result)]
        flaws += [f"still there: {pair.body}" for pair in plan.pairs if pair.body in plan.done]
        flaws += self.flaws_in_the_end(plan, whole)
        if flaws:
            fail(f"{' '.join(self.arguments)} fails without any fault: {'; '.join(flaws)}")
        return plan

    def stage(self, situation: str, folder: Path) -> CacheScene:
        plan = self.plans[situation]
        stage = plan.scene.copy(folder)
        for path in plan.young_folders:
            age(stage.area / path, 0)
        return stage

    def flaws(self, stage: CacheScene, outcome: Outcome) -> List[str]:
        plan = self.plans[outcome.point.situation]
        files = stage.files()
        found = self.flaws_on_disk(plan, files, outcome)
        found += [
            f"lost: {path}" for path in plan.young_folders if not (stage.area / path).is_dir()
        ]
        found += flaws_of_memories(stage.cache)
        is_done = self.result(plan, files) == plan.done
        answer = self.answer(outcome.output, outcome.errors, stage)
        found += self.flaws_in_answer(plan, outcome, is_done, answer)
        if outcome.is_reached and is_possible(outcome) and outcome.status == 0 and is_done:
            folders = set(swept_folders(stage)) - set(plan.done_folders)
            found += [f"it ends with 0, and leaves an empty folder: {path}" for path in folders]
        return found + [f"afterwards: {flaw}" for flaw in self.flaws_in_the_end(plan, stage)]

    def result(self, plan: Plan, files: Files) -> Files:
        """Returns the files by which it is told that a run is done.

        Whether a temporary file may be there is asked elsewhere.
        """
        return {
            path: content
            for path, content in lasting(files).items()
            if path not in plan.swept and (path in plan.before or not is_draft(path))
        }

    def answer(self, output: bytes, errors: bytes, scene: CacheScene) -> bytes:
        """Returns what a command said, the same in every place."""
        return (output + errors).replace(bytes(scene.area), b"AREA")

    # --- Right after a fault ------------------------------------------------------------------

    def flaws_on_disk(self, plan: Plan, files: Files, outcome: Outcome) -> List[str]:
        """Returns what was lost or changed, or left in a state in which nothing may be."""
        before = plan.before
        flaws = [
            f"{'changed' if path in files else 'lost'}: {path}"
            for path in sorted(plan.stays)
            if files.get(path) != before[path]
        ]
        halves = {path for pair in plan.doomed for path in (pair.head, pair.body)}
        flaws += [flaw_of_pair(pair, before, files) for pair in plan.doomed]
        for path, content in sorted(files.items()):
            if path not in before:
                flaws.append(self.flaw_of_new(plan, path, content, outcome))
            elif path not in halves and path not in plan.stays and content != before[path]:
                flaws.append(f"changed: {path}")
        return [flaw for flaw in flaws if flaw]

    def flaw_of_new(self, plan: Plan, path: str, content: bytes, outcome: Outcome) -> str:
        """Returns what is wrong with a file that was not there before."""
        match = TEMPORARY.fullmatch(path)
        if match:
            if not self.is_known_draft(plan, match[1], content):
                return f"a temporary file that nobody recognises: {path}"
            return "" if may_leave(outcome) else f"a temporary file is left: {path}"
        if path == IDENTITIES:
            is_whole = FIRST_LINE.match(content) and content.endswith(b"\n")
            return "" if is_whole else f"{path} is damaged"
        if FOLDERS.fullmatch(path):
            flaw = flaw_of_memory(content)
            return f"{path} is damaged: {flaw}" if flaw else ""
        if path.startswith(INTERPRETERS):
            return "" if is_json(content) else f"{path} is damaged"
        return "" if plan.end.get(path) == content else f"not what it should be: {path}"

    def is_known_draft(self, plan: Plan, target: str, content: bytes) -> bool:
        """Tells whether a temporary file is one that the command makes."""
        if target == IDENTITIES or FOLDERS.fullmatch(target):
            return True
        heads = {pair.head for pair in plan.doomed}
        return target in heads and (not content or is_tombstone(content))

    def flaws_in_answer(
        self, plan: Plan, outcome: Outcome, is_done: bool, answer: bytes
    ) -> List[str]:
        """Returns what is wrong with how the command ended and what it said."""
        decided = verdict_on_ending(outcome, STATUSES)
        if decided is not None:
            return decided
        status, said, words = outcome.status, outcome.output + outcome.errors, last_words(outcome)
        if status == 1 and not EXCUSE.search(said):
            return [f"failed, and does not say why: {words}"]
        if not outcome.is_reached:
            return [] if is_done and status == plan.status else ["fails without any fault"]
        if outcome.point.fault == "EINTR" and outcome.is_only_saving:
            is_well = is_done and status == plan.status
            return [] if is_well else [f"interrupted, and not tried again: {words}"]
        if not is_possible(outcome) or status != plan.status:
            return []
        if not is_done and answer == plan.answer:
            return [f"not done, and nothing is said of it: {words}"]
        if status == 0 and not is_done:
            return [f"not done, and it ends with 0: {words}"]
        # What could not be looked at, and might have been done.
        if status == 0 and answer != plan.answer:
            return [f"not like a run without a fault, and it ends with 0: {words}"]
        return []

    # --- After the runs that follow -----------------------------------------------------------

    def flaws_in_the_end(self, plan: Plan, scene: CacheScene) -> List[str]:
        """Runs the command again, then housekeeping, and returns what is wrong then."""
        flaws = []
        for arguments, status in ((self.arguments, plan.status), (PRUNE, 0)):
            scene.make_older(set(scene.files()) - plan.stays, OLD_ENOUGH)
            scene.make_older(scene.folders(), OLD_ENOUGH)
            scene.make_old(scene.fresh, 0)
            try:
                result = run(scene, arguments)
            except subprocess.TimeoutExpired:
                return [f"not done after {LIMIT:.0f} s"]
            if result.returncode != status:
                flaws.append(flaw_of_status(result))
            elif b"error[" in result.stderr or b"warning[" in result.stderr:
                flaws.append(f"it complains: {result.stderr[-SHOWN_CHARACTERS:]!r}")
        files = lasting(scene.files())
        flaws += [
            f"not as it should be: {path}"
            for path in sorted(plan.end.keys() & files.keys())
            if files[path] != plan.end[path]
        ]
        flaws += [f"lost: {path}" for path in sorted(plan.end.keys() - files.keys())]
        flaws += [f"not removed: {path}" for path in sorted(files.keys() - plan.end.keys())]
        flaws += [f"an empty folder: {path}" for path in swept_folders(scene)]
        return flaws


def lay_strangers(plan: Plan, draft: CacheDraft) -> None:
    """Writes what no command here may touch: files of others, and work that goes on."""
    plan.keep(draft.file("cache/notes.txt", b"not pip's\n", 400))
    plan.keep(draft.file("cache/http-v2/README", b"not pip's\n", 400))
    for path in plan.scene.fresh:
        plan.keep(draft.file(path, b"half of a page", 0))
    state = write_state(plan.scene.cache, plan.scene.prefix, KNOWN, DAY)
    plan.keep(str(state.relative_to(plan.scene.area)))


def lay_neighbours(plan: Plan, draft: CacheDraft) -> None:
    """Writes entries that stay: a wheel, a page, and a wheel that pip built."""
    plan.keep_pair(draft.wheel("bench", 30))
    plan.keep_pair(draft.page("bench", 30))
    plan.keep(*draft.built_wheel("drill", 30))


def lay_rubbish(plan: Plan, draft: CacheDraft) -> None:
    """Writes what nobody finished, long ago."""
    path = response_path(page_address("hammer"))
    draft.file(f"{path}.body", b"half of a page", 30)
    path = response_path(page_address("iron"))
    draft.file(path, response_head("text/html", 100), 30)
    path = response_path(page_address("jig"))
    draft.file(f"{path}.bodyunready_.tmp", b"half of a page", 30)


def lasting(files: Files) -> Files:
    """Returns files but for what was remembered of them and of a Python: that may be lost."""
    return {path: content for path, content in files.items() if not is_memory(path)}


def is_memory(path: str) -> bool:
    """Tells whether a path is that of a memory, and not of one that is being written."""
    if path == IDENTITIES or FOLDERS.fullmatch(path):
        return True
    return path.startswith(INTERPRETERS) and not is_draft(path)


def swept_folders(scene: CacheScene) -> List[str]:
    """Returns the empty folders that housekeeping takes when they are old."""
    areas = tuple(f"{area}/" for area in SWEPT_AREAS)
    return [path for path in scene.empty_folders() if path.startswith(areas)]


def is_json(content: bytes) -> bool:
    """Tells whether a content is JSON."""
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def is_draft(path: str) -> bool:
    """Tells whether a path is that of a temporary file."""
    return TEMPORARY.fullmatch(path) is not None


def flaw_of_pair(pair: Pair, before: Files, files: Files) -> str:
    """Returns what is wrong with a response that is on its way out."""
    head, body = files.get(pair.head), files.get(pair.body)
    if body is not None and body != before[pair.body]:
        return f"changed: {pair.body}"
    is_marked = head is not None and is_tombstone(head)
    if head is None or (body is not None and (is_marked or head == before[pair.head])):
        return ""
    if is_marked:
        return f"a tombstone without a body: {pair.head}"
    if head == before[pair.head]:
        return f"a head without its body, which pip takes for an empty one: {pair.head}"
    return f"changed: {pair.head}"


def last_words(outcome: Outcome) -> str:
    """Returns what a command said in the end, on one line."""
    said = (outcome.output + outcome.errors)[-SHOWN_CHARACTERS:]
    return said.decode(errors="replace").strip().replace("\n", " | ")


def verdict_on_ending(outcome: Outcome, statuses: Sequence[int]) -> Optional[List[str]]:
    """Returns what is wrong with how a command ended, None where that alone does not decide it."""
    status, words = outcome.status, last_words(outcome)
    if status is None:
        return [f"not done after {LIMIT:.0f} s"]
    if outcome.point.fault == KILL and status == -signal.SIGKILL:
        return []
    if status < 0 and not outcome.is_elsewhere:
        return [f"ended by signal {-status}: {words}"]
    # swift-subprocess ends the process where a pipe cannot be closed, which is always possible.
    if b"Fatal error" in outcome.output + outcome.errors and not outcome.is_elsewhere:
        return [f"a fatal error: {words}"]
    if outcome.is_elsewhere and outcome.is_reached:
        return []
    if status not in statuses:
        return [f"exit status {status}: {words}"]
    return None


def may_leave(outcome: Outcome) -> bool:
    """Tells whether a run may have left a temporary file: it was killed, or might not remove it."""
    if outcome.point.fault == KILL:
        return True
    return any(
        kind_of(call, outcome.area) == "unlink" and ".tmp" in call.arguments for call in outcome.hit
    )


def is_possible(outcome: Outcome) -> bool:
    """Tells whether every call that was hit can fail that way: no disk is too full to be read."""
    kinds = [kind_of(call, outcome.area) for call in outcome.hit]
    return all(kind is not None and outcome.point.fault in ERRORS.get(kind, ()) for kind in kinds)


def run(scene: CacheScene, arguments: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
    """Runs a command without any fault."""
    return subprocess.run(
        scene.call(arguments),
        env=scene.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=LIMIT,
        check=False,
    )


def flaw_of_status(result: "subprocess.CompletedProcess[bytes]") -> str:
    """Tells how a run ended that should have ended otherwise."""
    said = (result.stdout + result.stderr)[-SHOWN_CHARACTERS:]
    return f"exit status {result.returncode}: {said!r}"


class Prune(CacheCommand):
    """`cache prune`: what is old goes, and what nobody finished."""

    OLD = "old entries"
    KILLED = "left by a kill"
    REMEMBERED = "old entries, remembered"
    situations = (OLD, KILLED, REMEMBERED)
    smoke_seconds = 360.0
    arguments = (*PRUNE, "--older-than", "1d")

    def stage(self, situation: str, folder: Path) -> CacheScene:
        scene = super().stage(situation, folder)
        if situation == self.REMEMBERED:
            # Only what has not changed for some time is remembered.
            time.sleep(GRAIN)
            run(scene, INFO)
        return scene

    def lay(self, situation: str, plan: Plan, draft: CacheDraft) -> None:
        plan.keep_pair(draft.wheel("bench", 0.2))
        if situation == self.KILLED:
            lay_remains(plan, draft)
            return
        plan.lose_pair(draft.wheel("anvil", 30))
        plan.lose_pair(draft.page("anvil", 30))
        draft.folder("cache/http-v2/a/b/c/d/e", 30)
        draft.folder("cache/http/a/b", 30)
        plan.young_folders.add(draft.folder("cache/http-v2/a/b/c/d/f", 0))
        draft.built_wheel("chisel", 30)
        path, origin = draft.built_wheel("drill", 30)
        # Built anew from the same origin, for another Python.
        plan.keep(draft.file(path, wheel("drill"), 0.2), origin)
        lay_rubbish(plan, draft)
        vanished = self.prefix.with_name("vanished")
        age(write_state(plan.scene.cache, vanished, KNOWN, ANCIENT), ANCIENT)


def lay_remains(plan: Plan, draft: CacheDraft) -> None:
    """Writes what removals leave that are killed: each at another place."""
    pair = draft.wheel("anvil", 2)
    draft.tombstone(pair.head, ZIP, 2)
    plan.lose_pair(pair)
    draft.tombstone(f"{response_path(page_address('easel'))}_killed_.tmp", PAGE, 2)
    plan.keep_pair(draft.page("easel", 0.2))
    draft.file(f"{response_path(page_address('forge'))}.body", b"half of a page", 2)
    draft.file(f"{OWN}/identities_killed_.tmp", b"swiftpip", 2)


class Remove(CacheCommand):
    """`cache remove anvil`: what is called so goes, and nothing else."""

    situations = ("all kinds",)
    arguments = ("cache", "remove", "anvil")

    def lay(self, situation: str, plan: Plan, draft: CacheDraft) -> None:
        lay_neighbours(plan, draft)
        plan.lose_pair(draft.wheel("anvil", 0))
        plan.lose_pair(draft.page("anvil", 30))
        draft.built_wheel("anvil", 30)


class VerifyRepair(CacheCommand):
    """`cache verify --repair`: what is damaged is put aside, and nothing of it is lost."""

    DAMAGED = "damage of all kinds"
    KILLED = "left by a kill"
    situations = (DAMAGED, KILLED)
    smoke_seconds = 240.0
    arguments = ("cache", "verify", "--repair")

    def lay(self, situation: str, plan: Plan, draft: CacheDraft) -> None:
        lay_neighbours(plan, draft)
        if situation == self.KILLED:
            lay_begun_repairs(plan, draft)
            return
        pair = draft.wheel("anvil", 30)
        draft.file(pair.body, damaged(wheel("anvil")), 30)
        plan.lose_pair(pair)
        plan.lose_pair(draft.wheel("chisel", 30, length=1))
        path, origin = draft.built_wheel("easel", 30)
        draft.file(path, damaged(wheel("easel")), 30)
        draft.file(f"{response_path(page_address('hammer'))}.body", b"half of a page", 30)

    def end_of(self, plan: Plan) -> Files:
        return {
            path_aside(path): content
            for path, content in plan.before.items()
            if path not in plan.stays
            and not path.endswith("origin.json")
            and not is_tombstone(content)
        }

    def answer(self, output: bytes, errors: bytes, scene: CacheScene) -> bytes:
        # What is damaged may be called by its path where its content could not be asked.
        answer = super().answer(output, errors, scene)
        return re.sub(rb"(?m)^put aside [^\n]*", b"put aside", answer)

    def flaws_on_disk(self, plan: Plan, files: Files, outcome: Outcome) -> List[str]:
        lost = [
            f"neither in the cache nor put aside: {path}"
            for aside, content in self.end_of(plan).items()
            for path in [aside.replace(QUARANTINE, "cache", 1)]
            if files.get(path) != content and files.get(aside) != content
        ]
        return super().flaws_on_disk(plan, files, outcome) + lost


def lay_begun_repairs(plan: Plan, draft: CacheDraft) -> None:
    """Writes what repairs leave that are killed: each at another place."""
    pairs = [draft.wheel(name, 30, length=1) for name in ("anvil", "chisel", "easel")]
    marked, kept, half_kept = pairs
    for path in (marked.body, marked.head, kept.body, kept.head, half_kept.body):
        draft.second_name(path, path_aside(path))
    draft.tombstone(marked.head, ZIP, 30)
    plan.leave_pair(marked)
    plan.lose_pair(kept)
    plan.lose_pair(half_kept)
    # Where files cannot have two names, the head goes first.
    moved = draft.wheel("forge", 30, length=1)
    (draft.scene.area / path_aside(moved.head)).parent.mkdir(parents=True, exist_ok=True)
    (draft.scene.area / moved.head).rename(draft.scene.area / path_aside(moved.head))
    draft.folder(f"{QUARANTINE}/http-v2/a/b", 30)


def path_aside(path: str) -> str:
    """Returns where a file of the cache is put aside; what is there stays there."""
    return path if path.startswith(QUARANTINE) else path.replace("cache", QUARANTINE, 1)


class Extract(CacheCommand):
    """`cache extract`: wheels are copied, and a name has all of the content from the start."""

    # It waits for nobody.
    workers = 8
    required = REQUIRED
    NEW = "new folder"
    FULL = "folder with files"
    situations = (NEW, FULL)
    arguments = ("cache", "extract", f"AREA/{WHEELHOUSE}")

    def fresh(self, situation: str) -> List[str]:
        files = super().fresh(situation)
        if situation == self.FULL:
            files.append(f"{WHEELHOUSE}/{wheel_name('bench')}writing_.tmp")
        return files

    def lay(self, situation: str, plan: Plan, draft: CacheDraft) -> None:
        plan.keep_pair(draft.wheel("anvil", 30))
        lay_neighbours(plan, draft)
        if situation == self.FULL:
            plan.keep(draft.file(f"{WHEELHOUSE}/{wheel_name('anvil')}", wheel("anvil"), 1))
            plan.keep(draft.file(f"{WHEELHOUSE}/{wheel_name('bench')}", b"another wheel\n", 1))
            plan.keep(draft.file(f"{WHEELHOUSE}/notesunready_.tmp", b"half of a note", 1))
            for name in (wheel_name("drill"), "forge-1.0.tar.gz"):
                path = f"{WHEELHOUSE}/{name}unready_.tmp"
                plan.swept.add(draft.file(path, b"half of it", 1))
            plan.status = 1

    def end_of(self, plan: Plan) -> Files:
        wheels = {
            f"{WHEELHOUSE}/{wheel_name(name)}": wheel(name) for name in ("anvil", "bench", "drill")
        }
        return {path: content for path, content in wheels.items() if path not in plan.stays}

    def is_known_draft(self, plan: Plan, target: str, content: bytes) -> bool:
        whole = self.end_of(plan).get(target)
        if whole is not None:
            return whole.startswith(content)
        return super().is_known_draft(plan, target, content)
