"""The packages for npm: one for each platform, which npm installs where its platform fits, and `simdgen`, which starts it.

Nothing is fetched and no script runs when they are installed.
"""
import json
from pathlib import Path

from archive import PROGRAM, TEXT, tar_gz

# Names of npm for the machines.
CPUS = {"x86_64": "x64", "aarch64": "arm64"}
LAUNCHER = Path(__file__).parent / "simdgen.js"


def name_of(machine):
    return f"@simdgen/linux-{CPUS[machine]}"


def file_of(name, version):
    """The file that `npm pack` would write."""
    return f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"


def manifest(about, name, **keys):
    made = {"name": name, "version": about["version"], "description": about["description"], "license": about["license"]}
    return json.dumps(made | keys, indent=2).encode() + b"\n"


def platform_package(about, machine, programs, texts, made_at):
    """The package of one machine: its programs side by side."""
    name = name_of(machine)
    entries = [("package/package.json", manifest(about, name, os=["linux"], cpu=[CPUS[machine]], preferUnplugged=True), TEXT)]
    entries += [(f"package/bin/{program.name}", program.read_bytes(), PROGRAM) for program in programs]
    entries += [(f"package/{file}", text, TEXT) for file, text in texts.items()]
    return file_of(name, about["version"]), tar_gz(entries, made_at)


def launcher_package(about, machines, texts, made_at):
    """The package that people name: the platforms are optional, since only one of them fits."""
    keys = {
        "keywords": about["keywords"],
        "bin": {"simdgen": "bin/simdgen.js"},
        "engines": {"node": ">=16"},
        "optionalDependencies": {name_of(machine): about["version"] for machine in machines},
    }
    entries = [("package/package.json", manifest(about, "simdgen", **keys), TEXT)]
    entries += [("package/bin/simdgen.js", LAUNCHER.read_bytes(), PROGRAM)]
    entries += [(f"package/{file}", text, TEXT) for file, text in texts.items()]
    return file_of("simdgen", about["version"]), tar_gz(entries, made_at)
