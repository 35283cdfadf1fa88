"""One set to measure: its pack, its plan, and the samples of it that slower programs render."""
import json
import shutil
from pathlib import Path

import measure

# Pixels of the editions that everything renders, and that sizes are compared on.
FEW_PIXELS, FEW = 40e6, (12, 300)
# Pixels of the editions that the direct encoder's rate is measured on: small pictures are all rendered, and of large ones so
# many that the start is a small part of the time.
MANY_PIXELS, MANY = 1e9, (324, 10_000)
# Of what is free in memory, how much finished files may take: they are written twice, for the floor.
SHARE_OF_FREE = 0.3


def evenly(items, count):
    """So many of a list, spread over all of it."""
    count = min(count, len(items))
    return [items[i * len(items) // count] for i in range(count)]


class Collection:
    """A set, prepared in a folder of its own in `memory`."""

    def __init__(self, name, folder, config, memory):
        self.name, self.work = name, memory / name
        self.folder, self.config = folder, config
        self.project = [folder, *(["--config", config] if config else [])]
        self.pack, self.plan = self.work / "traits.pack", self.work / "plan.jsonl"
        self.many_plan, self.few_plan = self.work / "many.jsonl", self.work / "few.jsonl"

    def prepare(self, count, repeat):
        """Packs, plans, and cuts the plan down to what memory holds; returns what was cut, in words."""
        self.work.mkdir()
        self.draw(count, repeat)
        measure.simdgen("pack", *self.project, "--pack", self.pack)
        said, wanted = [], count
        if len(self.manifest["editions"]) < count:
            said.append(f"all {int(self.manifest['combinations']):,} combinations")
            wanted = len(self.manifest["editions"])
        header, *lines = self.plan.read_text().splitlines()
        self.write_plan(self.few_plan, header, lines[:64])
        sample = measure.generate(self, self.work / "start", "--effort fast", 1, self.few_plan)
        shutil.rmtree(self.work / "start")
        room = SHARE_OF_FREE * min(shutil.disk_usage(self.work).free, available_memory())
        fits = int(room / (sample["image_bytes"] / sample["editions"] + 4096))
        if fits < wanted:
            said.append("what memory holds twice")
            header, *lines = self.draw(fits, repeat)
        many = evenly(range(len(lines)), clamp(MANY_PIXELS / self.pixels, MANY))
        few = evenly(many, clamp(FEW_PIXELS / self.pixels, FEW))
        self.write_plan(self.many_plan, header, [lines[i] for i in many])
        self.write_plan(self.few_plan, header, [lines[i] for i in few])
        editions = [self.manifest["editions"][i] for i in few]
        self.few = [edition["number"] for edition in editions]
        (self.work / "few.json").write_text(json.dumps(self.manifest | {"editions": editions}))
        return ", ".join(said)

    def draw(self, count, repeat):
        manifest = [measure.RELEASE / "examples/manifest", self.folder, self.config or "-", count, self.work]
        measure.run(manifest + ["repeat"] * repeat)
        self.manifest = json.loads((self.work / "manifest.json").read_text())
        self.pixels = self.manifest["width"] * self.manifest["height"]
        return self.plan.read_text().splitlines()

    @staticmethod
    def write_plan(path, header, lines):
        path.write_text("\n".join([header, *lines]) + "\n")

    @property
    def editions(self):
        return len(self.manifest["editions"])

    def few_bytes(self, build):
        """Mean bytes of the pictures that everything renders."""
        return sum((Path(build) / f"images/{n}.png").stat().st_size for n in self.few) / len(self.few)


def clamp(value, bounds):
    return int(min(max(value, bounds[0]), bounds[1]))


def available_memory():
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return float("inf")
