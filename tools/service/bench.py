#!/usr/bin/env python3
"""Measures the picture service with wrk: beside Node, for a long time, and under clients that do what they should not.

  tools/service/bench.py compare PROJECT   requests a second and latencies, beside what is done in Node today
  tools/service/bench.py soak PROJECT      memory and latencies over --seconds of load
  tools/service/bench.py abuse PROJECT     slow clients, silent ones, long heads, thousands of connections

Needs wrk (Debian: apt-get install wrk), and for `compare` node and npm, which installs the peers into target/service.
PROJECT is copied, with its pictures, so that nothing is written into it.
"""
import argparse
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = ["sharp", "sharp-fast", "svg-png", "dicebear-png", "dicebear"]


class Server:
    """A server that ends with the block it is used in."""

    def __init__(self, command, port, **more):
        self.port = port
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, **more)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{command[0]} does not start")
        if port == 0:
            self.port = int(re.search(r":(\d+)/", line)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read()

    def resident(self):
        """MiB in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def service(binary, project, *options):
    return Server([binary, "serve", project, "--listen", "0", "--quiet", *options], 0)


def wrk(port, seconds, connections, seeds, pause=0, query=""):
    """Rate, latencies in milliseconds by percentile, bytes a second, and what went wrong."""
    url = f"http://127.0.0.1:{port}"
    command = ["wrk", "-t", "2" if connections > 1 else "1", "-c", str(connections), "-d", f"{seconds}s", "--latency",
               "-s", str(HERE / "seeds.lua"), url, "--", str(seeds), str(pause), query]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    unit = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}
    latencies = {p: float(n) * unit[u] for p, n, u in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s|m)$", text, re.M)}
    wrong = re.findall(r"(?:Socket errors|Non-2xx).*", text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), latencies, wrong


def length(server):
    """Mean bytes of a picture."""
    pictures = [server.get(f"/visitor-{number}.png") for number in range(1, 21)]
    return sum(map(len, pictures)) / len(pictures)


def compare(options, project, work):
    modules = ROOT / "target/service"
    modules.mkdir(parents=True, exist_ok=True)
    for name in ["package.json", "peer.mjs"]:
        shutil.copy(HERE / name, modules)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=modules, check=True)
    manifest = work / "manifest"
    subprocess.run([options.manifest, project, "-", "1000", manifest], check=True)
    rows = []
    for kind in PEERS:
        with Server(["node", "peer.mjs", kind, "8091", manifest / "manifest.json"], 8091, cwd=modules) as server:
            wrk(8091, 2, 8, options.seeds)
            rate, latencies, wrong = wrk(8091, options.seconds, 8, options.seeds)
            rows.append((kind, rate, latencies, length(server), wrong))
    with service(options.binary, project) as server:
        begun = time.monotonic()
        server.get("/first.png")
        first = time.monotonic() - begun
        cold, _, _ = wrk(server.port, 2, 8, options.seeds)
        rate, latencies, wrong = wrk(server.port, options.seconds, 32, options.seeds)
        size = length(server)
        rows.append(("simdgen serve", rate, latencies, size, wrong))
        # With so many connections that each waits most of the time.
        pause = round(1000 * 128 / (rate / 2))
        half, of_half, wrong = wrk(server.port, options.seconds, 128, options.seeds, pause)
        rows.append(("simdgen serve, half of that", half, of_half, size, wrong))
        resident = server.resident()
    own = next(row for row in rows if row[0] == "simdgen serve")[1]
    print("| server | requests a second | median | 99 % | bytes | simdgen serve is |")
    print("|---|---|---|---|---|---|")
    for name, rate, latencies, size, wrong in rows:
        times = f"{own / rate:.1f} times as fast" if name in PEERS and rate else ""
        # wrk gives no latencies where no answer came in time.
        median, most = (f"{latencies[p]:.2f} ms" if p in latencies else "no answer in 2 s" for p in ["50", "99"])
        print(f"| {name} | {rate:,.0f} | {median} | {most} | {size:,.0f} | {times} |", *wrong)
    print(f"\nfirst picture {1000 * first:.1f} ms; first two seconds {cold:,.0f} a second; {resident:.0f} MiB in memory")


def soak(options, project, _):
    with service(options.binary, project, "--memory", options.memory) as server:
        wrk(server.port, 5, 32, options.seeds)
        load = threading.Thread(target=lambda: results.append(wrk(server.port, options.seconds, 32, options.seeds)))
        results, samples = [], []
        load.start()
        while load.is_alive():
            samples.append(server.resident())
            load.join(max(1, options.seconds / 60))
        rate, latencies, wrong = results[0]
        tenth = max(1, len(samples) // 10)
        first, last = max(samples[tenth : 2 * tenth]), max(samples[-tenth:])
        print(f"{rate:,.0f} requests a second for {options.seconds} s; 99 %: {latencies['99']:.2f} ms", *wrong)
        print(f"MiB in memory: {first:.0f} after a tenth of the time, {last:.0f} at the end, {max(samples):.0f} at most")
        if last > 1.1 * first + 16:
            sys.exit("memory grows")


def abuse(options, project, _):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with service(options.binary, project) as server:
        connect = lambda: socket.create_connection(("127.0.0.1", server.port), timeout=60)
        server.get("/a.png")
        before = server.resident()

        def probe(what):
            begun = time.monotonic()
            assert server.get("/a.png").startswith(b"\x89PNG")
            taken = 1000 * (time.monotonic() - begun)
            print(f"{what}: another client waits {taken:.1f} ms; {server.resident():.0f} MiB in memory ({before:.0f} before)")

        with connect() as long:
            long.sendall(b"GET /a.png HTTP/1.1\r\nHost: x\r\nX: ")
            sent = 0
            try:
                while sent < 10 << 20:
                    sent += long.send(b"a" * 65536)
            except OSError:
                pass
        probe(f"a head of 10 MB, closed after {sent >> 10} KiB")
        silent = [connect() for _ in range(options.connections)]
        probe(f"{len(silent):,} connections that say nothing")
        for one in silent:
            one.sendall(b"GET /b.png HTTP/1.1\r\nHost: x\r\n\r\n")
        heads = sum(one.recv(15) == b"HTTP/1.1 200 OK" for one in silent)
        probe(f"the same that ask at once, {heads:,} of which get a picture")
        [one.close() for one in silent]
        slow = [connect() for _ in range(500)]
        for one in slow:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(b"GET /c.png?size=2048 HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
        time.sleep(2)
        probe("500 clients that ask for large pictures and read nothing")
        half = [connect() for _ in range(500)]
        for one in half:
            one.sendall(b"GET /a")
        begun = time.monotonic()
        half[0].settimeout(60)
        try:
            half[0].recv(1)
        except ConnectionResetError:
            pass
        probe(f"500 half requests, closed after {time.monotonic() - begun:.1f} s")
        [one.close() for one in slow + half]
        time.sleep(1)
        probe("all of them gone")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["compare", "soak", "abuse"])
    parser.add_argument("project", type=Path)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/simdgen")
    parser.add_argument("--manifest", type=Path, default=ROOT / "target/release/examples/manifest",
                        help="the example of that name (cargo build --release --examples)")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=100_000, help="different pictures that are asked for")
    parser.add_argument("--memory", type=int, default=256, help="MiB that `soak` allows the service")
    parser.add_argument("--connections", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="simdgen-service-") as work:
        project = Path(work) / "project"
        shutil.copytree(options.project, project)
        for path in [project, *project.rglob("*")]:
            os.chmod(path, path.stat().st_mode | 0o200)
        {"compare": compare, "soak": soak, "abuse": abuse}[options.what](options, project, Path(work))


if __name__ == "__main__":
    main()
