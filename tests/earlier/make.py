#!/usr/bin/env python3
"""Makes small projects and builds with one version of simdgen, for later versions to read, resume and update.

usage: tests/earlier/make.py SIMDGEN FOLDER        (Linux; needs strace)

SIMDGEN is the binary of the version to keep, FOLDER a new folder that is best called by its version. Every project is whole:
pictures, configuration, and what that version left beside them. `tests/command/earlier.rs` says what must become of each.

  native      a finished build with layers shown one after another (gifs/), pixel_images/, the pack and the training, and
              its plan as JSON lines and for a spreadsheet
  nftchef     a finished build with _dna.json and _provenance.json
  hashlips    a finished build
  unfinished  a run that was killed in the middle: .simdgen-partial with a journal
  committing  a build that was being replaced by that of another seed when it was killed: .simdgen-complete
"""
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

SIDE = 8


def png(path, rgba):
    """Writes a picture: a square of one colour on nothing, or all of it where the colour is opaque."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def inside(x, y):
        return rgba[3] == 255 or 2 <= x < 6 and 2 <= y < 6

    pixel = lambda x, y: bytes(rgba if inside(x, y) else (0, 0, 0, 0))
    rows = (b"\0" + b"".join(pixel(x, y) for x in range(SIDE)) for y in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    chunks = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def layers(project, has_night=True):
    png(project / "layers/Sky/Day#3.png", (90, 160, 240, 255))
    if has_night:
        png(project / "layers/Sky/Night#1.png", (10, 10, 60, 255))
    png(project / "layers/Body/Cat#2.png", (240, 160, 60, 200))
    png(project / "layers/Body/Dog#1.png", (120, 80, 40, 200))


def native(project, editions=4, has_night=True, gallery="", blend=""):
    layers(project, has_night)
    text = f'[collection]\nname = "Kept"\ndescription = "Kept for later versions"\nseed = "kept"\neditions = {editions}\n'
    text += f'unique = false\n\n[[layers]]\nname = "Sky"\n\n[[layers]]\nname = "Body"\n{blend}{gallery}'
    (project / "simdgen.toml").write_text(text)


def script(project, network=""):
    layers(project)
    (project / "src").mkdir()
    (project / "src/config.js").write_text(
        f"""const layerConfigurations = [
  {{ growEditionSizeTo: 4, layersOrder: [{{ name: "Sky" }}, {{ name: "Body", blend: "multiply" }}] }},
];
module.exports = {{
  layerConfigurations,
  format: {{ width: {SIDE}, height: {SIDE}, smoothing: false }},
  baseUri: "ipfs://kept",
  namePrefix: "Kept",
  description: "Kept for later versions",
  rarityDelimiter: "#",
  {network}
}};
"""
    )


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    simdgen, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir()

    def run(*words):
        subprocess.run([simdgen, *map(str, words)], check=True, stdout=subprocess.DEVNULL)

    def killed(call, *words):
        """Runs until a system call has come so often, and kills at that one."""
        name, count = call
        inject = ["-e", f"trace={name}", "-e", f"inject={name}:signal=SIGKILL:when={count}"]
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", *inject]
        done = subprocess.run([*strace, simdgen, *map(str, words)], stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            sys.exit(f"{words}: was over before {name} came {count} times")

    made = folder / "native"
    blend = 'blend = "multiply"\nopacity = 0.9\n'
    native(made, has_night=False, gallery="\n[gallery.build_up]\ndelay = 100\n", blend=blend)
    run("generate", made)
    run("pixelate", made, "--ratio", "0.5")
    run("plan", made, "--out", made / "plan.jsonl")
    run("plan", made, "--out", made / "plan.csv")

    made = folder / "nftchef"
    script(made, 'startIndex: 1, hashImages: true, incompatible: {}, emptyLayerName: "NONE",')
    run("generate", made)

    made = folder / "hashlips"
    script(made, 'network: "eth", solanaMetadata: {}, uniqueDnaTorrance: 10000, shuffleLayerConfigurations: false,')
    run("generate", made)

    made = folder / "unfinished"
    native(made, editions=6)
    # A line of the journal, a picture and a metadata file of each edition: written one after another.
    killed(("write", 12), "generate", made, "--threads", 1, "--batch", 1, "--quiet")

    made = folder / "committing"
    native(made)
    run("generate", made)
    killed(("rename", 6), "generate", made, "--seed", "other", "--force", "--threads", 1, "--quiet")

    # Only one pack and one training are kept, and few traits of that: a tile of a pack takes 8 KiB.
    for project in folder.iterdir():
        if project.name != "native":
            shutil.rmtree(project / ".simdgen")
    for lock in [*folder.rglob(".simdgen-lock"), *folder.rglob("*.lock")]:
        lock.unlink()


main()
