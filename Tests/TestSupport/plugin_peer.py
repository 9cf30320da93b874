#!/usr/bin/env python3
"""A plugin that behaves as badly as it is told to, for tests of the host.

Put it into a folder as swiftpip-NAME, executable, with a manifest of that name, and choose what it does by the
variable BEHAVIOUR. `plugin_peer.py --list` lists what it can do. It speaks for a minute or two at the most
and writes 10 GB at the most, so a host that is broken leaves nothing behind that goes on for ever.
"""

import json
import os
import signal
import subprocess
import sys
import time

NAME = os.path.basename(sys.argv[0]).partition("-")[2] or "bad"
VERSION = 1
LONG = 60  # Seconds: longer than any test waits.
BEHAVIOURS = {}


def behaviour(function):
    """Registers a function under its name, with hyphens."""
    BEHAVIOURS[function.__name__.replace("_", "-")] = function
    return function


def write(data, descriptor=1):
    """Writes bytes, all of them, without any buffer."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view):]


def say(type, **members):
    write(json.dumps({"type": type, **members}).encode() + b"\n")


def greet(version=VERSION, name=NAME):
    say("greeting", protocol=version, name=name)


def request():
    """Reads the one line that the host says; empty at the end."""
    return sys.stdin.buffer.readline()


def listed(piece, count):
    """Returns as many pieces of JSON as there are to be, as the elements of a list or the members of an object."""
    return b",".join([piece] * count)


def report(**members):
    say("report", result={"behaviour": os.environ.get("BEHAVIOUR")}, page=["I behaved."], status=0, **members)


def begin():
    """Greets and takes the request, as it should be."""
    greet()
    return request()


@behaviour
def greet_and_answer():
    """Behaves."""
    line = begin()
    say("report", result={"request": json.loads(line)}, page=["I behaved."], status=0)


# Before the greeting


@behaviour
def no_greeting():
    """Says nothing at all, and stays."""
    time.sleep(LONG)


@behaviour
def slow_greeting():
    """Greets after five seconds."""
    time.sleep(5)
    begin()
    report()


@behaviour
def garbage():
    """Greets with what is no JSON."""
    write(b"Hello! I am a plugin.\n{]\n\x00\x01\x02\n")
    time.sleep(LONG)


@behaviour
def other_version():
    """Speaks a version of the protocol that nobody speaks."""
    greet(version=4711)
    request()
    report()


@behaviour
def other_name():
    """Says that it is another plugin."""
    greet(name="somebody-else")
    request()
    report()


@behaviour
def exit_early():
    """Ends with status 0 and has said nothing."""


@behaviour
def exit_7():
    """Says on standard error what is wrong, and ends with status 7."""
    write(b"it is the first of three\nit is the second\nit is the third\n", 2)
    sys.exit(7)


# Between greeting and answer


@behaviour
def exit_after_greeting():
    """Greets, and ends with status 0."""
    begin()


@behaviour
def exit_7_after_greeting():
    """Greets, takes the request, and ends with status 7."""
    begin()
    exit_7()


@behaviour
def hang_after_greeting():
    """Greets, and says nothing more."""
    greet()
    time.sleep(LONG)


@behaviour
def invalid_utf8():
    """Says a message that is no UTF-8."""
    begin()
    write(b'{"type":"report","page":["\xff\xfe"]}\n')
    time.sleep(LONG)


@behaviour
def lone_surrogate():
    """Says a text that no Unicode has."""
    begin()
    write(b'{"type":"report","page":["\\ud800"]}\n')


@behaviour
def unknown_message():
    """Says a message of a kind that there is not."""
    begin()
    say("question", text="Really?")
    report()


@behaviour
def greeting_twice():
    """Greets once more in place of an answer."""
    begin()
    greet()
    report()


@behaviour
def long_line():
    """Says a line that does not end: up to 1 GB."""
    begin()
    chunk = b" " * (1 << 20)
    write(b'{"type":"report","page":["')
    for _ in range(1024):
        write(chunk)
    write(b'"]}\n')


@behaviour
def longest_line():
    """Says the longest line that is allowed, and behaves."""
    begin()
    frame = b'{"type":"report","page":[""],"status":0}'
    write(frame.replace(b'""', b'"' + b"x" * ((1 << 20) - len(frame)) + b'"') + b"\n")


@behaviour
def too_long_line():
    """Says a line that is longer by one byte than allowed."""
    begin()
    frame = b'{"type":"report","page":[""],"status":0}'
    write(frame.replace(b'""', b'"' + b"x" * ((1 << 20) - len(frame) + 1) + b'"') + b"\n")


@behaviour
def flood():
    """Says how far it has come, without end."""
    begin()
    lines = (json.dumps({"type": "progress", "activity": "flooding", "count": 1}) + "\n").encode() * 1000
    for _ in range(10_000_000_000 // len(lines)):
        write(lines)


@behaviour
def flood_of_empty_lines():
    """Says nothing, in very many lines."""
    begin()
    for _ in range(10_000):
        write(b"\r\n" * 500_000)


@behaviour
def flood_of_diagnostics():
    """Warns of ten thousand things, and answers."""
    begin()
    for number in range(10_000):
        say("diagnostic", code=NAME + ".warning", message="warning %d" % number)
    report()


@behaviour
def nested():
    """Answers with a result that is nested 100,000 deep."""
    begin()
    write(b'{"type":"report","result":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")


@behaviour
def many_values():
    """Answers with a result of half a million short texts, in a line that is allowed."""
    begin()
    write(b'{"type":"report","result":[' + listed(b'""', 340_000) + b"]}\n")


@behaviour
def many_objects():
    """Answers with a result of 300,000 empty objects, which take far more room than their two bytes."""
    begin()
    write(b'{"type":"report","result":{"all":[' + listed(b"{}", 300_000) + b"]}}\n")


@behaviour
def many_numbers():
    """Answers with a result of half a million numbers."""
    begin()
    write(b'{"type":"report","result":{"all":[' + listed(b"1", 500_000) + b"]}}\n")


@behaviour
def many_members():
    """Answers with a result that has 100,000 members."""
    begin()
    members = b",".join(b'"%d":1' % number for number in range(100_000))
    write(b'{"type":"report","result":{' + members + b"}}\n")


@behaviour
def many_pieces():
    """Answers with a page whose one line is in 100,000 pieces."""
    begin()
    write(b'{"type":"report","page":[[' + listed(b'{"text":""}', 80_000) + b"]]}\n")


@behaviour
def many_causes():
    """Warns of a thing that has 300,000 causes, and answers."""
    begin()
    frame = b'{"type":"diagnostic","code":"bad.warning","message":"m","causes":[""]}'
    write(frame.replace(b'[""]', b"[" + listed(b'""', 300_000) + b"]") + b"\n")
    report()


@behaviour
def most_values():
    """Answers with as many values as a line may have, of the dearest kind, and behaves."""
    begin()
    # The object, its type, its result and its one member, and the list are values, too.
    write(b'{"type":"report","page":["I behaved."],"result":{"all":[' + listed(b"{}", 24_991) + b"]}}\n")


@behaviour
def most_members():
    """Answers with as many members as a line may have, and behaves."""
    begin()
    members = b",".join(b'"%d":1' % number for number in range(49_990))
    write(b'{"type":"report","page":["I behaved."],"result":{' + members + b"}}\n")


@behaviour
def most_diagnostics():
    """Warns of as much as it may, and behaves."""
    begin()
    for _ in range(900):
        say("diagnostic", code=NAME + ".warning", message="m", causes=[""] * 250)
    report()


@behaviour
def odd_numbers():
    """Says how far it has come in numbers that nobody counts with, and answers."""
    begin()
    for fraction in ("1e-300", "1e308", "-1", "0", "2"):
        for count in ("0", "-1", "9223372036854775807"):
            write(('{"type":"progress","activity":"a","count":%s,"fraction":%s}\n' % (count, fraction)).encode())
    time.sleep(1.5)  # Progress is shown only after a second.
    write(b'{"type":"progress","activity":"a","count":9223372036854775807,"fraction":1e-300}\n')
    report()


@behaviour
def control_characters():
    """Says texts that drive a terminal, wherever it may say one."""
    begin()
    evil = "\x1b]0;owned\x07\x1b[2J\r\n\u202eevil\x9b31m"
    for _ in range(15):  # Progress is shown only after a second.
        say("progress", activity=evil, count=1, unit=evil, fraction=0.5)
        time.sleep(0.1)
    say("diagnostic", code=evil, message=evil, causes=[evil], hint=evil)
    write(evil.encode() + b"\n", 2)
    say("report", result={evil: evil}, page=[evil, [{"text": evil, "style": evil}]], status=0)


@behaviour
def other_status():
    """Answers with a status that no command has."""
    begin()
    say("report", page=["I misbehaved."], status=130)


@behaviour
def complaint():
    """Says why it does not answer."""
    begin()
    say("failure", code=NAME + ".complaint", message="nothing is right", causes=["it is not"], hint="try again")


@behaviour
def kill_self():
    """Ends by SIGKILL in the middle of a line."""
    begin()
    write(b'{"type":"report","page":["I will')
    os.kill(os.getpid(), signal.SIGKILL)


@behaviour
def cut_off():
    """Ends with status 0 in the middle of a line."""
    begin()
    write(b'{"type":"report","page":["I will')


@behaviour
def close_stdout():
    """Closes its standard output in place of an answer, and stays."""
    begin()
    os.close(1)
    time.sleep(LONG)


@behaviour
def close_stdout_exit_7():
    """Closes its standard output in place of an answer, and ends a little later with status 7."""
    begin()
    os.close(1)
    time.sleep(0.1)  # A hook has a quarter of a second to leave.
    os._exit(7)


@behaviour
def never_reads():
    """Greets, does not read the request, and writes 100 MB to standard error; then it answers."""
    greet()
    chunk = (b"x" * 79 + b"\n") * 12_500
    for _ in range(100):
        write(chunk, 2)
    report()


@behaviour
def close_stdin():
    """Greets, closes its standard input without reading, and answers a little later."""
    greet()
    os.close(0)
    time.sleep(0.3)
    report()


@behaviour
def answer_unasked():
    """Answers without having read the request."""
    greet()
    report()


# After the answer


@behaviour
def double_report():
    """Answers twice at once."""
    begin()
    line = json.dumps({"type": "report", "page": ["I behaved."], "status": 0}).encode() + b"\n"
    write(line + line)


@behaviour
def late_double_report():
    """Answers once more a little later."""
    begin()
    report()
    time.sleep(0.1)
    report()


@behaviour
def crash_after_answer():
    """Answers, and ends by SIGSEGV."""
    begin()
    report()
    os.kill(os.getpid(), signal.SIGSEGV)


@behaviour
def lingering_after_answer():
    """Answers and stays, whoever asks it to go."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    begin()
    report()
    time.sleep(LONG)


