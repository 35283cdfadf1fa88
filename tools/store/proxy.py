"""A proxy between a client and a store that answers badly on purpose, and counts what it passes on.

It speaks HTTP/1.1 with one request after the other on each connection, which is what the client does. Faults are chosen by the
number of the request, so a run meets the same ones each time.
"""
import http.client
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Proxy:
    """Passes requests on to a port of this machine.

    `fault` is called with the number of a request, its method and its path, and says what happens to it: None, "503", "cut"
    (the connection ends before the request is passed on), "lost" (it is passed on, and the answer is lost), "full", or seconds
    to wait before the answer.
    """

    def __init__(self, port, fault=lambda number, method, path: None):
        self.target, self.fault = port, fault
        self.number, self.seen, self.lock = 0, Counter(), threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def pass_on(self):
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length)
                with proxy.lock:
                    proxy.number += 1
                    number = proxy.number
                    proxy.seen[f"{self.command} {kind_of(self.path)}"] += 1
                fault = proxy.fault(number, self.command, self.path)
                if fault:
                    with proxy.lock:
                        proxy.seen[f"fault {fault}"] += 1
                if fault == "cut":
                    return self.cut()
                if fault == "503":
                    return self.answer(503, [], b"<Error><Code>SlowDown</Code><Message>Please reduce your rate.</Message></Error>")
                if fault == "full":
                    return self.answer(507, [], b"<Error><Code>InsufficientStorage</Code><Message>No space left.</Message></Error>")
                if isinstance(fault, (int, float)):
                    time.sleep(fault)
                try:
                    upstream = http.client.HTTPConnection("127.0.0.1", proxy.target, timeout=30)
                    headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection",)}
                    upstream.request(self.command, self.path, body, headers)
                    got = upstream.getresponse()
                    text = got.read()
                    upstream.close()
                except OSError:
                    return self.cut()
                if fault == "lost":
                    return self.cut()
                skipped = ("transfer-encoding", "connection", "content-length")
                kept = [(name, value) for name, value in got.getheaders() if name.lower() not in skipped]
                size = got.getheader("content-length") if self.command == "HEAD" else None
                self.answer(got.status, kept, text, size)

            def answer(self, status, headers, text, size=None):
                try:
                    self.send_response_only(status)
                    for name, value in headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", size or str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except OSError:
                    self.close_connection = True

            def cut(self):
                self.close_connection = True
                try:
                    self.connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = pass_on

        class Server(ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def kind_of(path):
    """What a request is about, by its path."""
    path, _, query = path.partition("?")
    if "list-type" in query or "comp=list" in query:
        return "listing"
    if "delete" in query:
        return "removal"
    for part in ("images", "json"):
        if f"/{part}/" in path:
            return part
    return "other"
