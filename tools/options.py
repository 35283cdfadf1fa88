"""The values of an option of `simdgen generate`, as `--help` lists them: what has a new one needs no change here."""
import re


def values(help_text, option):
    """Names in their order, and the default's. ValueError where the help has another form."""
    _, found, rest = help_text.partition(f"\n      {option} <")
    text = re.split(r"\n\n +--", rest)[0]
    names, default = re.findall(r"^ +- (\w+):", text, re.MULTILINE), re.search(r"\[default: (\w+)\]", text)
    if not found or not names or not default or default[1] not in names:
        raise ValueError(f"generate --help does not list the values of {option} and their default")
    return names, default[1]


def builds(help_text):
    """The options of every encoder with each of its values, by what the encoding is called."""
    efforts, _ = values(help_text, "--effort")
    levels, _ = values(help_text, "--compression")
    splice = {f"splice {effort}": ["--encoder", "splice", "--effort", effort] for effort in efforts}
    return splice | {f"direct {level}": ["--encoder", "direct", "--compression", level] for level in levels}
