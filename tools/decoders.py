#!/usr/bin/env python3
"""Decodes the pictures of a build with every decoder that is installed, and compares all pixels with each other.

usage: tools/decoders.py BUILD [--sample N] [--node-modules FOLDER]
       tools/decoders.py --program SIMDGEN [PROJECT]... [--sample N] [--node-modules FOLDER]

BUILD is a folder that `simdgen generate` wrote, or any folder of PNG files. With --program, N editions of each project (by
default 6) are built with every effort and compression that SIMDGEN lists; an edition has to have the same pixels in all of
these. Without a PROJECT, small ones are drawn: few colours, greys, transparency. Decoders that are missing are named:

  Pillow                     pip install pillow
  pngcheck                   checks structure and check sums; must have nothing to say
  libpng                     `cc` and the headers of libpng
  Go's image/png             `go`
  sharp, @napi-rs/canvas     npm install sharp @napi-rs/canvas   (in --node-modules, default: here)
  headless Chromium          a `chromium` or `google-chrome` on the path

Compared are width, height and a hash of straight RGBA. A canvas holds premultiplied pixels, so @napi-rs/canvas is
compared only on pictures whose form has no transparency. Exit code 3 when anything differs or is not decoded, 2 when
there is nothing to compare.
"""
import argparse
import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import chromium
import options as program_options

HERE = Path(__file__).resolve().parent / "decoders"
sys.path.insert(0, str(HERE))
import forms  # noqa: E402

# Files of one call of a program: argument lists have a limit.
CHUNK = 200


class Missing(Exception):
    """A decoder that is not installed."""


def line(width, height, rgba):
    return f"{width} {height} {hashlib.sha256(rgba).hexdigest()}"


def from_program(command, files, env=None):
    """Lines from a program that writes width, height and RGBA of each of its arguments."""
    lines = []
    for start in range(0, len(files), CHUNK):
        chunk = files[start : start + CHUNK]
        with subprocess.Popen([*command, *map(str, chunk)], stdout=subprocess.PIPE, env=env) as process:
            for file in chunk:
                size = process.stdout.read(8)
                if len(size) < 8:
                    raise RuntimeError(f"stopped at {file.name}")
                width, height = struct.unpack("<II", size)
                rgba = process.stdout.read(4 * width * height)
                if len(rgba) < 4 * width * height:
                    raise RuntimeError(f"stopped inside {file.name}")
                lines.append(line(width, height, rgba))
            if process.stdout.read(1) or process.wait():
                raise RuntimeError(f"failed with exit code {process.returncode}")
    return lines


def pillow(files, _work, _options):
    try:
        from PIL import Image
    except ImportError:
        raise Missing("no PIL module")
    lines = []
    for file in files:
        with Image.open(file) as image:
            lines.append(line(*image.size, image.convert("RGBA").tobytes()))
    return lines


def libpng(files, work, _options):
    if not shutil.which("cc"):
        raise Missing("no cc")
    program = work / "libpng"
    built = subprocess.run(["cc", "-O2", HERE / "libpng.c", "-o", program, "-lpng"], capture_output=True, text=True)
    if built.returncode:
        raise Missing("libpng.c does not build: " + built.stderr.strip().split("\n")[0])
    return from_program([program], files)


def go(files, work, _options):
    if not shutil.which("go"):
        raise Missing("no go")
    program = work / "decode-go"
    subprocess.run(["go", "build", "-o", program, HERE / "decode.go"], check=True)
    return from_program([program], files)


def node(library):
    def decode(files, _work, options):
        if not shutil.which("node"):
            raise Missing("no node")
        env = os.environ | {"NODE_PATH": str(options.node_modules)}
        found = subprocess.run(["node", "-e", f"require('{library}')"], env=env, capture_output=True)
        if found.returncode:
            raise Missing(f"not in {options.node_modules}")
        return from_program(["node", HERE / "decode.js", library], files, env)

    return decode


def browser(files, _work, _options):
    path = chromium.find()
    if not path:
        raise Missing("no chromium or google-chrome")

    def answer(asked):
        if asked == "/count":
            return "text/plain", str(len(files)).encode()
        number = asked.removeprefix("/picture/")
        return ("image/png", files[int(number)].read_bytes()) if number.isdecimal() else None

    lines = chromium.visit(path, (HERE / "chromium.html").read_bytes(), answer).text.split("\n")
    if len(lines) != len(files) or lines[-1].startswith("failed"):
        raise RuntimeError(lines[-1])
    return lines


def pngcheck(files):
    """What pngcheck has to say about files, a line each; nothing, if they are well."""
    if not shutil.which("pngcheck"):
        raise Missing("no pngcheck")
    said = []
    for start in range(0, len(files), CHUNK):
        command = ["pngcheck", "-q", *map(str, files[start : start + CHUNK])]
        result = subprocess.run(command, capture_output=True, text=True)
        said += (result.stdout + result.stderr).strip().splitlines()
        if result.returncode and not said:
            said.append(f"exit code {result.returncode}")
    return said


COLOUR_TYPES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey and alpha", 6: "RGBA"}


