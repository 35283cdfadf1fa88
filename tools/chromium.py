"""Drives headless Chromium: serves one page and what it asks for, and waits for the page's report.

The page posts "/start" when its preparations are done, if it wants the clock to start there, and its report to "/".
"""
import shutil
import subprocess
import tempfile
import threading
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import sysconf
from pathlib import Path

PATIENCE_SECONDS = 600

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-quic"]

# cpu_seconds is of all the browser's processes, user and system; None where there is no /proc.
Report = namedtuple("Report", "text cpu_seconds processes")


def find():
    """The browser's path, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def session_cpu(session):
    """CPU seconds so far of all processes of a session, with those they have waited for; and how many there are."""
    ticks, processes = 0, 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything; fields are counted after it.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))
            processes += 1
    return (ticks / sysconf("SC_CLK_TCK"), processes) if processes else (None, 0)


def visit(browser, page, answer):
    """Opens a page (bytes); `answer` gives (content type, bytes) for a path, or None. Returns the page's report."""
    finished, reported, started = threading.Event(), [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = ("text/html", page) if self.path == "/" else answer(self.path)
            if found is None:
                self.send_error(404)
            else:
                self.send(*found)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path == "/start":
                started.append(session_cpu(process.pid))
            else:
                reported.append((body, session_cpu(process.pid)))
            self.send("text/plain", b"")
            # Last, because the browser is ended then and would not hear the answer.
            if reported:
                finished.set()

        def send(self, kind, body):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"http://127.0.0.1:{server.server_port}/"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        # A session of its own, so that its processes can be told from others.
        process = subprocess.Popen(command, start_new_session=True, **quiet)
        done = finished.wait(PATIENCE_SECONDS)
        process.terminate()
        process.wait()
    server.shutdown()
    if not done:
        raise RuntimeError(f"the page reported nothing in {PATIENCE_SECONDS} s")
    text, (cpu, processes) = reported[0]
    before = started[0][0] if started else 0
    return Report(text, None if cpu is None or before is None else cpu - before, processes)
