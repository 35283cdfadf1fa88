#!/usr/bin/env python3
"""Runs browser.html in headless Chromium on a manifest and prints what the page reports. usage: browser.py MANIFEST"""
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MANIFEST = json.loads(Path(sys.argv[1]).read_text())
PAGE = (Path(__file__).resolve().parent / "browser.html").read_bytes()
FILES = sorted({f for e in MANIFEST["editions"] for f in e})
FINISHED = threading.Event()
REPORT = []


class Handler(BaseHTTPRequestHandler):
    """Serves the page, the manifest with files as numbers, and the files by number; takes the report."""

    def do_GET(self):
        if self.path == "/":
            self.answer("text/html", PAGE)
        elif self.path == "/manifest":
            number = {f: i for i, f in enumerate(FILES)}
            editions = [[number[f] for f in e] for e in MANIFEST["editions"]]
            self.answer("application/json", json.dumps(MANIFEST | {"editions": editions}).encode())
        elif self.path.startswith("/trait/"):
            self.answer("image/png", Path(FILES[int(self.path.rsplit("/", 1)[1])]).read_bytes())
        else:
            self.send_error(404)

    def do_POST(self):
        REPORT.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer("text/plain", b"")
        FINISHED.set()

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("no chromium or google-chrome on the path")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={profile}"]
        address = f"http://127.0.0.1:{server.server_port}/"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([browser, *flags, address], **quiet)
        finished = FINISHED.wait(600)
        process.terminate()
        process.wait()
    if not finished:
        sys.exit("the page reported nothing in 600 s")
    print(REPORT[0])


main()
