#!/usr/bin/env python3
"""Draws the charts of README.md from the tables of src/guide/performance.md, so that no number is typed twice.

usage: tools/charts.py [--check]

Writes speed.svg and size.svg into src/guide/pictures. --check writes nothing, and ends with 1 where a chart is not that of
the tables. A bar is as long as its value is large beside the largest of its set, so sets of different sizes stand side by side.
The efforts are those of the tables; a program that they do not have yet is left out.
"""
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "src/guide/performance.md"
PICTURES = ROOT / "src/guide/pictures"

SETS = ["hashlips-sample", "lpc-male", "catavatar", "nftchef-flat", "hashlips-lab"]
PEERS = ["headless Chromium", "sharp", "node-canvas", "@napi-rs/canvas", "Pillow"]
# Rows of these are ours; the chart of sizes has all of them.
OURS = "simdgen splice "
# Encoders of finished pictures, which matter for their sizes.
ENCODERS = ["oxipng level 2", "oxipng level 4"]
CHARTS = {
    "speed.svg": ("Speed", "Pictures per second on one core: longer is better", [OURS + "fast", *PEERS]),
    "size.svg": ("Size", "kB per picture: shorter is better", [OURS, *PEERS, *ENCODERS]),
}

# Pixels: the column of names, a set, a row, and the bar in it.
NAMES, COLUMN, ROW, BAR, TOP, EDGE = 190, 132, 24, 14, 84, 20
STYLE = """
    rect.card { fill: #ffffff; stroke: #d0d7de }
    text { fill: #1f2328; font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif }
    text.head { font-weight: 600; font-size: 15px }
    text.quiet { fill: #59636e; font-size: 12px }
    text.ours { font-weight: 600 }
    rect.ours { fill: #0969da }
    rect.peer { fill: #afb8c1 }
    @media (prefers-color-scheme: dark) {
      rect.card { fill: #0d1117; stroke: #3d444d }
      text { fill: #f0f6fc }
      text.quiet { fill: #9198a1 }
      rect.ours { fill: #4493f8 }
      rect.peer { fill: #59636e }
    }
"""


def table(heading):
    """The rows of the table under a heading, by their first cells without what follows a comma; that of the sets is called ""."""
    lines = PAGE.read_text().split(f"\n### {heading}\n", 1)[1].split("\n### ", 1)[0].splitlines()
    rows = [[cell.strip().strip("*") for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")]
    return {row[0].split(",")[0]: row[1:] for row in rows}


def value(cell):
    """The number of a cell without what stands in brackets, as text; None where nothing was measured."""
    return None if cell == "-" else cell.split(" (")[0]


def text(x, y, kind, words, anchor="start"):
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def draw(heading, title, programs):
    rows = table(heading)
    programs = [row for program in programs for row in rows if row == program or program == OURS and row.startswith(OURS)]
    places = {name.split(",")[0]: place for place, name in enumerate(rows[""])}
    pixels = dict(name.split(", ") for name in table("Speed")[""])
    width, height = EDGE * 2 + NAMES + COLUMN * len(SETS), TOP + ROW * len(programs) + EDGE - (ROW - BAR)
    parts = [text(EDGE, 32, "head", title)]
    for row, program in enumerate(programs):
        kind = "ours" if program.startswith(OURS) else "peer"
        parts.append(text(EDGE, TOP + ROW * row + BAR - 2, kind, program))
    for column, name in enumerate(SETS):
        x = EDGE + NAMES + COLUMN * column
        parts += [text(x, 54, "quiet", name), text(x, 70, "quiet", pixels[name])]
        values = [value(rows[program][places[name]]) for program in programs]
        largest = max(float(v.replace(",", "")) for v in values if v)
        for row, (program, shown) in enumerate(zip(programs, values)):
            kind, y = "ours" if program.startswith(OURS) else "peer", TOP + ROW * row
            if shown is None:
                parts.append(text(x, y + BAR - 2, "quiet", "not measured"))
                continue
            # Leaves room for the number beside the longest bar.
            length = max(1.0, (COLUMN - 62) * float(shown.replace(",", "")) / largest)
            parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2"/>')
            parts.append(text(round(x + length + 6), y + BAR - 2, kind, shown))
    inside = "\n  ".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
  <title>{escape(title)}</title>
  <style>{STYLE}  </style>
  <rect class="card" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6"/>
  {inside}
</svg>
"""


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    stale = []
    for name, chart in CHARTS.items():
        path, drawn = PICTURES / name, draw(*chart)
        if sys.argv[1:]:
            stale += [name] if not path.is_file() or path.read_text() != drawn else []
        else:
            path.write_text(drawn)
    if stale:
        sys.exit(f"{' and '.join(stale)} in {PICTURES.relative_to(ROOT)} not of the tables: run tools/charts.py")


main()
