#!/usr/bin/env python3
"""Makes a flat project of nested layer folders: every PNG file below a layer's folder is a trait of it, all alike.

usage: tools/flatten.py LAYERS OUT WIDTH HEIGHT LAYER...

LAYERS holds a folder for each LAYER, named from the bottom up. OUT gets a simdgen.toml and the pictures, so that
layer sets with rules of their own can be measured as what their pictures are. Empty files are left out.
"""
import json
import shutil
import sys
from pathlib import Path


def main():
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    layers, out, width, height, *names = sys.argv[1:]
    out = Path(out)
    toml = f'[collection]\nname = "Flat"\nseed = "flat"\n\n[canvas]\nwidth = {width}\nheight = {height}\n'
    toml += '\n[files]\nweight_delimiter = ""\n'
    for name in names:
        pictures = [p for p in sorted((Path(layers) / name).rglob("*.png")) if p.stat().st_size]
        if not pictures:
            sys.exit(f"no PNG files below {Path(layers) / name}")
        folder = out / "layers" / name
        folder.mkdir(parents=True)
        for number, picture in enumerate(pictures, 1):
            # No links: simdgen refuses those that leave the project.
            shutil.copyfile(picture, folder / f"{number} {picture.name}")
        toml += f"\n[[layers]]\nname = {json.dumps(name)}\n"
    (out / "simdgen.toml").write_text(toml)


main()
