// The cost model's numbers for an op as it is scheduled, whoever wrote the
// schedule.

#include "Kiln/Schedule/Forecast.h"
#include "Kiln/Schedule/CostModel.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

/// `schedule` says how many rows of pixels are computed at a time, 0 for all.
static Forecast forecastWinograd(TargetAttr target, const WinogradConv &conv,
                                 ScheduleAttr schedule) {
  int64_t outputs = schedule.getWinograd();
  int64_t height = winogradOutputs(outputs, conv.kernelHeight);
  int64_t rows = schedule.getParallel()[2];
  int64_t tileRows = llvm::divideCeil(rows ? rows : conv.height, height);
  return {llvm::formatv("winograd F({0}x{1}, {2}x{3})", height,
                        winogradOutputs(outputs, conv.kernelWidth),
                        conv.kernelHeight, conv.kernelWidth),
          predictWinograd(target, conv, outputs, tileRows)};
}

std::optional<Forecast> kiln::forecast(linalg::LinalgOp op) {
  TargetAttr target = getTarget(op);
  ScheduleAttr schedule = getSchedule(op);
  if (!target || !schedule || op.hasDynamicShape() || !isMulAddReduction(op))
    return std::nullopt;
  auto conv = matchWinogradConv(op);
  if (conv && schedule.getWinograd())
    return forecastWinograd(target, *conv, schedule);

  auto shape = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  int64_t lanes = target.getF32Lanes();
  if (shape.size() < 3 || shape.back() != lanes)
    return std::nullopt;
  TileDims dims = getTileDims(shape.size());
  // A size of 0 says that the dimension is one tile.
  auto tileSize = [&](std::optional<unsigned> dim) {
    if (!dim)
      return int64_t(1);
    int64_t size = schedule.getParallel()[*dim];
    return size ? size : shape[*dim];
  };
  RegisterTile tile{tileSize(dims.block), tileSize(dims.row),
                    tileSize(dims.pixel)};
  double share = predictPeakShare(target, tile, shape[dims.block],
                                  dims.row ? shape[*dims.row] : 1,
                                  shape[dims.pixel], tileSize(dims.phase));
  double multiplyAdds = 1;
  for (int64_t size : op.getStaticLoopRanges())
    multiplyAdds *= size;
  return Forecast{sharesPixels(op) ? "direct" : "depthwise",
                  2 * multiplyAdds / (peakFlops(target) * share)};
}