# With company


def start_child(**options):
    """Starts a process that holds all pipes open."""
    code = "import time; time.sleep(%d)" % LONG
    child = subprocess.Popen([sys.executable, "-c", code], **options)
    if "PEER_PIDS" in os.environ:  # So that a test can see that it is gone.
        with open(os.environ["PEER_PIDS"], "a") as file:
            print(child.pid, file=file)


@behaviour
def child():
    """Answers, starts a child that holds the pipes open, and ends."""
    begin()
    report()
    start_child()


@behaviour
def child_without_answer():
    """Starts a child that holds the pipes open, and ends with status 7 without an answer."""
    begin()
    start_child()
    os._exit(7)


@behaviour
def child_before_greeting():
    """Starts a child that holds the pipes open, and ends without a greeting."""
    start_child()
    os._exit(7)


@behaviour
def escaped_child():
    """As `child`, in a session of its own: no signal to the group reaches it."""
    begin()
    report()
    start_child(start_new_session=True)


def main():
    if sys.argv[1:] == ["--list"]:
        for name, function in BEHAVIOURS.items():
            print("%-24s%s" % (name, function.__doc__))
        return
    chosen = BEHAVIOURS.get(os.environ.get("BEHAVIOUR", "greet-and-answer"))
    if chosen is None:
        sys.exit("there is no such behaviour: see --list")
    try:
        chosen()
    except BrokenPipeError:
        os._exit(1)  # Nobody listens any more.


if __name__ == "__main__":
    main()
