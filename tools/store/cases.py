#!/usr/bin/env python3
"""The cases of tools/store/run.sh: builds in real object storage, against builds in a folder, byte by byte.

Each case prints a line with what it saw; exit code 1 if one failed. --only takes names of cases, --count the editions of a
build, --keep keeps the folder of the servers' data and of the builds.
"""
import argparse
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from proxy import Proxy
from s3 import Bucket

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
KEY, SECRET, BUCKET, S3 = "nftkey", "nftsecret", "nft", 8333
AZURITE = 10000
# The account that every Azurite has.
ACCOUNT = "devstoreaccount1"


class Failed(Exception):
    """A case that went wrong."""


def check(is_right, *what):
    if not is_right:
        raise Failed(" ".join(str(part) for part in what)[:1500])


def newest(name):
    """A program of target/, the one that was built last."""
    found = [path for path in TARGET.glob(f"*/{name}") if path.is_file()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_ready, seconds, what):
    end = time.monotonic() + seconds
    while not is_ready():
        check(time.monotonic() < end, what, "did not happen in", seconds, "s")
        time.sleep(0.2)


class Seaweed:
    """SeaweedFS with one bucket; its data outlives it."""

    def __init__(self, servers, data, *options):
        self.servers, self.program = servers, servers / "python/bin/weed"
        self.data, self.options, self.process = data, options, None
        data.mkdir(parents=True, exist_ok=True)
        identity = {"name": "nft", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin", "Read", "Write", "List"]}
        (data.parent / "s3.json").write_text(json.dumps({"identities": [identity]}))

    def start(self):
        command = [self.program, "mini", f"-dir={self.data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-bucket={BUCKET}"]
        command += [f"-s3.config={self.data.parent / 's3.json'}", "-admin.ui=false", "-webdav=false", *self.options]
        log = open(self.data.parent / "weed.log", "ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.data.parent)
        bucket = Bucket(S3, BUCKET, KEY, SECRET)

        def is_ready():
            try:
                return bucket.ask("PUT", "ready", b"1")[0] == 200
            except OSError:
                return False

        wait_until(is_ready, 90, "the start of SeaweedFS")

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None
            wait_until(lambda: not is_open(S3), 30, "the end of SeaweedFS")


class Azurite:
    """Azurite with one container."""

    # The key of the account that every Azurite has.
    KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    def __init__(self, servers, data):
        self.program, self.data, self.process = servers / "node_modules/.bin/azurite-blob", data, None

    def start(self):
        self.data.mkdir(parents=True, exist_ok=True)
        log = open(self.data.parent / "azurite.log", "ab")
        command = [self.program, "--blobHost", "127.0.0.1", "--blobPort", str(AZURITE), "--location", self.data]
        command += ["--skipApiVersionCheck", "--silent", "--disableTelemetry"]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.data)
        wait_until(lambda: is_open(AZURITE), 60, "the start of Azurite")
        self.ask("PUT", "nft?restype=container", (201, 409))

    def settings(self):
        """Settings of an account that is no emulator's."""
        endpoint = f"http://127.0.0.1:{AZURITE}/{ACCOUNT}"
        return {"AZURE_STORAGE_USE_EMULATOR": "false", "AZURE_STORAGE_ENDPOINT": endpoint, "AZURE_STORAGE_ACCOUNT_KEY": self.KEY}

    def ask(self, method, path, statuses=(200,), body=b"", headers=()):
        """A request, signed as Azure asks for."""
        import base64
        import datetime
        import hashlib
        import hmac

        headers = dict(headers)
        headers["x-ms-date"] = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        headers["x-ms-version"] = "2021-12-02"
        name, _, query = path.partition("?")
        parameters = "".join(sorted(f"\n{part.replace('=', ':', 1)}" for part in query.split("&") if part))
        own = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers) if name.startswith("x-ms-"))
        length = str(len(body)) if body else ""
        kind = headers.get("Content-Type", "")
        text = f"{method}\n\n\n{length}\n\n{kind}\n\n\n\n\n\n\n{own}/{ACCOUNT}/{ACCOUNT}/{name}{parameters}"
        signature = base64.b64encode(hmac.new(base64.b64decode(self.KEY), text.encode(), hashlib.sha256).digest()).decode()
        headers["Authorization"] = f"SharedKey {ACCOUNT}:{signature}"
        url = f"http://127.0.0.1:{AZURITE}/{ACCOUNT}/{path}"
        asked = urllib.request.Request(url, data=body or None, headers=headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                status, got = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, got = error.code, error.read()
        check(status in statuses, method, path, status, got[:300])
        return got

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


def draw_project(folder, side=128):
    """A project of four layers with five traits each: squares of noise, so that pictures have some bytes."""
    for layer in range(4):
        for trait in range(5):
            noise = random.Random(10 * layer + trait)
            inside = range(layer * side // 8, side - layer * side // 8)
            row = lambda y: b"".join(
                bytes([noise.randrange(40 * trait, 40 * trait + 40), 60 * layer, 50 * trait, 255]) if x in inside and y in inside else bytes(4)
                for x in range(side)
            )
            rows = b"".join(b"\0" + row(y) for y in range(side))
            chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            size = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
            png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
            path = folder / "layers" / f"Layer {layer}" / f"Trait {trait}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
    layers = "".join(f'\n[[layers]]\nname = "Layer {layer}"\n' for layer in range(4))
    (folder / "simdgen.toml").write_text(f'[collection]\nname = "Noise"\neditions = 600\n\n[canvas]\nwidth = {side}\nheight = {side}\n{layers}')


class Bench:
    """A folder for everything, the program, and the build in a folder that others are compared with."""

    def __init__(self, work, count):
        self.work, self.count = work, count
        self.art, self.other_art = work / "art", work / "other-art"
        draw_project(self.art)
        shutil.copytree(self.art, self.other_art)
        layer = max((self.art / "layers").iterdir(), key=lambda layer: len(list(layer.glob("*.png"))))
        one, other = sorted(layer.glob("*.png"))[:2]
        shutil.copy(one, self.other_art / "layers" / layer.name / other.name)
        self.expected = self.in_folder(self.art, "expected")

    def env(self, name, port=S3, secret=SECRET, **more):
        """The environment of a machine of its own, as far as simdgen knows."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "AZURE_", "GOOGLE_"))}
        env |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1"}
        env |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ALLOW_HTTP": "true"}
        env |= {"AZURE_STORAGE_USE_EMULATOR": "true", "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT}
        env |= {"XDG_CACHE_HOME": str(self.work / "machines" / name)}
        return env | {key: value for key, value in more.items() if value}

    def command(self, *arguments):
        return [str(SIMDGEN), *map(str, arguments)]

    def run(self, machine, *arguments, code=0, env=None, timeout=600):
        done = subprocess.run(
            self.command(*arguments), env=env or self.env(machine), capture_output=True, text=True, timeout=timeout
        )
        if code is not None:
            check(done.returncode == code, "exit code", done.returncode, "instead of", code, done.stderr[-900:])
        return done

    def generate(self, art, out, *more):
        """The arguments of a build: each of another machine's packs, so that machines share nothing."""
        return "generate", art, "--out", out, "--count", self.count, "--seed", "drop", "--json", *more

    def build(self, machine, art, out, *more, **options):
        done = self.run(machine, *self.generate(art, out, *more), **options)
        return json.loads(done.stdout) if done.returncode == 0 else done

    def in_folder(self, art, name):
        out = self.work / name
        self.run("local", *self.generate(art, out))
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in out.rglob("*")
            if path.is_file() and not path.name.startswith(".simdgen-")
        }


def compare(bucket, prefix, expected):
    """Compares what is in a store with the files of a build."""
    found = {path: tag for path, tag in bucket.list(prefix).items() if not path.startswith(".simdgen-")}
    check(found.keys() == expected.keys(), "objects:", sorted(found.keys() ^ expected.keys())[:5])
    other = [path for path in found if bucket.get(f"{prefix}/{path}") != expected[path]]
    check(not other, "other bytes:", other[:5])
    left = [path for path in bucket.list(prefix) if path.startswith(".simdgen-partial")]
    check(not left, "left behind:", left[:5])


def same(bench, bucket):
    "a build has the bytes of one in a folder; again, nothing is written"
    bench.build("one", bench.art, f"s3://{BUCKET}/same")
    compare(bucket, "same", bench.expected)
    with Proxy(S3) as proxy:
        report = bench.build("two", bench.art, f"s3://{BUCKET}/same", env=bench.env("two", proxy.port))
        seen = dict(proxy.seen)
    check(report["editions"] == 0 and report["editions_kept"] == bench.count, report)
    touched = [kind for kind in seen if kind.endswith((" images", " json"))]
    check(not touched, "requests:", seen)
    return f"{len(bench.expected)} objects; again: {sum(seen.values())} requests, none of a picture"


def changed(bench, bucket):
    "one trait changes: only its editions are written, and no picture is read"
    bench.build("one", bench.art, f"s3://{BUCKET}/changed")
    before = bucket.list("changed")
    with Proxy(S3) as proxy:
        report = bench.build("two", bench.other_art, f"s3://{BUCKET}/changed", env=bench.env("two", proxy.port))
        seen = dict(proxy.seen)
    after = bucket.list("changed")
    rendered = report["editions"]
    check(0 < rendered < bench.count, "rendered", rendered)
    check(seen["PUT images"] == rendered and "GET images" not in seen, seen)
    written = [path for path in after if path.startswith("images/") and before.get(path) != after[path]]
    check(len(written) <= rendered, len(written), "of", rendered)
    out = bench.work / "changed"
    bench.run("local", *bench.generate(bench.art, out))
    bench.run("local", *bench.generate(bench.other_art, out))
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file() and not p.name.startswith(".simdgen-")}
    compare(bucket, "changed", files)
    return f"{rendered} of {bench.count} editions rendered, {seen['PUT images']} pictures written, none read"


