"""External plugins that behave badly, as real processes: as commands, as hooks, and when somebody is ended.

However a plugin behaves, swiftpip ends by itself with a status of its own, says what is wrong by its code,
takes no longer than the protocol allows, and little memory; and nobody of the plugin's group is left.
"""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from trials.hostile import MOST_BYTES
from workbench.places import fail
from workbench.pluginscene import PEER, PluginScene, Process, Talk, needed_processes, seen
from workbench.selfcheck import make_environment_folder

NAME = "bad"
HOOK = f"{NAME}.look"
HOOKS: Sequence[Dict[str, object]] = (
    {"name": "look", "when": "after-command", "commands": ["list"]},
)
# What the protocol allows, in seconds: until the greeting; from that to the answer of a hook; from the
# answer to the end; from being told to end to being ended.
GREETING = 2.0
HOOK_ANSWER = 1.0
LEAVING = 1.0
ENDING = 1.0
# What may come on top: swiftpip and Python start, and the machine has other things to do. Where it had too
# many of them, it is tried again; the fastest counts.
ALLOWANCE = 0.75
TRIES = 3
# So long it is waited for what should be so at once.
PATIENCE = 3.0
# A run that takes so long hangs.
LIMIT = 30.0
# In which a plugin that was seen has greeted, and is in the middle of what it does.
SETTLING = 0.6
GREET = f"""#!/bin/sh
echo '{{"type":"greeting","protocol":1,"name":"{NAME}"}}'
"""
# Plugins that wait: until nobody is there any more; for what they have started; whoever asks them to go.
READER = f"{GREET}read -r request\ncat >/dev/null\n"
PARENT = f"{GREET}sleep 60 &\nwait\n"
STUBBORN = f"{GREET}trap '' TERM HUP INT\nsleep 60\n"
# What is tried besides behaviours.
ENDS = "ends"
# What drives a terminal, among what `control-characters` says: none of it may get there.
EVIL = ("\x1b]0;", "\x07", "\x1b[2J", "\u202e", "\x9b")


@dataclass(frozen=True)
class Behaviour:
    """What a plugin does, and what swiftpip must make of it."""

    name: str
    # The code of the error; None where it answers.
    code: Optional[str] = None
    # What of the protocol's limits it exhausts, in seconds, and what it takes by itself.
    seconds: float = 0.0
    # Whether a hook may be late in place of what a command is: it has only a second.
    is_slow: bool = False
    # Whether it is tried as a command: for one that hangs there is no limit.
    is_command: bool = True
    # The code of what it warns of, which the notice of a hook tells.
    warning: Optional[str] = None

    @property
    def seconds_of_hook(self) -> float:
        """What of the protocol's limits it exhausts as a hook."""
        return HOOK_ANSWER if self.is_slow else self.seconds

    @property
    def codes_of_hook(self) -> Tuple[Optional[str], ...]:
        """What may come of it as a hook."""
        code = self.warning or self.code
        return (code, "plugin.late") if self.is_slow else (code,)


