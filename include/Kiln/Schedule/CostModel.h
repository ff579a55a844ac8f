// The cost model behind tile sizes: plain arithmetic on shapes and target
// facts, no IR.

#ifndef KILN_SCHEDULE_COSTMODEL_H
#define KILN_SCHEDULE_COSTMODEL_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/Schedule/Structured.h"

namespace kiln {

/// A tile of accumulators that lives in registers: `rows` x `pixels` output
/// pixels times `blocks` vectors of output channels.
struct RegisterTile {
  int64_t blocks = 1;
  int64_t rows = 1;
  int64_t pixels = 1;
};

/// The largest divisor of `size` that is at most `limit` (both at least 1).
int64_t largestDivisor(int64_t size, int64_t limit);

/// How many steps of a sum are taken together for each pixel: as many as a
/// vector has lanes where a multiply-add can take its factor from any lane of a
/// register (AArch64), so that one load serves them all. Elsewhere 1.
int64_t stepsTogether(TargetAttr target);

/// The tile for a contraction whose weights are shared by all pixels, of
/// `blocks` channel vectors on `rows` x `pixels` output pixels: the one whose
/// multiply-adds, loads and accumulator latency cost the fewest cycles over
/// the whole result, with the tiles cut short at its edges counted. `filters`
/// results of each block are computed from every pixel.
RegisterTile selectRegisterTile(TargetAttr target, int64_t blocks, int64_t rows,
                                int64_t pixels, int64_t filters = 1);

/// The share of the multiply-adds' peak, from 0 to 1, that the model above
/// expects of `tile`.
double predictPeakShare(TargetAttr target, const RegisterTile &tile,
                        int64_t blocks, int64_t rows, int64_t pixels,
                        int64_t filters = 1);

/// True if the loop over the rows of the result belongs outside of the one over
/// its channel blocks: the filters are then read again for each row of tiles,
/// `filterBytes` of them, and not the image for each tile of channel blocks,
/// `imageBytes` of it. The result has `resultBytes`.
bool loopsOverRowsFirst(TargetAttr target, const RegisterTile &tile,
                        int64_t blocks, int64_t rows, int64_t imageBytes,
                        int64_t filterBytes, int64_t resultBytes);

/// The tile for an op that works lane by lane (depthwise convolution).
RegisterTile selectLaneTile(TargetAttr target, int64_t rows, int64_t pixels);

/// What one core can do in a cycle at most, in f32 operations, two for each
/// multiply-add, and in bytes of vectors that it loads and stores.
double peakFlops(TargetAttr target);
double peakBytes(TargetAttr target);

/// The bytes a cycle that one core gets from beyond its second level cache.
inline constexpr double kMemoryBytesPerCycle = 8.0;

/// Cycles to move `bytes` in and out of registers, from memory where the second
/// level cache doesn't hold them.
double predictMoves(TargetAttr target, double bytes);

/// How many outputs, and how many products, tiles of Winograd's algorithm have
/// in one dimension, `outputs` x `outputs` of a kernel of `taps` taps there: a
/// dimension that is not filtered has one of each.
int64_t winogradOutputs(int64_t outputs, int64_t taps);
int64_t winogradPoints(int64_t outputs, int64_t taps);

/// The most products of a tile in one dimension.
inline constexpr int64_t kMaxWinogradPoints = 8;

/// How Winograd's algorithm computes a convolution: tiles of `outputs` x
/// `outputs`, `rows` rows of pixels at a time. `outputs` of 0 says that direct
/// convolution is faster, or that no tile fits.
struct WinogradPlan {
  int64_t outputs = 0;
  int64_t rows = 0;
};

/// Cycles of `conv` computed by tiles of `outputs` x `outputs`, `tileRows` rows
/// of them at a time.
double predictWinograd(TargetAttr target, const WinogradConv &conv,
                       int64_t outputs, int64_t tileRows);

/// The plan that takes the fewest cycles, among tiles of up to 6 products in
/// each of two dimensions, or 8 in one: larger ones take too much memory.
/// Without direct convolution among the choices if `forced`.
WinogradPlan selectWinograd(TargetAttr target, const WinogradConv &conv,
                            bool forced);

} // namespace kiln

#endif // KILN_SCHEDULE_COSTMODEL_H