def killed(bench, bucket):
    "a client killed at any moment; another machine goes on"
    # At a share of the pictures, and at single requests of the end: before the store gets them, and after.
    moments = [0.1, 0.6, 0.95, ("PUT", "/plan.jsonl", "cut"), ("PUT", "/.simdgen-objects-", "lost")]
    moments += [("PUT", "/simdgen-editions.txt", "cut"), ("PUT", "/simdgen-editions.txt", "lost"), ("POST", "?delete", "lost")]
    # Long enough for some pieces of the journal.
    pause = 64 * 12 / bench.count

    def one(at, moment):
        prefix, process, pictures, lock = f"killed-{at}", None, 0, threading.Lock()
        is_begun, is_killed = threading.Event(), threading.Event()

        def fault(number, method, path):
            nonlocal pictures
            is_begun.wait()
            is_picture = method == "PUT" and "/images/" in path
            with lock:
                pictures += is_picture
                is_moment = pictures >= moment * bench.count if isinstance(moment, float) else method == moment[0] and moment[1] in path
                if is_moment and not is_killed.is_set():
                    if not isinstance(moment, float) and moment[2] == "lost":
                        # It is killed after the store has done it.
                        threading.Timer(0.5, process.kill).start()
                        threading.Timer(0.5, is_killed.set).start()
                        return "lost"
                    process.kill()
                    is_killed.set()
            if is_killed.is_set():
                return "cut"
            return pause if is_picture else None

        with Proxy(S3, fault) as proxy:
            process = subprocess.Popen(
                bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/{prefix}")), env=bench.env(f"killed-{at}", proxy.port),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            is_begun.set()
            process.wait(timeout=200)
        check(process.returncode == -signal.SIGKILL, "at", moment, "it had ended:", process.returncode)
        report = bench.build(f"other-{at}", bench.art, f"s3://{BUCKET}/{prefix}", "--resume")
        compare(bucket, prefix, bench.expected)
        return report["editions_resumed"] + report["editions_kept"]

    # Each waits for the lock of a dead run.
    with ThreadPoolExecutor(len(moments)) as pool:
        finished = list(pool.map(one, range(len(moments)), moments))
    check(finished[2] > 0, "nothing was in the journal:", finished)
    return f"{len(moments)} of {len(moments)} complete; finished before: {finished} of {bench.count}"


def stopped_client(bench, bucket):
    "Ctrl-C; the same command with --resume goes on"
    with Proxy(S3, lambda number, method, path: 0.05 if "/images/" in path else None) as proxy:
        process = subprocess.Popen(
            bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/stopped")), env=bench.env("one", proxy.port),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        wait_until(lambda: proxy.seen["PUT images"] > bench.count // 4, 120, "a quarter of the build")
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)[1]
    check(process.returncode in (0, 130), process.returncode, said)
    report = bench.build("one", bench.art, f"s3://{BUCKET}/stopped", "--resume")
    compare(bucket, "stopped", bench.expected)
    return f"{report['editions_resumed']} of {bench.count} editions were finished"


def server(bench, bucket, weed):
    "the server is stopped and started in the middle, three times"
    slow = lambda number, method, path: 0.02 if "/images/" in path else None
    with Proxy(S3, slow) as proxy:
        process = subprocess.Popen(
            bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/server")), env=bench.env("one", proxy.port),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for part in (1, 2, 3):
            wait_until(lambda: proxy.seen["PUT images"] > bench.count * part // 5 or process.poll() is not None, 200, "progress")
            weed.stop(signal.SIGKILL if part == 2 else signal.SIGTERM)
            time.sleep(3)
            weed.start()
        out, said = process.communicate(timeout=400)
    check(process.returncode == 0, process.returncode, said[-900:])
    compare(bucket, "server", bench.expected)
    return f"complete without another run, {json.loads(out)['editions']} editions"


def faults(bench, bucket):
    "503s, cut connections, lost answers and slow answers"
    kinds = ["503", "cut", "lost", 2.5]

    def fault(number, method, path):
        return kinds[number // 7 % 4] if number % 7 == 0 else None

    with Proxy(S3, fault) as proxy:
        env = bench.env("one", proxy.port, AWS_TIMEOUT="2 s")
        report = bench.build("one", bench.art, f"s3://{BUCKET}/faults", env=env)
        seen = {kind: number for kind, number in proxy.seen.items() if kind.startswith("fault")}
    check(report["editions"] == bench.count and len(seen) == 4, report, seen)
    compare(bucket, "faults", bench.expected)
    return f"complete; {seen}"


def wrong(bench, bucket):
    "a wrong key, bucket, endpoint or address is told in seconds"
    said = []
    for name, out, more, words in (
        ("key", f"s3://{BUCKET}/wrong", {"AWS_SECRET_ACCESS_KEY": "no"}, ("check the key", "SignatureDoesNotMatch")),
        ("bucket", "s3://nothere/wrong", {}, ("no such bucket", "s3://nothere/wrong")),
        ("server", f"s3://{BUCKET}/wrong", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, ("when the store answers again",)),
        ("http", f"s3://{BUCKET}/wrong", {"AWS_ALLOW_HTTP": "false"}, ("is not encrypted", "AWS_ALLOW_HTTP=true")),
        ("no key", f"s3://{BUCKET}/wrong", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_METADATA_ENDPOINT": "http://127.0.0.1:9"}, ("cannot",)),
        ("address", "s3://a/../b", {}, ("write s3://BUCKET/FOLDER",)),
        ("gallery", f"s3://{BUCKET}/wrong", {"gallery": "1"}, ("works in a folder",)),
    ):
        extra = ["--gallery"] if more.pop("gallery", None) else []
        env = bench.env("one") | more
        start = time.monotonic()
        done = bench.run("one", *bench.generate(bench.art, out, *extra), code=1, env=env)
        seconds = time.monotonic() - start
        check(all(word in done.stderr for word in words), name, ":", done.stderr)
        check(seconds < 40 and SECRET not in done.stderr, name, "took", seconds)
        said.append(f"{name} {seconds:.0f} s")
    check(not bucket.list("wrong"), "something was written")
    return ", ".join(said)


def full(bench, bucket):
    "a store without room; then there is room again"
    limit = bench.count // 2
    is_full = [True]

    def fault(number, method, path):
        return "full" if is_full[0] and method == "PUT" and number > limit else None

    with Proxy(S3, fault) as proxy:
        env = bench.env("one", proxy.port, AWS_TIMEOUT="5 s")
        start = time.monotonic()
        done = bench.run("one", *bench.generate(bench.art, f"s3://{BUCKET}/full"), code=1, env=env)
        seconds = time.monotonic() - start
        check("is full" in done.stderr and f"s3://{BUCKET}/full/" in done.stderr, done.stderr)
        # A request is repeated for two minutes, and nothing after it for as long again.
        check(seconds < 220, "told after", seconds, "s")
        check("simdgen-editions.txt" not in bucket.list("full"), "a ledger was written")
        is_full[0] = False
        bench.build("two", bench.art, f"s3://{BUCKET}/full", "--resume", env=bench.env("two", proxy.port))
    compare(bucket, "full", bench.expected)
    return f"told after {seconds:.0f} s of tries: {done.stderr.strip().splitlines()[0][:150]}"


def full_server(bench, weed):
    "a server without room; then it has more"
    limits = lambda volumes: ("-master.volumeSizeLimitMB=1", f"-volume.max={volumes}")
    little = Seaweed(weed.servers, bench.work / "full" / "data", *limits(1))
    # A volume is seen to be full seconds after it is, so the build takes longer than that; what others wrote leaves it half
    # the room.
    size = sum(map(len, bench.expected.values()))
    slow = lambda number, method, path: 64 * 25 / bench.count if method == "PUT" and "/images/" in path else None
    bucket = Bucket(S3, BUCKET, KEY, SECRET)
    try:
        little.start()
        bucket.put("others", bytes(max(0, (1 << 20) - size // 2)))
        with Proxy(S3, slow) as proxy:
            start = time.monotonic()
            done = bench.run("one", *bench.generate(bench.art, f"s3://{BUCKET}/full"), code=None, env=bench.env("one", proxy.port))
            seconds = time.monotonic() - start
        check(done.returncode == 1 and f"s3://{BUCKET}/full/" in done.stderr and "--resume" in done.stderr, done.returncode, done.stderr)
        check(seconds < 220, "told after", seconds, "s")
        check("simdgen-editions.txt" not in bucket.list("full"), "a ledger was written")
        # It does not end by itself while it cannot write.
        little.stop(signal.SIGKILL)
        little.options = limits(100)
        little.start()
        report = bench.build("two", bench.art, f"s3://{BUCKET}/full", "--resume")
        compare(bucket, "full", bench.expected)
    finally:
        little.stop(signal.SIGKILL)
    return f"told after {seconds:.0f} s; then {report['editions_resumed']} of {bench.count} editions were finished"


def large(bench, bucket):
    "files in parts, with faults at every one"
    art = bench.work / "large-art"
    shutil.copytree(bench.art, art)
    config = art / "simdgen.toml"
    text = config.read_text()
    # A list of all metadata of three parts.
    words = "Noise. " * (20_000_000 // bench.count // 7)
    config.write_text(text.replace("[collection]", f'[collection]\ndescription = "{words}"', 1))
    expected = bench.in_folder(art, "large")
    check(len(expected["json/_metadata.json"]) > 17 << 20, "the list is small")
    # Each kind of request once: the beginning of the upload, each part, its end.
    kinds, met, lock = ["503", "cut", "lost"], {}, threading.Lock()

    def fault(number, method, path):
        if "/_metadata.json?" not in path:
            return None
        with lock:
            what = (method, path.partition("partNumber=")[2].partition("&")[0], "uploadId=" in path)
            met[what] = met.get(what, 0) + 1
            return kinds[met[what] - 1] if met[what] <= len(kinds) else None

    with Proxy(S3, fault) as proxy:
        bench.build("one", art, f"s3://{BUCKET}/large", env=bench.env("one", proxy.port))
    compare(bucket, "large", expected)
    parts = len([part for _, part, _ in met if part])
    check(parts >= 3 and len(met) == parts + 2, met)
    return f"{len(expected['json/_metadata.json'])} bytes in {parts} parts; each request failed three times"


def two(bench, bucket):
    "two runs at once: one builds, the other is told"
    for turn in range(3):
        prefix = f"two-{turn}"
        runs = [
            subprocess.Popen(
                bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/{prefix}")), env=bench.env(name),
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            for name in ("one", "two")
        ]
        said = [run.communicate(timeout=600)[1] for run in runs]
        codes = [run.returncode for run in runs]
        check(0 in codes, codes, said)
        for code, text in zip(codes, said):
            check(code == 0 or "another run is writing to" in text, code, text)
        compare(bucket, prefix, bench.expected)
    settled = threading.Event()

    def wait(number, method, path):
        # The first run is at work until the second has its answer, which takes as long as it watches the lock.
        if "/images/" in path:
            settled.wait(45)

    with Proxy(S3, wait) as proxy:
        first = subprocess.Popen(
            bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/two-alive")), env=bench.env("one", proxy.port),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        wait_until(lambda: proxy.seen["PUT images"] > 5, 60, "the first picture")
        done = bench.run("two", *bench.generate(bench.art, f"s3://{BUCKET}/two-alive", "--resume"), code=None)
        check(first.poll() is None, "the first run has ended")
        settled.set()
        check(done.returncode == 1 and "renewed its lock just now" in done.stderr, done.returncode, done.stderr)
        first.communicate(timeout=600)
        check(first.returncode == 0, first.returncode)
    compare(bucket, "two-alive", bench.expected)
    return "three times; and a run that is alive is not taken over"


def taken(bench, bucket):
    "a run that hung is taken over; it finds out, and records nothing"
    held = threading.Event()

    def fault(number, method, path):
        # The client stands still: nothing of it reaches the store.
        if held.is_set():
            time.sleep(0.5)
            return "503"
        return None

    with Proxy(S3, fault) as proxy:
        first = subprocess.Popen(
            bench.command(*bench.generate(bench.art, f"s3://{BUCKET}/taken")), env=bench.env("one", proxy.port),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        wait_until(lambda: proxy.seen["PUT images"] > bench.count // 4, 60, "a quarter of the build")
        held.set()
        bench.build("two", bench.art, f"s3://{BUCKET}/taken", "--resume")
        ledger = bucket.list("taken")["simdgen-editions.txt"]
        held.clear()
        said = first.communicate(timeout=400)[1]
    check(first.returncode == 1 and "took" in said and "over" in said, first.returncode, said)
    check(bucket.list("taken")["simdgen-editions.txt"] == ledger, "the ledger changed")
    compare(bucket, "taken", bench.expected)
    return said.strip().splitlines()[-1][:140]


def verified(bench, bucket):
    "verify reads a build, and finds an object that was changed"
    out = f"s3://{BUCKET}/verified"
    bench.build("one", bench.art, out)
    bench.run("one", "verify", out, "--project", bench.art)
    bench.run("one", "verify", out, "--fast")
    picture = bucket.get("verified/images/5.png")
    bucket.put("verified/images/5.png", picture[:-20] + b"\0" + picture[-19:])
    for more in (["--fast"], ["--project", bench.art]):
        done = bench.run("one", "verify", out, *more, code=3)
        check("images/5.png" in done.stdout, done.stdout)
    left = [path for path in (bench.work / "machines/one").rglob("*.png")]
    check(not left, "left on this machine:", left[:3])
    # What somebody changed is not replaced without a word.
    done = bench.run("two", *bench.generate(bench.other_art, out), code=None)
    is_shown = "images/5.png" in done.stderr
    check(done.returncode == (1 if is_shown else 0), done.stderr)
    bench.build("two", bench.art, out, "--force")
    compare(bucket, "verified", bench.expected)
    return "both ways; " + ("told before it is replaced" if is_shown else "not in the way")


def project(bench, bucket):
    "a project in the store"
    for path in bench.art.rglob("*"):
        name = path.relative_to(bench.art).as_posix()
        if path.is_file() and not name.startswith(".simdgen/"):
            bucket.put(f"art/{name}", path.read_bytes())
    bench.build("fresh", f"s3://{BUCKET}/art", f"s3://{BUCKET}/of-project")
    compare(bucket, "of-project", bench.expected)
    with Proxy(S3) as proxy:
        bench.build("fresh", f"s3://{BUCKET}/art", f"s3://{BUCKET}/of-project", env=bench.env("fresh", proxy.port))
        seen = dict(proxy.seen)
    check(sum(seen.values()) < 25, seen)
    done = bench.run("fresh", "generate", f"s3://{BUCKET}/art", code=1)
    check("--out" in done.stderr, done.stderr)
    return f"equal bytes; again: {sum(seen.values())} requests"


def azure(bench, azurite):
    "the same with Azure"
    out = "az://nft/same"
    bench.build("one", bench.art, out)

    def objects():
        import re

        names, marker = [], ""
        while True:
            text = azurite.ask("GET", "nft?restype=container&comp=list" + (f"&marker={marker}" if marker else "")).decode()
            names += re.findall(r"<Name>(.*?)</Name>", text)
            found = re.search(r"<NextMarker>(.+?)</NextMarker>", text)
            if not found:
                return names
            marker = found.group(1)

    def compare_all():
        names = {name[5:] for name in objects() if name.startswith("same/") and not name.startswith("same/.simdgen-")}
        check(names == bench.expected.keys(), sorted(names ^ bench.expected.keys())[:5])
        other = [name for name in names if azurite.ask("GET", f"nft/same/{name}") != bench.expected[name]]
        check(not other, other[:5])

    compare_all()
    report = bench.build("two", bench.art, out)
    check(report["editions"] == 0 and report["editions_kept"] == bench.count, report)
    bench.run("one", "verify", out, "--fast")
    report = bench.build("two", bench.other_art, out)
    check(0 < report["editions"] < bench.count, report)
    process = subprocess.Popen(
        bench.command(*bench.generate(bench.art, out, "--force")), env=bench.env("one"), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(2)
    process.kill()
    process.wait()
    bench.build("two", bench.art, out, "--resume", "--force")
    compare_all()
    for more, to, words in (
        ({"AZURE_STORAGE_ACCOUNT_KEY": "bm8="}, out, "check the key"),
        ({}, "az://nothere/same", "no such bucket"),
        ({"AZURE_ALLOW_HTTP": "false"} | azurite.settings(), out, "AZURE_ALLOW_HTTP=true"),
    ):
        done = bench.run("one", *bench.generate(bench.art, to), code=1, env=bench.env("one") | more)
        check(words in done.stderr and azurite.KEY not in done.stderr, done.stderr)
    # An endpoint and a key as those of any account, instead of the emulator's own.
    env = bench.env("three") | {"AZURE_ALLOW_HTTP": "true"} | azurite.settings()
    report = bench.build("three", bench.art, out, env=env)
    check(report["editions"] == 0 and report["editions_kept"] == bench.count, report)
    return f"{len(bench.expected)} objects; update, killed client, wrong key and container as with S3; endpoint and key by name"


def speed(bench, bucket):
    "a build against a plain parallel upload of its files"
    plain = newest("examples/plain_upload")
    check(plain, "build the example plain_upload with the feature store")
    files, ratios = bench.work / "expected", []
    for turn in range(5):
        report = None

        def build():
            nonlocal report
            report = bench.build("speed", bench.art, f"s3://{BUCKET}/speed-{turn}")

        def copy():
            subprocess.run([plain, files, BUCKET, f"plain-{turn}"], env=bench.env("speed"), check=True, capture_output=True)

        took = {}
        # Each is first in turn.
        for work in (build, copy) if turn % 2 == 0 else (copy, build):
            start = time.monotonic()
            work()
            took[work] = time.monotonic() - start
        built, copied = took[build], took[copy]
        ratios.append((copied / built, copied / report["seconds"], built, copied))
    ratios.sort()
    whole, alone, built, copied = ratios[len(ratios) // 2]
    rate = 2 * bench.count / copied
    return (
        f"median of {len(ratios)}: {whole:.2f} of the plain upload's rate with everything, {alone:.2f} while rendering "
        f"({built:.2f} s against {copied:.2f} s, {rate:.0f} objects a second)"
    )


S3_CASES = [same, changed, killed, stopped_client, server, faults, wrong, full, two, taken, verified, project, large]


def main():
    global SIMDGEN
    parser = argparse.ArgumentParser()
    parser.add_argument("--servers", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    SIMDGEN = Path(os.environ.get("SIMDGEN") or newest("simdgen") or "simdgen").resolve()
    random.seed(1)
    work = Path(tempfile.mkdtemp(prefix="simdgen-store-"))
    servers, failures = options.servers.resolve(), 0
    weed = Seaweed(servers, work / "weed" / "data")
    azurite = Azurite(servers, work / "azurite" / "data")
    is_wanted = lambda case: not options.only or case.__name__ in options.only

    def tell(case, *arguments):
        nonlocal failures
        start = time.monotonic()
        try:
            line = case(*arguments)
            print(f"ok      {case.__name__:15} {case.__doc__}: {line} [{time.monotonic() - start:.0f} s]", flush=True)
        except (Failed, subprocess.TimeoutExpired, AssertionError, KeyError, OSError) as error:
            failures += 1
            print(f"FAILED  {case.__name__:15} {case.__doc__}: {type(error).__name__}: {error}", flush=True)

    try:
        bench = Bench(work, options.count)
        if not weed.program.exists():
            print("skipped S3: SeaweedFS is not there")
        elif is_open(S3):
            print(f"skipped S3: port {S3} is taken")
        elif any(map(is_wanted, [*S3_CASES, full_server])) or options.speed:
            weed.start()
            bucket = Bucket(S3, BUCKET, KEY, SECRET)
            for case in filter(is_wanted, S3_CASES):
                tell(case, bench, bucket, *([weed] if case is server else []))
            if options.speed:
                tell(speed, bench, bucket)
            if is_wanted(full_server):
                weed.stop()
                tell(full_server, bench, weed)
        if not azurite.program.exists():
            print("skipped Azure: Azurite is not there")
        elif is_wanted(azure) and not is_open(AZURITE):
            azurite.start()
            tell(azure, bench, azurite)
    finally:
        weed.stop()
        azurite.stop()
        if options.keep:
            print(f"kept {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
