"""A registry on this machine that has the npm packages of a release and nothing else, and counts what is asked for."""
import base64
import hashlib
import json
import tarfile
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Registry:
    """Serves the packages of a folder until it is closed."""

    def __init__(self, folder):
        self.asked, self.packages = [], {}
        for path in sorted(Path(folder).glob("*.tgz")):
            with tarfile.open(path) as archive:
                manifest = json.load(archive.extractfile("package/package.json"))
            self.packages[manifest["name"]] = manifest, path
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                registry.answer(self)

            def do_POST(self):
                # npm asks for known weaknesses of packages.
                registry.send(self, 404, b"{}")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        name = urllib.parse.unquote(request.path).lstrip("/")
        self.asked.append(name)
        if name in self.packages:
            manifest, path = self.packages[name]
            sum_of = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
            dist = {"tarball": f"{self.address}/{path.name}", "integrity": f"sha512-{sum_of}"}
            version = manifest["version"]
            told = {"name": name, "dist-tags": {"latest": version}, "versions": {version: manifest | {"dist": dist}}}
            return self.send(request, 200, json.dumps(told).encode())
        for _, path in self.packages.values():
            if path.name == name:
                return self.send(request, 200, path.read_bytes())
        return self.send(request, 404, b"{}")

    @staticmethod
    def send(request, code, body):
        request.send_response(code)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
