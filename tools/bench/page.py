"""The sections of the guide's performance page that are measured, and their place in it."""
import sys

import measure
import tables
import targets

PAGE = measure.ROOT / "src/guide/performance.md"
START, END = "<!-- bench:start -->\n", "<!-- bench:end -->"
SIZES = [tables.sizes, targets.against_others, tables.against_png]
ALL = [tables.machine, tables.speed, *SIZES, tables.splice]


def render(sets, sections):
    return "\n\n".join(text for text in (section(sets) for section in sections) if text) + "\n"


def parts():
    """What is before the tables, they, and what is after."""
    page = PAGE.read_text()
    if START not in page or END not in page:
        sys.exit(f"{PAGE} lacks the lines {START.strip()} and {END}")
    before, _, rest = page.partition(START)
    measured, _, after = rest.partition(END)
    return before + START, measured, END + after


def put(text):
    before, _, after = parts()
    PAGE.write_text(before + text + after)


def put_sizes(text):
    """Replaces the sections of sizes, and leaves the others; new ones come last."""
    before, measured, after = parts()
    new = by_heading(text)
    kept = {name: section for name, section in by_heading(measured).items() if name in new or not name.startswith("Size")}
    sections = kept | new
    PAGE.write_text(before + "\n\n".join(sections.values()) + "\n" + after)


def by_heading(text):
    sections = ("\n" + text).split("\n### ")
    first = {"": sections[0].strip()} if sections[0].strip() else {}
    return first | {section.partition("\n")[0]: "### " + section.strip() for section in sections[1:]}
