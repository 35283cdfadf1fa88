#!/usr/bin/env python3
"""Encodes finished pictures anew, decoded beforehand: encoding only, nothing composed or written.

usage: reencode.py oxipng-LEVEL|webp FILE...

oxipng gets plain RGBA, so it cannot keep a file that was small before; it works on one thread, unless RAYON_NUM_THREADS says
otherwise. WebP is lossless, of libwebp's default method.
"""
import io
import json
import os
import sys
import time

# Read by oxipng's thread pool when it starts.
os.environ.setdefault("RAYON_NUM_THREADS", "1")

from PIL import Image, features  # noqa: E402


def oxipng(level):
    try:
        from oxipng import RawImage
    except ImportError:
        sys.exit("no oxipng module")

    def encode(picture):
        raw = RawImage(picture.tobytes(), *picture.size)
        return raw.create_optimized_png(level=level)

    return encode


def webp():
    if not features.check("webp"):
        sys.exit("Pillow without WebP")

    def encode(picture):
        file = io.BytesIO()
        picture.save(file, "WEBP", lossless=True, method=4)
        return file.getvalue()

    return encode


def main():
    name, *files = sys.argv[1:]
    encode = webp() if name == "webp" else oxipng(int(name.removeprefix("oxipng-")))
    written, wall, cpu = 0, 0, 0
    for file in files:
        with Image.open(file) as image:
            picture = image.convert("RGBA")
        start, usage = time.perf_counter(), time.process_time()
        written += len(encode(picture))
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - usage
    print(json.dumps({"editions": len(files), "seconds": wall, "cpu_seconds": cpu, "bytes": written}))


main()