def form(file):
    """How a file says that it stores pixels; `tRNS` is of a grey, a colour or a palette, and comes before the pixels."""
    data = file.read_bytes()
    clear = " and tRNS" if b"tRNS" in data[: data.index(b"IDAT")] else ""
    return f"{COLOUR_TYPES[data[25]]}{clear}, {data[24]} bits"


def has_alpha(form):
    return "tRNS" in form or "alpha" in form or "RGBA" in form


def build_all(program, projects, count, work):
    """Pictures of every project with every encoding, named PROJECT-EDITION-ENCODING.png in one folder."""
    folder = work / "pictures"
    folder.mkdir()
    if not projects:
        projects = forms.write(work / "forms")
    listed = subprocess.run([program, "generate", "--help"], capture_output=True, text=True, check=True).stdout
    for project in projects:
        for name, encoding in program_options.builds(listed).items():
            out = work / "out"
            command = [program, "generate", project, "--out", out, "--pack", work / "traits.pack", "--count", str(count), "--quiet"]
            subprocess.run([*command, *encoding], check=True)
            for file in (out / "images").glob("*.png"):
                file.rename(folder / f"{project.resolve().name}-{file.stem}-{name}.png")
            shutil.rmtree(out)
        (work / "traits.pack").unlink()
    return folder


def unlike(files, lines):
    """Editions whose pixels are not those of another encoding, by the lines of one decoder."""
    first, wrong = {}, []
    for file, got in zip(files, lines):
        edition = file.stem.rpartition("-")[0]
        by, expected = first.setdefault(edition, (file.name, got))
        if got != expected:
            wrong.append(f"{file.name} has not the pixels of {by}")
    return wrong


def decode_all(files, options, work):
    """Prints what each decoder says; (whether all agree, how many were asked, lines of the first that reads everything)."""
    shapes = [form(file) for file in files]
    everything, no_alpha = [True] * len(files), [not has_alpha(shape) for shape in shapes]
    decoders = [
        ("Pillow", pillow, everything),
        ("libpng", libpng, everything),
        ("Go", go, everything),
        ("sharp", node("sharp"), everything),
        ("@napi-rs/canvas", node("@napi-rs/canvas"), no_alpha),
        ("Chromium", browser, everything),
    ]
    counted = "; ".join(f"{count} of {shape}" for shape, count in sorted(Counter(shapes).items()))
    print(f"{len(files)} pictures: {counted}")
    first, compared, failed, complete = {}, 0, False, None
    try:
        said = pngcheck(files)
        print(f"{'pngcheck':16} {'silent' if not said else 'SAYS ' + said[0]}")
        failed |= bool(said)
    except Missing as why:
        print(f"{'pngcheck':16} missing: {why}")
    for name, decode, which in decoders:
        chosen = [number for number, use in enumerate(which) if use]
        if not chosen:
            print(f"{name:16} not asked: it is exact only without transparency")
            continue
        start = time.monotonic()
        try:
            lines = decode([files[number] for number in chosen], work, options)
        except Missing as why:
            print(f"{name:16} missing: {why}")
            continue
        except Exception as error:
            print(f"{name:16} FAILED: {error}")
            failed = True
            continue
        compared += 1
        if len(lines) == len(files):
            complete = complete or lines
        wrong = []
        for number, got in zip(chosen, lines):
            by, expected = first.setdefault(number, (name, got))
            if got != expected:
                wrong.append(f"{files[number].name} is not what {by} reads")
        seconds = time.monotonic() - start
        verdict = f"DIFFERS in {len(wrong)}, first: {wrong[0]}" if wrong else f"{len(chosen)} equal"
        print(f"{name:16} {verdict} ({seconds:.1f} s)")
        failed |= bool(wrong)
    return not failed, compared, complete


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="BUILD|PROJECT")
    parser.add_argument("--program", type=lambda path: Path(path).resolve(), metavar="SIMDGEN")
    parser.add_argument("--sample", type=int, help="decode so many pictures, drawn from a fixed seed; with --program, editions")
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"))
    options = parser.parse_args()
    options.node_modules = options.node_modules.resolve()
    if not options.program and len(options.folders) != 1:
        parser.error("name one BUILD, or --program")
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        if options.program:
            folder = build_all(options.program, options.folders, options.sample or 6, work)
        else:
            build = options.folders[0]
            folder = build / "images" if (build / "images").is_dir() else build
        files = sorted(folder.resolve().glob("*.png"))
        if options.sample and options.sample < len(files) and not options.program:
            files = sorted(random.Random(7).sample(files, options.sample))
        if not files:
            print(f"no PNG files in {folder}", file=sys.stderr)
            sys.exit(2)
        agree, compared, lines = decode_all(files, options, work)
        wrong = unlike(files, lines) if options.program and lines else []
    if options.program and lines:
        print(f"{'encodings':16} {f'DIFFER in {len(wrong)}, first: {wrong[0]}' if wrong else 'all of the same pixels'}")
    if wrong or not agree:
        sys.exit(3)
    if compared < 2:
        print("fewer than two decoders are installed: nothing was compared", file=sys.stderr)
        sys.exit(2)


main()
