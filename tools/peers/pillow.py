#!/usr/bin/env python3
"""Pillow, traits decoded beforehand. usage: pillow.py MANIFEST OUT_DIR"""
import json
import sys
import time
from pathlib import Path

from PIL import Image, ImageColor


def main():
    manifest, out = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    if not manifest["source_over"]:
        sys.exit("no blend modes or opacity here")
    size = (manifest["width"], manifest["height"])
    kernel = Image.BILINEAR if manifest["smooth"] else Image.NEAREST
    pictures = {}
    for number in {n for edition in manifest["editions"] for n in (p["file"] for p in edition["pictures"])}:
        picture = Image.open(manifest["files"][number]).convert("RGBA")
        pictures[number] = picture if picture.size == size else picture.resize(size, kernel)
    out.mkdir()
    start, usage, written = time.perf_counter(), time.process_time(), 0
    for edition in manifest["editions"]:
        canvas = Image.new("RGBA", size, ImageColor.getcolor(edition["background"] or "#00000000", "RGBA"))
        for picture in edition["pictures"]:
            canvas.alpha_composite(pictures[picture["file"]])
        file = out / f"{edition['number']}.png"
        canvas.save(file)
        written += file.stat().st_size
    seconds, cpu = time.perf_counter() - start, time.process_time() - usage
    result = {"editions": len(manifest["editions"]), "seconds": seconds, "cpu_seconds": cpu, "bytes": written}
    print(json.dumps(result))


main()