LATE, PROTOCOL, CRASHED = "plugin.late", "plugin.protocol", "plugin.crashed"
BEHAVIOURS = (
    Behaviour("greet-and-answer"),
    Behaviour("no-greeting", LATE, GREETING),
    Behaviour("slow-greeting", LATE, GREETING),
    Behaviour("garbage", PROTOCOL),
    Behaviour("other-version", PROTOCOL),
    Behaviour("other-name", PROTOCOL),
    Behaviour("exit-early", PROTOCOL),
    Behaviour("exit-7", CRASHED),
    Behaviour("exit-after-greeting", PROTOCOL),
    Behaviour("exit-7-after-greeting", CRASHED),
    Behaviour("hang-after-greeting", LATE, HOOK_ANSWER, is_command=False),
    Behaviour("invalid-utf8", PROTOCOL),
    Behaviour("lone-surrogate", PROTOCOL),
    Behaviour("unknown-message", PROTOCOL),
    Behaviour("greeting-twice", PROTOCOL),
    Behaviour("long-line", PROTOCOL, is_slow=True),
    Behaviour("longest-line", is_slow=True),
    Behaviour("too-long-line", PROTOCOL, is_slow=True),
    Behaviour("flood", PROTOCOL, 15.0, is_slow=True),
    Behaviour("flood-of-empty-lines", PROTOCOL, 15.0, is_slow=True),
    Behaviour("flood-of-diagnostics", PROTOCOL, is_slow=True),
    Behaviour("nested", PROTOCOL, is_slow=True),
    Behaviour("many-values", PROTOCOL, is_slow=True),
    Behaviour("many-objects", PROTOCOL, is_slow=True),
    Behaviour("many-numbers", PROTOCOL, is_slow=True),
    Behaviour("many-members", PROTOCOL, is_slow=True),
    Behaviour("many-pieces", PROTOCOL, is_slow=True),
    Behaviour("many-causes", PROTOCOL, is_slow=True),
    Behaviour("most-values", is_slow=True),
    Behaviour("most-members", is_slow=True),
    Behaviour("most-diagnostics", is_slow=True, warning=f"{NAME}.warning"),
    Behaviour("odd-numbers", None, 1.5, is_slow=True),
    Behaviour("control-characters", None, 1.5, is_slow=True),
    Behaviour("other-status", PROTOCOL),
    Behaviour("complaint", f"{NAME}.complaint"),
    Behaviour("kill-self", CRASHED),
    Behaviour("cut-off", PROTOCOL),
    Behaviour("close-stdout", PROTOCOL, LEAVING),
    Behaviour("close-stdout-exit-7", CRASHED, 0.1),
    Behaviour("never-reads", None, 2.0, is_slow=True),
    Behaviour("close-stdin", None, 0.3),
    Behaviour("answer-unasked"),
    Behaviour("double-report", PROTOCOL),
    Behaviour("late-double-report", PROTOCOL, 0.1),
    Behaviour("crash-after-answer"),
    Behaviour("lingering-after-answer", None, LEAVING + ENDING),
    Behaviour("child", None, LEAVING),
    Behaviour("child-without-answer", CRASHED, LEAVING),
    Behaviour("child-before-greeting", CRASHED, LEAVING),
    Behaviour("escaped-child", None, LEAVING),
)


class Trial:
    """Makes a scene for each thing that is tried, and keeps what was wrong."""

    def __init__(self, folder: Path, binary: Path) -> None:
        self.folder = folder
        self.binary = binary
        self.prefix = make_environment_folder(folder / "environment")
        self.flaws: List[str] = []
        self.number = 0

    def scene(self, hooks: Sequence[Dict[str, object]] = ()) -> PluginScene:
        """Makes a home in which the plugin that behaves badly is trusted."""
        self.number += 1
        scene = PluginScene(self.folder / str(self.number), self.binary)
        scene.add_peer(NAME, hooks)
        scene.trust(NAME)
        return scene

    def tried(self, attempt: "Attempt") -> Tuple[PluginScene, Talk]:
        """Runs a command with a plugin that behaves somehow, again where it took too long."""
        for _ in range(TRIES - 1):
            scene = self.scene(attempt.hooks)
            talk = scene.talk(attempt.command, BEHAVIOUR=attempt.behaviour.name)
            if talk.run.seconds <= attempt.seconds + ALLOWANCE:
                return scene, talk
            self.end(scene, attempt.what, [])
        scene = self.scene(attempt.hooks)
        return scene, scene.talk(attempt.command, BEHAVIOUR=attempt.behaviour.name)

    def end(self, scene: PluginScene, what: str, found: Sequence[str]) -> None:
        """Notes what is wrong, and ends all that are left."""
        flaws = [*found, *(f"is left: {process}" for process in scene.remaining())]
        self.flaws += [f"{what}: {flaw}" for flaw in flaws]
        scene.clear()

    @property
    def list_command(self) -> List[str]:
        """A command that hooks can be tried beside."""
        return ["list", "--python", str(self.prefix)]


@dataclass(frozen=True)
class Attempt:
    """A command that is run with a plugin that behaves somehow, as the command or as its hook."""

    what: str
    command: Sequence[str]
    behaviour: Behaviour
    # What the protocol allows.
    seconds: float
    hooks: Sequence[Dict[str, object]] = ()

    def finish(
        self, trial: Trial, scene: PluginScene, talk: Talk, result: str, flaws: Sequence[str]
    ) -> None:
        """Prints a line of the table, and notes what is wrong."""
        cost = f"{talk.run.seconds:>7.2f} s {talk.run.peak_memory / 1e6:>6.1f} MB"
        print(f"{self.what:<32} {result:<18} {cost}", flush=True)
        trial.end(scene, self.what, [*flaws, *flaws_of_cost(talk, self.seconds)])


