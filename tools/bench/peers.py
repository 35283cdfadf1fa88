"""What people use today, each on the same editions with all traits decoded before its clock starts."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import measure

TOOLS = Path(__file__).resolve().parents[1]

# How often fpnge encodes each frame: it is fast, and there are few.
FPNGE_ROUNDS = 10

NODE_CANVAS = "node-canvas"
NAMES = ["headless Chromium", "sharp", NODE_CANVAS, "@napi-rs/canvas", "Pillow"]
QUICK_NAMES = ["sharp", NODE_CANVAS]
FPNGE = "fpnge level 2, encoding only"
OXIPNG_2, OXIPNG_4 = "oxipng level 2, encoding only", "oxipng level 4, encoding only"
# Encoders that get finished pictures, with what tools/peers/reencode.py calls them.
ENCODERS = {OXIPNG_2: "oxipng-2", OXIPNG_4: "oxipng-4", "lossless WebP, encoding only": "webp"}


class Peers:
    def __init__(self, node_modules, fpnge, work, threads):
        """oxipng, which would take them all, gets so many threads."""
        self.env = os.environ | {"NODE_PATH": str(Path(node_modules).resolve()), "RAYON_NUM_THREADS": str(threads)}
        self.missing = {}
        self.fpnge = self.try_(lambda: build_fpnge(Path(fpnge), work), "fpnge") if fpnge else None

    def runners(self):
        """A runner, taking a manifest and a folder to write to, for each of NAMES."""
        node = lambda script, *more: lambda m, out: self.program(["node", TOOLS / "peers" / script, m, out, *more])
        python = lambda script: lambda m, out: self.program([sys.executable, TOOLS / "peers" / script, m, out])
        canvas = [node("canvas.js", "canvas"), node("canvas.js", "@napi-rs/canvas")]
        return zip(NAMES, [python("browser.py"), node("sharp.js"), *canvas, python("pillow.py")])

    def encoders(self, files):
        """A runner for each of ENCODERS, on finished pictures."""
        script = [sys.executable, TOOLS / "peers/reencode.py"]
        return [(name, lambda word=word: self.program([*script, word, *files])) for name, word in ENCODERS.items()]

    def program(self, command):
        """A peer prints one JSON object: editions, seconds, cpu_seconds, bytes."""
        printed, _ = measure.run(command, self.env)
        return json.loads(printed.strip().splitlines()[-1])

    def try_(self, run, name):
        """What a peer gives, or None and the reason on standard error, once."""
        try:
            return run()
        except measure.Failed as error:
            if self.missing.get(name) != str(error):
                print(f"  {name}: left out: {error}", file=sys.stderr)
            self.missing[name] = str(error)
            return None

    def run_fpnge(self, files):
        """Level 2 on the pixels of finished pictures: encoding only, nothing composed or written."""
        decoder, encoder = self.fpnge
        with subprocess.Popen([decoder, *files], stdout=subprocess.PIPE) as frames:
            done = subprocess.run([encoder, "2", str(FPNGE_ROUNDS)], stdin=frames.stdout, capture_output=True, text=True)
        if done.returncode:
            raise measure.Failed((done.stderr.strip().splitlines() or ["failed"])[-1])
        return json.loads(done.stdout)


def build_fpnge(source, work):
    """The programs that decode frames and encode them, from a folder with fpnge.cc and fpnge.h."""
    for compiler in ("cc", "c++"):
        if not shutil.which(compiler):
            raise measure.Failed(f"no {compiler}")
    decoder, encoder = work / "decode-frames", work / "fpnge"
    measure.run(["cc", "-O2", TOOLS / "decoders/libpng.c", "-o", decoder, "-lpng"])
    own = TOOLS / "peers/fpnge.cc"
    measure.run(["c++", "-O3", "-march=native", "-I", source, own, source / "fpnge.cc", "-o", encoder])
    return decoder, encoder


def largest_difference(mine, theirs, numbers):
    """Of a channel over some pictures; each rounds once a layer, simdgen premultiplied and Pillow straight."""
    from PIL import Image, ImageChops

    def premultiplied(file):
        # Colour under alpha 0 has no meaning; premultiplying takes it away.
        r, g, b, a = Image.open(file).convert("RGBA").split()
        return Image.merge("RGBA", [ImageChops.multiply(c, a) for c in (r, g, b)] + [a])

    pairs = ([premultiplied(folder / f"{n}.png") for folder in (mine, theirs)] for n in numbers)
    return max(high for pair in pairs for _, high in ImageChops.difference(*pair).getextrema())
