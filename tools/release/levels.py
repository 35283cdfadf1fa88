"""Gives a wheel of Python the levels that the programs have: two extension modules, of which the better one is loaded.

The wheel was built for every x86-64 processor, and once more for x86-64-v3. Its module `simdgen._simdgen` becomes a file that
puts the module of one of the two levels in its own place. The rest of the package does not know.
"""
import base64
import hashlib
import zipfile

from archive import zipped

MODULE = "simdgen/_simdgen.abi3.so"
CHOICE = '''\
"""Loads the module that is built for this processor: the same results at each level, in less time at the higher one."""

import importlib
import os
import sys

# What compilers take for granted at x86-64-v3, as Linux names it.
V3 = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave", "popcnt", "sse4_2"}


def _flags():
    try:
        with open("/proc/cpuinfo") as told:
            return set(next((line for line in told if line.startswith("flags")), "").split())
    except OSError:
        return set()


def _level():
    asked = os.environ.get("SIMDGEN_LEVEL")
    if asked:
        known = {"x86-64": "_baseline", "x86-64-v3": "_v3"}
        if asked not in known:
            raise ImportError(f"SIMDGEN_LEVEL is {asked!r}, which is no level; set it to {' or '.join(known)}, or not at all")
        if known[asked] == "_v3" and V3 - _flags():
            raise ImportError("SIMDGEN_LEVEL asks for x86-64-v3, which this processor cannot run; unset it to load the best")
        return known[asked]
    return "_baseline" if V3 - _flags() else "_v3"


sys.modules[__name__] = importlib.import_module(f"{__package__}.{_level()}._simdgen")
'''


def joined(baseline, v3):
    """Bytes of one wheel from those of both levels."""
    with zipfile.ZipFile(baseline) as low, zipfile.ZipFile(v3) as high:
        entries = {entry.filename: (low.read(entry), entry.external_attr >> 16 & 0o777) for entry in low.infolist()}
        module, mode = entries.pop(MODULE)
        other = high.read(MODULE)
    record = next(name for name in entries if name.endswith(".dist-info/RECORD"))
    entries.pop(record)
    entries["simdgen/_baseline/_simdgen.abi3.so"] = module, mode
    entries["simdgen/_v3/_simdgen.abi3.so"] = other, mode
    entries["simdgen/_simdgen.py"] = CHOICE.encode(), 0o644
    lines = [f"{name},sha256={sum_of(content)},{len(content)}\n" for name, (content, _) in entries.items()]
    entries[record] = ("".join(lines) + f"{record},,\n").encode(), 0o644
    return zipped((name, content, mode) for name, (content, mode) in entries.items())


def sum_of(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
