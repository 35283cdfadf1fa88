"""What a binary is made of: a CycloneDX bill of materials, and the licences that have to go with it.

Both come from `cargo metadata` of one target, which knows of every crate its version, licence, sum and the crates that it needs.
Only crates whose code is in the program are listed: those that run while it is built, and tests, are not.
"""
import hashlib
import html
import json
import re
import subprocess
import uuid
from pathlib import Path

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
# The places of C code that crates bring along, whose licences are their own.
BELOW = 4


def metadata(root, target):
    """Crates of the program for a target, the program first: each with the ids of the crates that it needs."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", target]
    told = json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)
    packages = {package["id"]: package for package in told["packages"]}
    needs = {}
    for node in told["resolve"]["nodes"]:
        linked = lambda dep: any(kind["kind"] is None for kind in dep["dep_kinds"])
        needs[node["id"]] = [dep["pkg"] for dep in node["deps"] if linked(dep) and not is_macro(packages[dep["pkg"]])]
    reached, open_ids = {}, [told["resolve"]["root"]]
    while open_ids:
        found = open_ids.pop()
        if found not in reached:
            reached[found] = needs[found]
            open_ids += needs[found]
    first = told["resolve"]["root"]
    order = [first] + sorted((one for one in reached if one != first), key=lambda one: key(packages[one]))
    return [(packages[one], [packages[need] for need in reached[one]]) for one in order]


def is_macro(package):
    """A macro runs in the compiler; nothing of it is linked."""
    return any("proc-macro" in target["kind"] for target in package["targets"])


def key(package):
    return package["name"], package["version"]


def sums(root):
    """SHA-256 of each crate's archive, by name and version, as Cargo.lock holds it."""
    found = {}
    for block in (root / "Cargo.lock").read_text().split("[[package]]"):
        value = dict(re.findall(r'^(name|version|checksum) = "(.*)"$', block, re.MULTILINE))
        if "checksum" in value:
            found[value["name"], value["version"]] = value["checksum"]
    return found


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, archives, kind="library"):
    made = {"type": kind, "bom-ref": purl(package), "name": package["name"], "version": package["version"]}
    if package.get("description"):
        made["description"] = " ".join(package["description"].split())
    if key(package) in archives:
        made["hashes"] = [{"alg": "SHA-256", "content": archives[key(package)]}]
    if package.get("license"):
        made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    made["purl"] = purl(package)
    if package.get("repository"):
        made["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return made


def bill(crates, archives, target, files, made_at):
    """The bill of one target, with the sums of its programs; the same input gives the same bytes."""
    program = component(crates[0][0], archives, "application")
    program["properties"] = [{"name": "cargo:target", "value": target}]
    program["components"] = [
        {"type": "file", "name": path.name, "hashes": [{"alg": "SHA-256", "content": sha256(path)}]} for path in files
    ]
    made = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"timestamp": made_at, "component": program},
        "components": [component(package, archives) for package, _ in crates[1:]],
        "dependencies": [
            {"ref": purl(package), "dependsOn": sorted({purl(need) for need in needs})} for package, needs in crates
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(made, sort_keys=True))
    return json.dumps({"serialNumber": f"urn:uuid:{number}"} | made, indent=1) + "\n"


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def licence_texts(package):
    """Licence files of a crate and of what it brings along, by their place in it."""
    home = Path(package["manifest_path"]).parent
    found = {}
    for path in sorted(home.rglob("*")):
        place = path.relative_to(home)
        is_text = path.suffix.lower() in ("", ".md", ".txt") or LICENCE_FILE.match(path.suffix[1:])
        if len(place.parts) <= BELOW and LICENCE_FILE.match(path.name) and is_text and path.is_file():
            found[place.as_posix()] = path.read_text(errors="replace").strip()
    return found


def licences(crates, toolchain):
    """One text with the licence of everything that is linked, each text once, under the crates that have it."""
    owners = {}
    for package, _ in crates[1:]:
        texts = licence_texts(package)
        title = f"{package['name']} {package['version']} ({package.get('license') or 'no licence named'})"
        if not texts:
            owners.setdefault("The archive of this crate holds no text of its licence.", []).append(title)
        for place, text in texts.items():
            owners.setdefault(text, []).append(title if "/" not in place else f"{title}: {place}")
    # The toolchain has the copyright of its library as a page alone.
    page = (toolchain / "share/doc/rust/COPYRIGHT-library.html").read_text()
    body = re.sub(r"<(head|style|script)\b.*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)
    text = re.sub(r"\n\s*\n\s*", "\n\n", html.unescape(body)).strip()
    owners.setdefault(text, []).append("the standard library of Rust")
    owners.setdefault(MUSL, []).append("musl, the C library")
    rule = "=" * 100
    parts = [f"{rule}\n{chr(10).join(titles)}\n{rule}\n\n{text}\n" for text, titles in owners.items()]
    return "Licences of what simdgen is made of besides its own code.\n\n" + "\n".join(parts)


MUSL = """\
musl as a whole is licensed under the MIT licence.

Copyright (c) 2005-2020 Rich Felker, et al.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""
