// The matrices of Winograd's minimal filtering algorithm, and their products
// with values of the IR. Which convolutions use it, and how they are tiled, is
// decided elsewhere.

#ifndef KILN_LIB_SCHEDULE_WINOGRADMATRICES_H
#define KILN_LIB_SCHEDULE_WINOGRADMATRICES_H

#include "mlir/IR/Builders.h"
#include <vector>

namespace kiln {

/// F(m, r): m outputs of a filter of r taps from m + r - 1 products. In one
/// dimension, with inputs d and filter g,
///
///   y = A^T ((G g) * (B^T d))
///
/// made by the construction of Toom and Cook from the points 0, 1, -1, 2, -2,
/// 1/2, -1/2 (the first m + r - 2 of them) and infinity; in two dimensions the
/// transforms are applied to the columns, then to the rows (Lavin and Gray,
/// "Fast Algorithms for Convolutional Neural Networks", 2016). F(1, 1), for a
/// dimension that is not filtered, leaves everything as it is.
class WinogradMatrices {
public:
  /// `outputs` + `taps` is odd and at most 9, or both are 1.
  WinogradMatrices(int64_t outputs, int64_t taps);

  int64_t getOutputs() const { return outputs; }
  int64_t getTaps() const { return taps; }
  /// Number of products, and of inputs: m + r - 1.
  int64_t getPoints() const { return points; }

  /// G g of the getTaps() numbers that lie `stride` apart from `g` on;
  /// getPoints() numbers.
  std::vector<double> transformFilter(const double *g, int64_t stride) const;

  /// B^T d of getPoints() values, and A^T m, getOutputs() values from
  /// getPoints().
  llvm::SmallVector<mlir::Value>
  transformInput(mlir::OpBuilder &builder, mlir::Location loc,
                 llvm::ArrayRef<mlir::Value> input) const;
  llvm::SmallVector<mlir::Value>
  transformOutput(mlir::OpBuilder &builder, mlir::Location loc,
                  llvm::ArrayRef<mlir::Value> products) const;

private:
  int64_t outputs, taps, points;
  /// The finite points, each but 0 followed by its negative.
  std::vector<double> finite;
  /// B^T, by rows.
  std::vector<std::vector<double>> inputRows;
  /// G, by rows of r.
  std::vector<std::vector<double>> filterRows;
};

} // namespace kiln

#endif // KILN_LIB_SCHEDULE_WINOGRADMATRICES_H
