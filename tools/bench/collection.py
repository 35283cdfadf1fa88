"""One set to measure: its pack, its plan, and the samples of it that slower programs render."""
import json
import shutil
from pathlib import Path

import measure

# Pixels of the editions that everything renders, and that sizes are compared on; the fewest and the most there are of them.
FEW, QUICK = (40e6, 12, 300), (2.5e6, 2, 20)
# Of the editions that the direct encoder's rate is measured on: small pictures are all rendered, and of large ones so many that
# the start is a small part of the time.
MANY = (1e9, 324, 10_000)
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

    def prepare(self, count, repeat, few, sizes_only):
        """Packs, plans, and cuts the plan down to what memory holds where all of it is written; returns what was cut, in words."""
        self.work.mkdir()
        self.draw(count, repeat)
        measure.simdgen("pack", *self.project, "--pack", self.pack)
        said, wanted = [], count
        if len(self.manifest["editions"]) < count:
            said.append(f"all {int(self.manifest['combinations']):,} combinations")
            wanted = len(self.manifest["editions"])
        header, *lines = self.plan.read_text().splitlines()
        fits = wanted if sizes_only else self.fitting(header, lines[:64])
        if fits < wanted:
            said.append("what memory holds twice")
            header, *lines = self.draw(fits, repeat)
        few, rest = self.few_first(lines, self.sample_of(few))
        many = evenly(rest, self.sample_of(MANY) - len(few))
        self.write_plan(self.plan, header, few + rest)
        self.write_plan(self.many_plan, header, few + many)
        self.write_plan(self.few_plan, header, few)
        return ", ".join(said)

    def fitting(self, header, lines):
        """Editions that memory holds, going by the size of some."""
        self.write_plan(self.few_plan, header, lines)
        sample = measure.generate(self, self.work / "start", "--effort fast", 1, self.few_plan)
        shutil.rmtree(self.work / "start")
        room = SHARE_OF_FREE * min(shutil.disk_usage(self.work).free, available_memory())
        return int(room / (sample["image_bytes"] / sample["editions"] + 4096))

    def sample_of(self, sample):
        pixels, fewest, most = sample
        return int(min(max(pixels / self.pixels, fewest), most))

    def few_first(self, lines, count):
        """The plan in two, renumbered so that the editions that everything renders come first: a slow effort renders these alone,
        and still learns from the whole plan."""
        few = evenly(range(len(lines)), count)
        order = few + sorted(set(range(len(lines))) - set(few))
        numbers = sorted(edition["number"] for edition in self.manifest["editions"])
        editions = [self.manifest["editions"][place] | {"number": number} for place, number in zip(order, numbers)]
        lines = [json.dumps(json.loads(lines[place]) | {"edition": number}) for place, number in zip(order, numbers)]
        self.few = numbers[: len(few)]
        (self.work / "few.json").write_text(json.dumps(self.manifest | {"editions": editions[: len(few)]}))
        return lines[: len(few)], lines[len(few) :]

    def draw(self, count, repeat):
        measure.example("manifest", self.folder, self.config or "-", count, self.work, *["repeat"] * repeat)
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


def available_memory():
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return float("inf")
