#!/usr/bin/env python3
"""Packs programs that are built into everything that a release has.

usage: tools/release/pack.py PROGRAMS OUT [--wheels DIR]

PROGRAMS has a folder for each machine, x86_64 or aarch64, with `simdgen` and, for x86_64, `simdgen-VERSION-v3`. OUT is written
anew: an archive, a bill of materials and an npm package for each machine, the npm package `simdgen`, the wheels, and SHA256SUMS.
DIR has a folder for each level, baseline and v3, with the wheels built for it. A machine that is not there is left out.
Set SOURCE_DATE_EPOCH for the time of the files (default: that of the last commit).
"""
import argparse
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import levels
import npm
import sbom
from archive import PROGRAM, TEXT, tar_gz

ROOT = Path(__file__).resolve().parents[2]
MOST = 20_000_000
MACHINES = ["x86_64", "aarch64"]


def stop(text):
    print(text, file=sys.stderr)
    sys.exit(1)


def programs_of(folder, machine, version):
    """The programs of a machine, the one that people start first; stops for what may not be released."""
    names = ["simdgen"] + ([f"simdgen-{version}-v3"] if machine == "x86_64" else [])
    found = [folder / machine / name for name in names]
    for path in found:
        if not path.is_file():
            stop(f"{path} is not there: a release for {machine} has {' and '.join(names)}")
        if path.stat().st_size >= MOST:
            stop(f"{path} has {path.stat().st_size:,} bytes, not fewer than {MOST:,}")
    return found


def time_of():
    """Seconds since 1970 that every file of the release gets."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if not said:
        command = ["git", "log", "-1", "--format=%ct"]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return int(said)


def archive_of(machine, programs, texts, version, made_at):
    """The archive that is unpacked into a prefix: what is started in bin, what it starts in lib."""
    top = f"simdgen-{version}-{machine}-linux"
    places = ["bin"] + ["lib/simdgen"] * (len(programs) - 1)
    entries = [(f"{top}/{place}/{p.name}", p.read_bytes(), PROGRAM) for place, p in zip(places, programs)]
    entries += [(f"{top}/share/doc/simdgen/{name}", text, TEXT) for name, text in texts.items()]
    return f"{top}.tar.gz", tar_gz(entries, made_at)


def wheels_of(folder):
    """The wheels to release: of x86-64 both levels in one."""
    for path in sorted((folder / "baseline").glob("*.whl")):
        v3 = folder / "v3" / path.name
        if "x86_64" in path.name:
            if not v3.is_file():
                stop(f"{v3} is not there: a wheel for x86_64 has both levels")
            yield path.name, levels.joined(path, v3)
        else:
            yield path.name, path.read_bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path, metavar="PROGRAMS")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--wheels", type=Path, metavar="DIR")
    args = parser.parse_args()
    about = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
    version, made_at, archives = about["version"], time_of(), sbom.sums(ROOT)
    toolchain = Path(subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip())
    texts = {name: (ROOT / name).read_bytes() for name in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]}
    made, machines = {}, [machine for machine in MACHINES if (args.programs / machine).is_dir()]
    if not machines:
        stop(f"{args.programs} has neither {' nor '.join(MACHINES)}")
    for machine in machines:
        programs, target = programs_of(args.programs, machine, version), f"{machine}-unknown-linux-musl"
        crates = sbom.metadata(ROOT, target)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(made_at))
        bill = sbom.bill(crates, archives, target, programs, stamp).encode()
        own = texts | {"LICENSES-OF-PARTS.txt": sbom.licences(crates, toolchain).encode()}
        made[f"simdgen-{version}-{machine}-linux.cdx.json"] = bill
        for name, content in [
            archive_of(machine, programs, own | {"simdgen.cdx.json": bill}, version, made_at),
            npm.platform_package(about, machine, programs, own, made_at),
        ]:
            made[name] = content
    name, content = npm.launcher_package(about, machines, texts, made_at)
    made[name] = content
    made.update(wheels_of(args.wheels) if args.wheels else [])
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.mkdir(parents=True)
    for name, content in made.items():
        (args.out / name).write_bytes(content)
    lines = [f"{sbom.sha256(args.out / name)}  {name}\n" for name in sorted(made)]
    (args.out / "SHA256SUMS").write_text("".join(lines))
    for name in sorted(made):
        print(f"{len(made[name]):>12,}  {name}")


if __name__ == "__main__":
    main()
