#!/usr/bin/env python3
"""Render the same editions with simdgen and with what people use today, and print how fast each is.

usage: tools/compare.py LAYERS --layers "Background,Body,Hat" --size 512 [--editions 60] [--check]

LAYERS holds one folder of PNG files for each layer; --layers names them from the bottom up. Peers that are not
installed are named and left out:

  node-canvas, @napi-rs/canvas, sharp   npm install canvas @napi-rs/canvas sharp   (in --node-modules, default: here)
  Pillow                                pip install pillow
  headless Chromium                     a `chromium` or `google-chrome` on the path

Every peer has all traits decoded before its clock starts, and writes files, as simdgen does. Each works as its users
have it: one thread, but for the threads that libvips starts. simdgen runs on one thread of each kind and on all cores.
--check prints the largest difference between simdgen's pixels and Pillow's. Each rounds once a layer, simdgen (as Cairo)
premultiplied, Pillow straight, so it grows with the soft layers that lie over each other: 0 to 2 is usual.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def editions_of(layers_dir, layers, count):
    """Draws files for every edition, uniformly, from a fixed seed."""
    pools = []
    for layer in layers:
        pool = sorted(p for p in (layers_dir / layer).glob("*.png") if p.stat().st_size)
        if not pool:
            sys.exit(f"no PNG files in {layers_dir / layer}")
        pools.append(pool)
    draw = random.Random(7)
    return [[draw.choice(pool) for pool in pools] for _ in range(count)]


def write_project(work, layers_dir, layers, size, editions):
    """A native configuration and a plan of exactly these files."""
    quoted = [json.dumps(layer) for layer in layers]
    tables = "".join(f"[[layers]]\nname = {q}\nfolder = {q}\n" for q in quoted)
    (work / "simdgen.toml").write_text(
        f"[canvas]\nwidth = {size[0]}\nheight = {size[1]}\n"
        f"[files]\nlayers = {json.dumps(layers_dir.name)}\nweight_delimiter = \"\"\n{tables}"
    )
    rows = [",".join(["edition", "set", "background", "dna"] + [csv_cell(layer) for layer in layers])]
    for number, files in enumerate(editions, 1):
        rows.append(",".join([str(number), "0", "transparent", ""] + [csv_cell(f.name) for f in files]))
    (work / "plan.csv").write_text("\n".join(rows) + "\n")


def csv_cell(text):
    return '"' + text.replace('"', '""') + '"'


def run_simdgen(binary, work, layers_dir, threads, encoding):
    """Editions a second and mean bytes; the pack is built by an earlier run."""
    out = work / "simdgen"
    command = [binary, "generate", str(layers_dir.parent), "--config", str(work / "simdgen.toml")]
    command += ["--plan", str(work / "plan.csv"), "--pack", str(work / "traits.pack"), "--out", str(out)]
    command += ["--threads", str(threads), "--encoders", str(threads), *encoding.split(), "--force", "--json"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result["editions_per_second"], result["image_bytes"] / result["editions"]


def run_peer(command, env=None):
    """A peer prints one JSON object: editions, seconds, bytes."""
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=900)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["failed"])[-1])
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["editions"] / result["seconds"], result["bytes"] / result["editions"]


def run_pillow(manifest, out):
    from PIL import Image

    size = (manifest["width"], manifest["height"])
    pictures = {f: Image.open(f).convert("RGBA") for f in {f for e in manifest["editions"] for f in e}}
    pictures = {f: p if p.size == size else p.resize(size, Image.NEAREST) for f, p in pictures.items()}
    out.mkdir()
    start, written = time.perf_counter(), 0
    for number, files in enumerate(manifest["editions"], 1):
        canvas = Image.new("RGBA", size)
        for f in files:
            canvas.alpha_composite(pictures[f])
        canvas.save(out / f"{number}.png")
        written += (out / f"{number}.png").stat().st_size
    return len(manifest["editions"]) / (time.perf_counter() - start), written / len(manifest["editions"])


def check_against_pillow(mine, theirs, count):
    """The largest difference of a channel over all pictures."""
    from PIL import Image, ImageChops

    worst = 0
    for number in range(1, count + 1):
        pair = [Image.open(folder / f"{number}.png").convert("RGBA") for folder in (mine, theirs)]
        # Colour under alpha 0 has no meaning; premultiplying takes it away.
        pair = [premultiplied(p) for p in pair]
        worst = max(worst, max(high for _, high in ImageChops.difference(*pair).getextrema()))
    return worst


def premultiplied(picture):
    from PIL import Image, ImageChops

    r, g, b, a = picture.split()
    return Image.merge("RGBA", [ImageChops.multiply(c, a) for c in (r, g, b)] + [a])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers_dir", type=Path, metavar="LAYERS")
    parser.add_argument("--layers", required=True, help="layer folders from the bottom up, separated by commas")
    parser.add_argument("--size", default="512", help="W or WxH, in pixels")
    parser.add_argument("--editions", type=int, default=60, help="how many every peer renders (default 60)")
    parser.add_argument("--simdgen-editions", type=int, default=600, help="how many simdgen renders (default 600)")
    parser.add_argument("--simdgen", default=str(HERE.parent / "target/release/simdgen"))
    parser.add_argument("--node-modules", default=".", help="folder in which npm packages are installed")
    parser.add_argument("--check", action="store_true", help="compare pixels with Pillow's")
    args = parser.parse_args()
    width, _, height = args.size.partition("x")
    size = (int(width), int(height or width))
    layers_dir, layers = args.layers_dir.resolve(), args.layers.split(",")

    # Files go to memory where that is possible: a disk would be what is measured.
    memory = Path("/dev/shm")
    work = Path(tempfile.mkdtemp(prefix="simdgen-compare-", dir=memory if memory.is_dir() else None))
    try:
        many = editions_of(layers_dir, layers, max(args.simdgen_editions, args.editions))
        few = many[: args.editions]
        write_project(work, layers_dir, layers, size, many)
        manifest = {"width": size[0], "height": size[1], "editions": [[str(f) for f in e] for e in few]}
        (work / "manifest.json").write_text(json.dumps(manifest))
        compare(args, work, layers_dir, manifest)
    finally:
        shutil.rmtree(work)


def compare(args, work, layers_dir, manifest):
    rows = []

    def add(name, run):
        try:
            rows.append((name, *run()))
        except (RuntimeError, ImportError, FileNotFoundError, subprocess.SubprocessError) as error:
            print(f"{name}: left out: {error}", file=sys.stderr)

    run_simdgen(args.simdgen, work, layers_dir, 1, "--encoder direct")
    cores = os.cpu_count() or 1
    for encoding in ("--effort fast", "--effort balanced", "--encoder direct", "--encoder direct --compression balanced"):
        for threads in sorted({1, cores}):
            name = f"simdgen {encoding}, {threads} of each thread"
            add(name, lambda: run_simdgen(args.simdgen, work, layers_dir, threads, encoding))
    modules = {"NODE_PATH": str(Path(args.node_modules).resolve() / "node_modules")}
    for module in ("canvas", "@napi-rs/canvas"):
        command = ["node", str(HERE / "peers/canvas.js"), str(work / "manifest.json"), str(work / module.strip("@")), module]
        add(f"node {module}", lambda: run_peer(command, os.environ | modules))
    command = ["node", str(HERE / "peers/sharp.js"), str(work / "manifest.json"), str(work / "sharp")]
    add("node sharp", lambda: run_peer(command, os.environ | modules))
    add("Pillow", lambda: run_pillow(manifest, work / "pillow"))
    add("headless Chromium", lambda: run_peer([sys.executable, str(HERE / "peers/browser.py"), str(work / "manifest.json")]))

    best = rows[0][1]
    print(f"| {len(manifest['editions'])} editions of {manifest['width']} x {manifest['height']} | editions/s | kB | simdgen is |")
    print("|---|---|---|---|")
    for name, rate, size in rows:
        print(f"| {name} | {rate:.1f} | {size / 1e3:.1f} | {best / rate:.1f}x |")
    if args.check:
        worst = check_against_pillow(work / "simdgen/images", work / "pillow", len(manifest["editions"]))
        print(f"\nlargest difference from Pillow, premultiplied: {worst}")


if __name__ == "__main__":
    main()
