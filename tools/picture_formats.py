#!/usr/bin/env python3
"""Writes the small JPEG, WebP and GIF files of tests/pixels/formats, each with a PNG of the pixels that its own library decodes
(libjpeg-turbo, libwebp; both by Pillow), the seeds of the fuzz target decode_picture, and pictures with colour profiles,
EXIF orientations and frames for tests/command/facts. usage: tools/picture_formats.py"""
import random
from pathlib import Path

from PIL import Image, ImageCms

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests/pixels/formats"
FACTS = ROOT / "tests/command/facts"
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


def display_p3(profile):
    """The profile of sRGB with the colorants of Display P3."""
    profile = bytearray(profile.replace("sRGB".encode("utf-16-be"), "Wide".encode("utf-16-be")))
    colorants = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2919, 0.6922, 0.0419), b"bXYZ": (0.1572, 0.0666, 0.7841)}
    for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        tag, place = bytes(profile[at : at + 4]), int.from_bytes(profile[at + 4 : at + 8], "big")
        for i, value in enumerate(colorants.get(tag, ())):
            profile[place + 8 + 4 * i : place + 12 + 4 * i] = round(value * 65536).to_bytes(4, "big", signed=True)
    return bytes(profile)


def facts():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Pillow calls every profile in a PNG file "ICC Profile".
    for green, form in enumerate(("png", "jpg", "webp")):
        for blue, (name, profile) in enumerate([("srgb", srgb), ("wide", display_p3(srgb))]):
            picture = Image.new("RGB", (8, 6), (200, 80 * green, 80 * blue))
            picture.save(FACTS / f"{name}.{form}", icc_profile=profile)
    exif = Image.Exif()
    for number, (name, orientation) in enumerate([("turned.jpg", 6), ("turned.png", 3), ("turned.webp", 8), ("upright.jpg", 1)]):
        exif[0x0112] = orientation
        Image.new("RGB", (8, 6), (number * 50, 9, 99)).save(FACTS / name, exif=exif)
    frames = [Image.new("RGB", (8, 6), (10, 220 - 90 * number, 130)) for number in range(2)]
    for form in ("png", "gif", "webp"):
        frames[0].putpixel((0, 0), (len(form) * 30, ord(form[0]), 1))
        frames[0].save(FACTS / f"moving.{form}", save_all=True, append_images=frames[1:], duration=100)


TESTS.mkdir(exist_ok=True)
FACTS.mkdir(exist_ok=True)
SEEDS.mkdir(exist_ok=True)
jpegs()
webps()
gifs()
facts()
for name in ["420.jpg", "420-progressive.jpg", "cmyk.jpg", "lossy-alpha.webp", "lossless-alpha.webp", "animated.webp"]:
    (SEEDS / name).write_bytes((TESTS / name).read_bytes())
for name in ["interlaced.gif", "animated.gif", "offset.gif"]:
    (SEEDS / name).write_bytes((TESTS / name).read_bytes())