def refuse_other_behaviours() -> None:
    """Ends the tool if there are behaviours that it does not know."""
    peer = subprocess.run([sys.executable, str(PEER), "--list"], stdout=subprocess.PIPE, check=True)
    there = {line.split()[0] for line in peer.stdout.decode().splitlines()}
    known = {behaviour.name for behaviour in BEHAVIOURS}
    if there != known:
        fail(f"these behaviours are in one place only: {', '.join(sorted(there ^ known))}")


def flaws_of_cost(talk: Talk, most_seconds: float) -> List[str]:
    """Returns whether a run took more than it may."""
    flaws = []
    if talk.run.seconds > most_seconds + ALLOWANCE:
        allowed = f"{most_seconds:.2f} s are allowed, and {ALLOWANCE:.2f} s more"
        flaws.append(f"took {talk.run.seconds:.2f} s: {allowed}")
    if talk.run.peak_memory > MOST_BYTES:
        flaws.append(f"took {talk.run.peak_memory / 1e6:.0f} MB of memory")
    return flaws


# --- As commands ----------------------------------------------------------------------------------


def errors_in(document: Dict[str, List[Dict[str, str]]]) -> List[str]:
    """Returns the codes of a document's errors."""
    return [entry["code"] for entry in document["diagnostics"] if entry["severity"] == "error"]


def flaws_of_answer(talk: Talk, code: Optional[str]) -> Tuple[str, List[str]]:
    """Returns what came of a command, and what is wrong with it."""
    try:
        document = json.loads(talk.output)
        codes, result = errors_in(document), document["result"]
    except (ValueError, KeyError, TypeError):
        said = f"{talk.output[:200]!r} and {talk.errors[:200]}"
        return "no document", [f"ended with {talk.run.status} and said {said}"]
    flaws = []
    if codes != [code] * (code is not None):
        flaws.append(f"the errors are {codes}, not {code}")
    if result is not None and code is not None:
        flaws.append(f"the result is {str(result)[:200]}")
    if talk.run.status != (0 if code is None else 1):
        flaws.append(f"ended with {talk.run.status}")
    return ", ".join(codes) or "answers", flaws


def try_command(trial: Trial, behaviour: Behaviour) -> None:
    """Runs the plugin's command for programs."""
    command = [NAME, "--format", "json"]
    attempt = Attempt(behaviour.name, command, behaviour, behaviour.seconds)
    scene, talk = trial.tried(attempt)
    attempt.finish(trial, scene, talk, *flaws_of_answer(talk, behaviour.code))


# --- As hooks -------------------------------------------------------------------------------------


def flaws_of_hook(talk: Talk, plain: Talk, codes: Sequence[Optional[str]]) -> Tuple[str, List[str]]:
    """Returns what was said of a hook, and what is wrong with the command that it ran beside."""
    flaws = []
    if talk.run.status != plain.run.status:
        usual = plain.run.status
        flaws.append(f"the command ended with {talk.run.status}, without hooks with {usual}")
    if talk.output != plain.output:
        flaws.append(f"the command's answer is another: {talk.output[:200]!r}")
    for code in codes:
        if code is None and "[notice]" in talk.errors and HOOK not in talk.errors:
            return "a notice", flaws
        if code is not None and f"[{code}]" in talk.errors and HOOK in talk.errors:
            return code, flaws
    wanted = " or ".join(code or "a notice" for code in codes)
    return "something else", [*flaws, f"{wanted} is not told: {talk.errors[:300]!r}"]


def try_hook(trial: Trial, behaviour: Behaviour, plain: Talk) -> None:
    """Runs another command, with the plugin's hook after it."""
    what, seconds = f"hook: {behaviour.name}", behaviour.seconds_of_hook
    attempt = Attempt(what, trial.list_command, behaviour, seconds, HOOKS)
    scene, talk = trial.tried(attempt)
    attempt.finish(trial, scene, talk, *flaws_of_hook(talk, plain, behaviour.codes_of_hook))


# --- Where somebody is ended ----------------------------------------------------------------------


def plugin_of(scene: PluginScene) -> Optional[Process]:
    """Returns the plugin that runs in a scene."""
    found = [one for one in scene.processes() if f"/swiftpip-{NAME}" in one.command]
    return found[0] if found else None


