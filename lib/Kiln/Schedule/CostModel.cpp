// The cost model behind tile sizes: plain arithmetic on shapes and target
// facts, no IR.

#include "Kiln/Schedule/CostModel.h"
#include <algorithm>
#include <array>
#include <limits>

using namespace kiln;

int64_t kiln::largestDivisor(int64_t size, int64_t limit) {
  for (int64_t divisor = std::min(size, limit); divisor > 1; --divisor)
    if (size % divisor == 0)
      return divisor;
  return 1;
}

/// Cycles of one step of the sum on a tile: two multiply-adds and two loads a
/// cycle, four cycles before an accumulator can be used again, and a little
/// for the loop around it.
static double stepCycles(int64_t blocks, int64_t pixels) {
  constexpr double kLatency = 4.0, kOverhead = 0.25;
  double multiplyAdds = blocks * pixels / 2.0;
  double loads = (blocks + pixels) / 2.0;
  return std::max({multiplyAdds, loads, kLatency}) + kOverhead;
}

/// Cycles over a whole result, whose size in each dimension is split into full
/// tiles and one shorter rest.
static double resultCycles(const RegisterTile &tile, int64_t blocks,
                           int64_t rows, int64_t pixels, int64_t filters) {
  double cycles = 0;
  auto parts = [](int64_t size, int64_t tile) {
    return std::array<std::pair<int64_t, int64_t>, 2>{
        {{size / tile, tile}, {size % tile ? 1 : 0, size % tile}}};
  };
  for (auto [countB, sizeB] : parts(blocks, tile.blocks))
    for (auto [countR, sizeR] : parts(rows, tile.rows))
      for (auto [countP, sizeP] : parts(pixels, tile.pixels))
        if (int64_t count = countB * countR * countP)
          cycles += count * stepCycles(sizeB * filters, sizeR * sizeP);
  return cycles;
}

RegisterTile kiln::selectRegisterTile(TargetAttr target, int64_t blocks,
                                      int64_t rows, int64_t pixels,
                                      int64_t filters) {
  int64_t registers = target.getVectorRegisters();
  RegisterTile best;
  double bestCycles = std::numeric_limits<double>::infinity();
  for (int64_t b = 1; b <= std::min<int64_t>(blocks, 8); ++b) {
    // One register for each weight vector, one for the broadcast pixel.
    int64_t weights = b * filters, available = registers - weights - 1;
    for (int64_t p = 1; p <= pixels && weights * p <= available; ++p)
      // Rows are only joined when a tile covers them whole: the peeled code
      // stays small.
      for (int64_t r = 1;
           r <= (p == pixels ? rows : 1) && weights * r * p <= available; ++r) {
        RegisterTile tile{b, r, p};
        double cycles = resultCycles(tile, blocks, rows, pixels, filters);
        if (cycles < bestCycles) {
          best = tile;
          bestCycles = cycles;
        }
      }
  }
  return best;
}

double kiln::predictPeakShare(const RegisterTile &tile, int64_t blocks,
                              int64_t rows, int64_t pixels, int64_t filters) {
  double multiplyAdds = double(blocks) * rows * pixels * filters;
  return multiplyAdds / 2.0 / resultCycles(tile, blocks, rows, pixels, filters);
}

RegisterTile kiln::selectLaneTile(TargetAttr target, int64_t rows,
                                  int64_t pixels) {
  int64_t accumulators = target.getVectorRegisters() / 2;
  int64_t tile = largestDivisor(pixels, accumulators);
  // A prime row would leave one pixel at a time: cut it short at the end.
  if (tile < accumulators / 4)
    tile = std::min(pixels, accumulators / 2);
  return {1, 1, tile};
}
