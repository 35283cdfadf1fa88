#!/usr/bin/env python3
"""Writes the small JPEG, WebP and GIF files of tests/pixels/formats, each with a PNG of the pixels that its own library decodes
(libjpeg-turbo, libwebp; both by Pillow), and the seeds of the fuzz target decode_picture. usage: tools/picture_formats.py"""
import random
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests/pixels/formats"
SEEDS = ROOT / "tools/fuzz/seeds/decode_picture"


def art(width, height):
    """Hard edges, a gradient, noise and soft alpha."""
    noise = random.Random(width * 1000 + height)

    def pixel(x, y):
        alpha = (255, 255, 128, 0)[(x // 4 + y // 5) % 4]
        if y < height // 3:
            return (230, 40, 30, alpha) if x // 3 % 2 else (10, 60, 220, alpha)
        if y < 2 * height // 3:
            return (255 * x // width, 255 * y // height, 255 - 255 * x // width, alpha)
        return (*(noise.randrange(256) for _ in range(3)), alpha)

    picture = Image.new("RGBA", (width, height))
    picture.putdata([pixel(x, y) for y in range(height) for x in range(width)])
    return picture


def cmyk_as_node_canvas(picture):
    """libjpeg's inks are those of Pillow inverted; node-canvas multiplies them by black (src/Image.cc)."""
    pixels = []
    inks = picture.tobytes()
    for at in range(0, len(inks), 4):
        c, m, y, k = (255 - ink for ink in inks[at : at + 4])
        pixels.append((k * c // 255, k * m // 255, k * y // 255, 255))
    decoded = Image.new("RGBA", picture.size)
    decoded.putdata(pixels)
    return decoded


def keep(name, expected=None):
    """Writes beside a file what it decodes to."""
    picture = Image.open(TESTS / name)
    expected = expected or (cmyk_as_node_canvas(picture) if picture.mode == "CMYK" else picture.convert("RGBA"))
    expected.save(TESTS / (name + ".png"), optimize=True)


def jpegs():
    for name, size, options in [
        ("444.jpg", (23, 19), dict(quality=90, subsampling=0)),
        ("422.jpg", (23, 19), dict(quality=60, subsampling=1)),
        ("420.jpg", (45, 37), dict(quality=75, subsampling=2)),
        ("420-progressive.jpg", (45, 37), dict(quality=30, subsampling=2, progressive=True)),
        ("420-restarts.jpg", (45, 37), dict(quality=95, subsampling=2, restart_marker_blocks=1)),
        ("420-narrow.jpg", (1, 16), dict(quality=100, subsampling=2)),
        ("rgb.jpg", (23, 19), dict(quality=90, keep_rgb=True)),
    ]:
        art(*size).convert("RGB").save(TESTS / name, "JPEG", **options)
        keep(name)
    art(23, 19).convert("L").save(TESTS / "grey.jpg", "JPEG")
    keep("grey.jpg")
    art(23, 19).convert("RGB").convert("CMYK").save(TESTS / "cmyk.jpg", "JPEG", quality=90)
    keep("cmyk.jpg")


def webps():
    picture = art(23, 19)
    for name, source, options in [
        ("lossy.webp", picture.convert("RGB"), dict(quality=60)),
        ("lossy-alpha.webp", picture, dict(quality=60)),
        ("lossless.webp", picture.convert("RGB"), dict(lossless=True)),
        ("lossless-alpha.webp", picture, dict(lossless=True, exact=True)),
        ("animated.webp", picture, dict(quality=60, save_all=True, append_images=[picture.rotate(180)])),
    ]:
        source.save(TESTS / name, "WEBP", **options)
        keep(name)


def gifs():
    indexed = art(23, 19).convert("RGB").quantize(15)
    for name, options in [
        ("plain.gif", dict(interlace=0)),
        ("interlaced.gif", dict(interlace=1, transparency=3)),
        ("animated.gif", dict(save_all=True, append_images=[indexed.rotate(180)], duration=100)),
    ]:
        indexed.save(TESTS / name, "GIF", **options)
        keep(name)
    # The same frame on a larger screen, 3 to the right and 2 down, and on a smaller one that it does not fit on.
    for name, screen, place in [("offset.gif", (30, 25), (3, 2)), ("clipped.gif", (20, 12), (5, 4))]:
        indexed.save(TESTS / name, "GIF", interlace=0, transparency=3)
        gif = bytearray((TESTS / name).read_bytes())
        frame = Image.open(TESTS / name).convert("RGBA")
        gif[6:10] = b"".join(side.to_bytes(2, "little") for side in screen)
        at = gif.index(b"\x2c" + bytes(4) + (23).to_bytes(2, "little"))
        gif[at + 1 : at + 5] = b"".join(side.to_bytes(2, "little") for side in place)
        (TESTS / name).write_bytes(gif)
        expected = Image.new("RGBA", screen)
        expected.paste(frame, place)
        keep(name, expected)


TESTS.mkdir(exist_ok=True)
SEEDS.mkdir(exist_ok=True)
jpegs()
webps()
gifs()
for name in ["420.jpg", "420-progressive.jpg", "cmyk.jpg", "lossy-alpha.webp", "lossless-alpha.webp", "animated.webp"]:
    (SEEDS / name).write_bytes((TESTS / name).read_bytes())
for name in ["interlaced.gif", "animated.gif", "offset.gif"]:
    (SEEDS / name).write_bytes((TESTS / name).read_bytes())