@dataclass
class Terminal:
    """A program in a pseudo-terminal of its own, as the leader of its session."""

    scene: PluginScene
    arguments: Sequence[str]
    behaviour: str
    said: bytes = b""
    status: Optional[int] = None

    def __post_init__(self) -> None:
        variables = self.scene.environment(BEHAVIOUR=self.behaviour, TERM="xterm")
        binary = str(self.scene.binary)
        self.number, self.descriptor = pty.fork()
        if self.number == 0:
            try:
                # A shell has what it runs in the background ignore Ctrl-C.
                for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                os.execve(binary, [binary, *self.arguments], variables)
            finally:
                os._exit(127)

    def listen(self, seconds: float) -> bool:
        """Takes in what it says for so long, or until it has ended; returns whether it has."""
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            if select.select([self.descriptor], [], [], 0.02)[0]:
                try:
                    self.said += os.read(self.descriptor, 65_536)
                except OSError:
                    pass  # Nobody has the other end open.
            number, status = os.waitpid(self.number, os.WNOHANG)
            if number:
                self.status = status_of(status)
        return self.status is not None

    def wait_for_plugin(self) -> Optional[Process]:
        """Returns the plugin when it is in the middle of what it does."""
        plugin = seen(lambda: None if self.listen(0.01) else plugin_of(self.scene), PATIENCE)
        if plugin is not None:
            self.listen(SETTLING)
        return plugin

    def interrupt(self) -> None:
        """Presses Ctrl-C."""
        os.write(self.descriptor, b"\x03")

    def signal(self, number: int) -> None:
        """Sends a signal to the program alone."""
        if self.status is None:
            os.kill(self.number, number)

    def close(self) -> None:
        """Ends the program, if it has not ended, and takes its terminal away."""
        if self.status is None:
            os.kill(self.number, signal.SIGKILL)
            self.listen(LIMIT)
        os.close(self.descriptor)


def status_of(status: int) -> int:
    """Returns a status as Python has it: below zero where a signal ended the process."""
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)


@dataclass(frozen=True)
class Stop:
    """A way in which swiftpip is ended from outside."""

    name: str
    act: Callable[[Terminal], None]
    status: int


STOPS = (
    Stop("Ctrl-C", Terminal.interrupt, -signal.SIGINT),
    Stop("SIGTERM", lambda terminal: terminal.signal(signal.SIGTERM), -signal.SIGTERM),
    Stop("SIGHUP", lambda terminal: terminal.signal(signal.SIGHUP), -signal.SIGHUP),
)


@dataclass(frozen=True)
class Work:
    """What a plugin is in the middle of when somebody is ended."""

    name: str
    program: Optional[str] = None
    is_hook: bool = False

    def begin(self, trial: Trial) -> Terminal:
        """Begins it in a terminal of its own."""
        scene = trial.scene(HOOKS if self.is_hook else ())
        if self.program is not None:
            scene.add(NAME, self.program.encode(), HOOKS if self.is_hook else ())
            scene.trust(NAME)
        return Terminal(scene, trial.list_command if self.is_hook else [NAME], self.name)


HANGING = Work("hang-after-greeting")
WORKS = (
    HANGING,
    Work("no-greeting"),
    Work("lingering-after-answer"),
    Work("flood"),
    Work("has started another", PARENT),
    Work("ignores what asks it to go", STUBBORN),
    Work("hang-after-greeting", is_hook=True),
)


def try_stop(trial: Trial, stop: Stop, work: Work) -> None:
    """Ends swiftpip in the middle of what a plugin does: nobody may be left."""
    terminal = work.begin(trial)
    plugin = terminal.wait_for_plugin()
    flaws = [] if plugin else [f"the plugin is not seen, swiftpip says {terminal.said[:200]!r}"]
    start = time.monotonic()
    stop.act(terminal)
    terminal.listen(PATIENCE)
    taken = time.monotonic() - start
    if terminal.status is None:
        flaws.append(f"swiftpip has not ended after {PATIENCE:.0f} s")
    elif terminal.status != stop.status:
        flaws.append(f"swiftpip ended with {terminal.status}, not with {stop.status}")
    finish(trial, terminal, f"{stop.name}: {'hook: ' * work.is_hook}{work.name}", taken, flaws)


