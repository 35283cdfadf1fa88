"""Decodes pictures in headless Chromium: serves chromium.html and the files, and waits for the page's report."""
import shutil
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "chromium.html"
PATIENCE_SECONDS = 600


def find():
    """The browser's path, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def decode(browser, files):
    """A line "width height sha256" for each file."""
    finished, report = threading.Event(), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/":
                self.answer("text/html", PAGE.read_bytes())
            elif self.path == "/count":
                self.answer("text/plain", str(len(files)).encode())
            elif self.path.startswith("/picture/"):
                self.answer("image/png", files[int(self.path.rsplit("/", 1)[1])].read_bytes())
            else:
                self.send_error(404)

        def do_POST(self):
            report.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer("text/plain", b"")
            finished.set()

        def answer(self, kind, body):
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
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={profile}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([browser, *flags, f"http://127.0.0.1:{server.server_port}/"], **quiet)
        done = finished.wait(PATIENCE_SECONDS)
        process.terminate()
        process.wait()
    server.shutdown()
    if not done:
        raise RuntimeError(f"the page reported nothing in {PATIENCE_SECONDS} s")
    lines = report[0].split("\n")
    if len(lines) != len(files) or lines[-1].startswith("failed"):
        raise RuntimeError(lines[-1])
    return lines
