// The cost model behind tile sizes: plain arithmetic on shapes and target
// facts, no IR.

#include "Kiln/Schedule/CostModel.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Triple.h"
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

int64_t kiln::stepsTogether(TargetAttr target) {
  bool takesLanes = llvm::Triple(target.getTriple()).isAArch64();
  return takesLanes ? target.getF32Lanes() : 1;
}

/// Vectors that a core multiplies and adds, or loads, in a cycle.
static constexpr double kVectorsPerCycle = 2.0;

double kiln::peakFlops(TargetAttr target) {
  return 2 * kVectorsPerCycle * target.getF32Lanes();
}

double kiln::peakBytes(TargetAttr target) {
  return kVectorsPerCycle * target.getVectorBytes();
}

/// Cycles of one step of the sum on a tile: two multiply-adds and two loads a
/// cycle, four cycles before an accumulator can be used again, and a little
/// for the loop around it. A load of pixels serves `together` steps.
static double stepCycles(int64_t blocks, int64_t pixels, int64_t together) {
  constexpr double kLatency = 4.0, kOverhead = 0.25;
  double multiplyAdds = blocks * pixels / kVectorsPerCycle;
  double loads = (blocks + double(pixels) / together) / kVectorsPerCycle;
  return std::max({multiplyAdds, loads, kLatency}) + kOverhead;
}

/// Cycles over a whole result, whose size in each dimension is split into full
/// tiles and one shorter rest.
static double resultCycles(TargetAttr target, const RegisterTile &tile,
                           int64_t blocks, int64_t rows, int64_t pixels,
                           int64_t filters) {
  double cycles = 0;
  auto parts = [](int64_t size, int64_t tile) {
    return std::array<std::pair<int64_t, int64_t>, 2>{
        {{size / tile, tile}, {size % tile ? 1 : 0, size % tile}}};
  };
  for (auto [countB, sizeB] : parts(blocks, tile.blocks))
    for (auto [countR, sizeR] : parts(rows, tile.rows))
      for (auto [countP, sizeP] : parts(pixels, tile.pixels))
        if (int64_t count = countB * countR * countP)
          cycles += count * stepCycles(sizeB * filters, sizeR * sizeP,
                                       stepsTogether(target));
  return cycles;
}

/// Registers for the pixels that the weights are multiplied by. x86 broadcasts
/// with the load, right before the use. Elsewhere LLVM loads numbers ahead, and
/// would keep sums on the stack in exchange.
static int64_t pixelRegisters(TargetAttr target) {
  return llvm::Triple(target.getTriple()).isX86() ? 1 : 3;
}

RegisterTile kiln::selectRegisterTile(TargetAttr target, int64_t blocks,
                                      int64_t rows, int64_t pixels,
                                      int64_t filters) {
  int64_t registers = target.getVectorRegisters() - pixelRegisters(target);
  RegisterTile best;
  double bestCycles = std::numeric_limits<double>::infinity();
  for (int64_t b = 1; b <= std::min<int64_t>(blocks, 8); ++b) {
    // One register for each weight vector of the steps taken together.
    int64_t weights = b * filters;
    int64_t available = registers - weights * stepsTogether(target);
    for (int64_t p = 1; p <= pixels && weights * p <= available; ++p)
      // Rows are only joined when a tile covers them whole: the peeled code
      // stays small.
      for (int64_t r = 1;
           r <= (p == pixels ? rows : 1) && weights * r * p <= available; ++r) {
        RegisterTile tile{b, r, p};
        double cycles =
            resultCycles(target, tile, blocks, rows, pixels, filters);
        if (cycles < bestCycles) {
          best = tile;
          bestCycles = cycles;
        }
      }
  }
  return best;
}

double kiln::predictPeakShare(TargetAttr target, const RegisterTile &tile,
                              int64_t blocks, int64_t rows, int64_t pixels,
                              int64_t filters) {
  double multiplyAdds = double(blocks) * rows * pixels * filters;
  return multiplyAdds / kVectorsPerCycle /
         resultCycles(target, tile, blocks, rows, pixels, filters);
}

