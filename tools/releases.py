#!/usr/bin/env python3
"""Write src/dialect/release/table.txt: hashes of every version of src/main.js in the history of the two engines.

usage: releases.py HASHLIPS NFTCHEF > src/dialect/release/table.txt

Both are git clones. What is hashed must be what src/dialect/release/text.rs hashes: a script in one way of writing it."""
import hashlib
import json
import re
import subprocess
import sys

HEADS = {"HashLips": ["v1.1.2_patch_v5"], "nftchef": ["main", "nested-folder-structure"]}
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\.|[^`\\])*`?|[A-Za-z0-9_$]+|.""", re.DOTALL
)
WORD = re.compile(r"[A-Za-z0-9_$]")
ITEM = re.compile(r"(?:export )?(?:const|let|var|async function|function) ([A-Za-z_$][\w$]*)")


def git(clone, *arguments):
    return subprocess.run(["git", "-C", clone, *arguments], capture_output=True, text=True, check=True).stdout


def plain(text):
    """A script without what changes nothing, as `plain` in text.rs."""
    out = ""
    for token in TOKEN.findall(text):
        if token in " \t\n\r\v\f;" or token.startswith(("//", "/*")):
            continue
        if token[0] in "\"'":
            inner = token[1:].removesuffix(token[0])
            token = '"' + inner.replace("\\'", "'").replace('\\"', '"') + '"'
        elif token[0] == "`":
            token = token.replace("'", '"').replace("\r", "")
        elif token in ")]}":
            out = out.removesuffix(",")
        elif WORD.match(token) and WORD.match(out[-1:]):
            out += " "
        out += "let" if token in ("const", "var") else token
    return out


def sha256(text):
    return hashlib.sha256(plain(text).encode()).hexdigest()


def functions(text):
    """Names and hashes of the functions that begin in the first column."""
    items, item = [], None
    for line in text.splitlines():
        line = line.rstrip()
        if line and not line[0].isspace() and line[0] not in "})]/*":
            found = ITEM.match(line)
            is_function = "=>" in line or "function" in line or line.endswith(("= (", "= async ("))
            item = [line] if found and is_function else None
            if item:
                items.append((found.group(1), item))
        elif item and not line.lstrip().startswith(("//", "*", "/*")):
            item.append(line)
    return [(name, sha256("\n".join(lines))[:16]) for name, lines in items]


def version(engine, clone, commit, text):
    """What a commit behaves as: of HashLips the release it leads to, of nftchef what package.json says."""
    if engine == "nftchef":
        return json.loads(git(clone, "show", f"{commit}:package.json"))["version"]
    signs = [
        ("1.1.2", "edition}.png`,\n      //Added"),
        ("1.1.1", "imageSmoothingEnabled"),
        ("1.1.0", "bypassDNA"),
        ("1.0.9", "HashlipsGiffer"),
        ("1.0.8", "namePrefix"),
        ("1.0.7", "DNA_DELIMITER"),
        ("1.0.6", "shuffleLayerConfigurations"),
        ("1.0.4", "/images"),
        ("1.0.3", "globalCompositeOperation"),
        ("1.0.2", "layerConfigurations"),
        ("1.0.1", "weight"),
    ]
    return next((name for name, sign in signs if sign in text), "1.0.0")


def main():
    print(__doc__.split("\n\n")[0].replace("Write src/dialect/release/table.txt: h", "# H").rstrip("."))
    print("# (tools/releases.py): `release ENGINE VERSION COMMIT SHA-256`, and of each function the versions that have it:")
    print("# `function ENGINE NAME HASH VERSIONS`.")
    taken, own = set(), {}
    for engine, clone in zip(HEADS, sys.argv[1:3], strict=True):
        known, releases = {}, {}
        for commit in git(clone, "log", "--format=%H", "--reverse", *HEADS[engine], "--", "src/main.js").split():
            text = git(clone, "show", f"{commit}:src/main.js").lstrip("\ufeff")
            # What the engines share is the first's; what only comments tell apart is of the last.
            if (digest := sha256(text)) in taken:
                continue
            of = version(engine, clone, commit, text)
            releases.pop(digest, None)
            releases[digest] = (of, commit[:7])
            for name, hashed in functions(text):
                known.setdefault((name, hashed), []).append(of)
        for digest, (of, commit) in releases.items():
            print("release", engine, of, commit, digest)
        taken.update(releases)
        own[engine] = known
    for engine, known in own.items():
        for (name, hashed), versions in sorted(known.items()):
            print("function", engine, name, hashed, ",".join(dict.fromkeys(versions)))


if __name__ == "__main__":
    main()