def finish(trial: Trial, terminal: Terminal, what: str, taken: float, flaws: List[str]) -> None:
    """Looks who is left of a session, and prints a line of the table."""
    left = terminal.scene.remaining(terminal.number)
    flaws += [f"is left: {process}" for process in left]
    print(f"{what:<51} {taken:>7.2f} s {len(left):>3} left", flush=True)
    terminal.close()
    trial.end(terminal.scene, what, flaws)


def try_kill_of_plugin(trial: Trial) -> None:
    """Kills a plugin in the middle of what it does: that is told."""
    terminal = HANGING.begin(trial)
    plugin = terminal.wait_for_plugin()
    start = time.monotonic()
    if plugin is None:
        flaws = ["the plugin is not seen"]
    else:
        plugin.end()
        flaws = [] if terminal.listen(LEAVING + PATIENCE) else ["swiftpip does not notice it"]
    told = all(word in terminal.said for word in (CRASHED.encode(), b"signal 9"))
    if terminal.status != 1 or not told:
        flaws.append(f"ended with {terminal.status} and said {terminal.said[:300]!r}")
    finish(trial, terminal, "the plugin is killed", time.monotonic() - start, flaws)


def try_kill_of_swiftpip(trial: Trial, work: Work) -> None:
    """Kills swiftpip in the middle of what a plugin does that would notice: the plugin ends as well."""
    terminal = work.begin(trial)
    flaws = [] if terminal.wait_for_plugin() else ["the plugin is not seen"]
    start = time.monotonic()
    terminal.signal(signal.SIGKILL)
    terminal.listen(PATIENCE)
    finish(trial, terminal, f"swiftpip is killed: {work.name}", time.monotonic() - start, flaws)


def try_evil_texts(trial: Trial) -> None:
    """Lets a plugin say what drives a terminal: nothing of that gets to one, nor into a file."""
    scene = trial.scene()
    terminal = Terminal(scene, [NAME], "control-characters")
    terminal.listen(LIMIT)
    talk = scene.talk([NAME], BEHAVIOUR="control-characters")
    said = {
        "a terminal": terminal.said.decode(errors="replace"),
        "a file": talk.output.decode(errors="replace") + talk.errors,
    }
    flaws = [f"the words do not get to {place}" for place in said if "evil" not in said[place]]
    for place, text in said.items():
        flaws += [f"{evil!r} gets to {place}" for evil in EVIL if evil in text]
    if terminal.status != 0:
        flaws.append(f"ended with {terminal.status}: {terminal.said[-300:]!r}")
    print(f"{'texts that drive a terminal':<51} {'visible' if not flaws else 'act'}", flush=True)
    terminal.close()
    trial.end(scene, "texts that drive a terminal", flaws)


# --- All of it ------------------------------------------------------------------------------------


def run(folder: Path, binary: Path, only: Sequence[str]) -> bool:
    """Tries every behaviour, or only some, and what may happen besides; returns whether all is well."""
    needed_processes()
    refuse_other_behaviours()
    trial = Trial(folder, binary)
    unknown = set(only) - {ENDS, *(behaviour.name for behaviour in BEHAVIOURS)}
    if unknown:
        fail(f"there is no behaviour {', '.join(sorted(unknown))}", f"{PEER} --list lists them")
    chosen = [one for one in BEHAVIOURS if not only or one.name in only]
    for behaviour in chosen:
        if behaviour.is_command:
            try_command(trial, behaviour)
    scene = trial.scene()
    plain = scene.talk([*trial.list_command, "--no-plugins"])
    trial.end(scene, "no hooks", [] if plain.run.status == 0 else [plain.errors])
    for behaviour in chosen:
        try_hook(trial, behaviour, plain)
    if not only or ENDS in only:
        try_ends(trial)
    for flaw in trial.flaws:
        print(f"FAIL: {flaw}")
    print(f"{trial.number} homes, {len(trial.flaws)} flaws")
    return not trial.flaws


def try_ends(trial: Trial) -> None:
    """Ends swiftpip, and plugins, in the middle."""
    for stop in STOPS:
        for work in WORKS:
            try_stop(trial, stop, work)
    try_kill_of_plugin(trial)
    for work in (Work("reads", READER), Work("flood")):
        try_kill_of_swiftpip(trial, work)
    try_evil_texts(trial)