bool kiln::loopsOverRowsFirst(TargetAttr target, const RegisterTile &tile,
                              int64_t blocks, int64_t rows, int64_t imageBytes,
                              int64_t filterBytes, int64_t resultBytes) {
  // What no longer fits beside the rest in the second level cache takes about
  // twice as long to read again.
  auto cost = [&](int64_t times, int64_t bytes) {
    return double(times) * bytes * (bytes <= target.getL2Bytes() / 2 ? 1 : 2);
  };
  // By rows, the result is written to all blocks in turns, and no longer as one
  // stream, which was measured to cost about as much as reading it.
  return cost(llvm::divideCeil(rows, tile.rows), filterBytes) + resultBytes <
         cost(llvm::divideCeil(blocks, tile.blocks), imageBytes);
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

/// Cycles to bring in what no cache holds.
static double streamCycles(TargetAttr target, double bytes) {
  return bytes <= target.getL2Bytes() / 2 ? 0.0 : bytes / kMemoryBytesPerCycle;
}

double kiln::predictMoves(TargetAttr target, double bytes) {
  return std::max(bytes / peakBytes(target), streamCycles(target, bytes));
}

int64_t kiln::winogradOutputs(int64_t outputs, int64_t taps) {
  return taps == 1 ? 1 : outputs;
}

int64_t kiln::winogradPoints(int64_t outputs, int64_t taps) {
  return winogradOutputs(outputs, taps) + taps - 1;
}

static double directCycles(TargetAttr target, const WinogradConv &conv) {
  RegisterTile tile =
      selectRegisterTile(target, conv.outputBlocks, conv.height, conv.width);
  double taps = double(conv.kernelHeight) * conv.kernelWidth;
  double steps = taps * conv.inputBlocks * conv.lanes;
  double filterBytes = 4.0 * steps * conv.outputBlocks * conv.lanes;
  return conv.batch * steps *
             resultCycles(target, tile, conv.outputBlocks, conv.height,
                          conv.width, 1) +
         streamCycles(target, filterBytes);
}

/// Cycles to transform a tile of `points` values and store it, a vector each.
/// It is loaded and stored once, and takes as many additions in each filtered
/// dimension of `height` x `width` as a product of small matrices with half of
/// its elements zero.
static double transformCycles(double points, double height, double width) {
  auto additions = [](double size) { return size > 1 ? size / 8 : 0.0; };
  return points * (1.5 + additions(height) + additions(width));
}

double kiln::predictWinograd(TargetAttr target, const WinogradConv &conv,
                             int64_t outputs, int64_t tileRows) {
  double tileHeight = winogradOutputs(outputs, conv.kernelHeight);
  double tileWidth = winogradOutputs(outputs, conv.kernelWidth);
  int64_t allRows = llvm::divideCeil(conv.height, int64_t(tileHeight));
  int64_t tiles = tileRows * llvm::divideCeil(conv.width, int64_t(tileWidth));
  int64_t chunks = conv.batch * (allRows / tileRows);
  double pointsHigh = winogradPoints(outputs, conv.kernelHeight);
  double pointsWide = winogradPoints(outputs, conv.kernelWidth);
  double products = pointsHigh * pointsWide;
  double channels = double(conv.inputBlocks) * conv.lanes;
  RegisterTile tile = selectRegisterTile(target, conv.outputBlocks, 1, tiles);
  double contraction =
      products * channels *
      resultCycles(target, tile, conv.outputBlocks, 1, tiles, 1);
  double transforms =
      tiles *
      (conv.inputBlocks * transformCycles(products, pointsHigh, pointsWide) +
       conv.outputBlocks * transformCycles(products, tileHeight, tileWidth));
  double blocks = conv.inputBlocks + conv.outputBlocks;
  double between = 4.0 * products * tiles * blocks * conv.lanes;
  double filterBytes =
      4.0 * products * channels * conv.outputBlocks * conv.lanes;
  // What is between the transforms is written and read.
  return chunks *
         (contraction + transforms + streamCycles(target, filterBytes) +
          2 * streamCycles(target, between));
}

WinogradPlan kiln::selectWinograd(TargetAttr target, const WinogradConv &conv,
                                  bool forced) {
  bool filtersOneDimension = conv.kernelHeight == 1 || conv.kernelWidth == 1;
  int64_t maxPoints = filtersOneDimension ? kMaxWinogradPoints : 6;
  int64_t taps = std::max(conv.kernelHeight, conv.kernelWidth);
  WinogradPlan best;
  double bestCycles = forced ? std::numeric_limits<double>::infinity()
                             : directCycles(target, conv);
  for (int64_t outputs = 2; winogradPoints(outputs, taps) <= maxPoints;
       outputs += 2) {
    int64_t tileHeight = winogradOutputs(outputs, conv.kernelHeight);
    if (conv.height < tileHeight ||
        conv.width < winogradOutputs(outputs, conv.kernelWidth))
      break;
    int64_t allRows = llvm::divideCeil(conv.height, tileHeight);
    for (int64_t tileRows = 1; tileRows <= allRows; ++tileRows) {
      if (allRows % tileRows != 0)
        continue;
      double cycles = predictWinograd(target, conv, outputs, tileRows);
      if (cycles < bestCycles) {
        bestCycles = cycles;
        best = {outputs, tileRows * tileHeight};
      }
    }
  }
  return best;
}
