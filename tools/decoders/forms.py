"""Small projects whose pictures take every form that a PNG file of 8 bits and less can have: two colours and more, greys,
transparency of few levels and of many. Drawn without a library."""
import math
import struct
import zlib

# Not a whole number of tiles, and no whole number of bytes in a row of low depth.
WIDTH, HEIGHT = 203, 131
TRAITS = 3


def wave(x, y, number):
    """From 0 to 1, another one for each number."""
    return (math.sin(x / (9 + 4 * number)) * math.cos(y / (7 + 3 * number)) + 1) / 2


def steps(x, y, number, count):
    """One of `count` values."""
    return min(int(wave(x, y, number) * count), count - 1)


def colour(value):
    return value * 37 % 256, value * 101 % 256, value * 173 % 256


def few(count):
    """Grounds of so many colours, the same for all traits, and marks that bring no other."""

    def draw(layer, x, y, number):
        value = steps(x, y, number, count)
        return None if layer and value % 2 else (*colour(value), 255)

    return draw


def grey(count):
    def draw(layer, x, y, number):
        value = steps(x, y, number, count) * 255 // (count - 1)
        return None if layer and x % 40 < 20 else (value, value, value, 255)

    return draw


def soft(layer, x, y, number):
    return round(wave(x, y, number) * 255), x, y, round(wave(y, x, number + layer) * 255)


def grey_soft(layer, x, y, number):
    value = steps(x, y, number, 200)
    return value, value, value, steps(y, x, number + layer, 180)


def cut_out(layer, x, y, number):
    """Few colours over nothing, with one level of transparency."""
    value = steps(x, y, number, 6)
    return None if value < 3 else (*colour(value + layer), 255 if value > 3 else 128)


def full(layer, x, y, number):
    return None if layer and x % 30 < 15 else (x, y, round(wave(x, y, number) * 255), 255)


FORMS = {f"{count}-colours": few(count) for count in (2, 4, 16, 200)} | {f"{count}-greys": grey(count) for count in (2, 4, 16, 255)}
FORMS |= {"soft": soft, "grey-soft": grey_soft, "cut-out": cut_out, "full": full}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixel):
    """An RGBA file of what a function says about each place; None is transparent."""
    rows = (b"\0" + b"".join(bytes(pixel(x, y) or (0, 0, 0, 0)) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def write(folder):
    """A project of each form below a folder; returns them."""
    projects = []
    for name, draw in FORMS.items():
        for layer, called in enumerate(("Ground", "Mark")):
            place = folder / name / "layers" / called
            place.mkdir(parents=True)
            for number in range(TRAITS):
                (place / f"{number}.png").write_bytes(png(lambda x, y: draw(layer, x, y, number)))
        (folder / name / "simdgen.toml").write_text(
            f'[collection]\nname = "{name}"\nseed = "forms"\neditions = 6\n\n[canvas]\nwidth = {WIDTH}\nheight = {HEIGHT}\n'
            '\n[[layers]]\nname = "Ground"\n\n[[layers]]\nname = "Mark"\n'
        )
        projects.append(folder / name)
    return projects
