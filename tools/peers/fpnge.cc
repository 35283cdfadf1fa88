// fpnge on frames from standard input: width and height as little-endian 32-bit numbers, then RGBA.
// Each is encoded ROUNDS times, as RGB where it is opaque. Prints JSON: editions, cpu_seconds, bytes.
//
// usage: c++ -O3 -march=native -I FPNGE fpnge.cc FPNGE/fpnge.cc -o fpnge; ./fpnge LEVEL ROUNDS < frames
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "fpnge.h"

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  FPNGEOptions options;
  FPNGEFillOptions(&options, atoi(argv[1]), FPNGE_CICP_NONE);
  const int rounds = atoi(argv[2]);
  uint32_t size[2];
  std::vector<unsigned char> pixels, png;
  double clocks = 0;
  size_t bytes = 0, editions = 0;
  while (fread(size, 4, 2, stdin) == 2) {
    const size_t count = size_t(size[0]) * size[1];
    pixels.resize(4 * count);
    if (fread(pixels.data(), 4, count, stdin) != count) return 1;
    bool opaque = true;
    for (size_t i = 0; i < count; i++) opaque &= pixels[4 * i + 3] == 255;
    const size_t channels = opaque ? 3 : 4;
    if (opaque) {
      for (size_t i = 0; i < 3 * count; i++) pixels[i] = pixels[i / 3 * 4 + i % 3];
    }
    png.resize(FPNGEOutputAllocSize(1, channels, size[0], size[1]));
    const clock_t start = clock();
    for (int i = 0; i < rounds; i++) {
      bytes += FPNGEEncode(1, channels, pixels.data(), size[0], size[0] * channels, size[1], png.data(), &options);
    }
    clocks += double(clock() - start);
    editions += rounds;
  }
  printf("{\"editions\": %zu, \"cpu_seconds\": %.6f, \"bytes\": %zu}\n", editions, clocks / CLOCKS_PER_SEC, bytes);
}
