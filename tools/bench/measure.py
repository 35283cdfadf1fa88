"""Runs programs and says what they took: wall time, and CPU time (user and system) of the process and its children.

CPU time is what rates per core are made of: it hardly changes when other programs want the cores as well.
"""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# The program that is measured, and the folder of the examples that help; another program has those of the dev profile.
PROGRAM, EXAMPLES = TARGET / "release/simdgen", TARGET / "release/examples"


class Failed(Exception):
    """A program that did not end well; the text is its last line, or the one that names an error before a trace of calls."""


def run(command, env=None, well=(0,)):
    """(what it printed, CPU seconds), where it ends with one of the codes `well`; the pipe is read to its end before waiting."""
    with tempfile.TemporaryFile("w+") as errors:
        try:
            process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=errors, text=True, env=env)
        except OSError as error:
            raise Failed(str(error)) from error
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode not in well:
            errors.seek(0)
            lines = errors.read().strip().splitlines() or [f"exit code {process.returncode}"]
            raise Failed(next((line for line in lines if line.startswith("Error: ")), lines[-1]))
    return printed, usage.ru_utime + usage.ru_stime


def use(program):
    global PROGRAM, EXAMPLES
    PROGRAM, EXAMPLES = program.resolve(), TARGET / "debug/examples"


def simdgen(*arguments):
    return run([PROGRAM, *arguments])


def example(name, *arguments):
    return run([EXAMPLES / name, *arguments])


def generate(collection, out, encoding, threads, plan=None, more=()):
    """A run of simdgen with a ready pack: its JSON summary, with cpu_seconds of the whole process."""
    command = ["generate", *collection.project, "--pack", collection.pack, "--plan", plan or collection.plan]
    command += ["--threads", threads, "--encoders", threads, *encoding.split(), "--out", out, "--json", *more]
    printed, cpu = simdgen(*command)
    return json.loads(printed) | {"cpu_seconds": cpu}


def distinct_tiles(collection):
    """Of all editions, counted without rendering them; None where `check` predicts nothing, because a run would fail."""
    count = min(collection.editions, int(collection.manifest["combinations"]))
    # 3: it has findings, which are no matter here.
    command = [PROGRAM, "check", *collection.project, "--pack", collection.pack, "--count", count, "--json"]
    printed, _ = run(command, well=(0, 3))
    predicted = json.loads(printed)["predicted"]
    return predicted and predicted["tiles"]


def write_floor(build, threads):
    """Seconds that writing the files of a build takes by itself: the best of three, because memory of a virtual machine that
    is touched for the first time is several times slower."""
    printed, _ = example("write_floor", build, threads, 3)
    return float(re.search(r"median of 3, ([0-9.]+) to", printed)[1])


def first_image_seconds(collection, out, threads):
    """From the start of the program until the first picture is written, and until rendering begins."""
    trace = collection.work / "trace.json"
    numbers = [edition["number"] for edition in collection.manifest["editions"][:64]]
    part = ["--editions", f"{min(numbers)}..={max(numbers)}", "--trace", trace]
    summary = generate(collection, out, "--effort fast", threads, more=part)
    events = json.loads(trace.read_text())["traceEvents"]
    trained = sum(event["dur"] for event in events if event["name"] == "train")
    first = min(event["ts"] + event["dur"] for event in events if event["name"] == "write")
    before = summary["seconds_before_rendering"]
    return before + first / 1e6, before + trained / 1e6
