#!/usr/bin/env python3
"""Runs browser.html in headless Chromium on a manifest and prints what the page reports. usage: browser.py MANIFEST"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import chromium  # noqa: E402


def main():
    browser = chromium.find()
    if browser is None:
        sys.exit("no chromium or google-chrome on the path")
    text = Path(sys.argv[1]).read_text()
    files = json.loads(text)["files"]

    def answer(asked):
        if asked == "/manifest":
            return "application/json", text.encode()
        number = asked.removeprefix("/trait/")
        return ("image/png", Path(files[int(number)]).read_bytes()) if number.isdecimal() else None

    report = chromium.visit(browser, (HERE / "browser.html").read_bytes(), answer)
    result = json.loads(report.text)
    if "error" in result:
        sys.exit(result["error"])
    print(json.dumps(result | {"cpu_seconds": report.cpu_seconds, "processes": report.processes}))


main()
