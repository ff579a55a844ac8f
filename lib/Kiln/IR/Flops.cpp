// Counting multiply-adds on the kiln dialect, where one op is one formula.

#include "Kiln/IR/Flops.h"
#include "Kiln/IR/Kiln.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace kiln;

static double elements(Value value) {
  return double(cast<ShapedType>(value.getType()).getNumElements());
}

static int64_t dim(Value value, int64_t index) {
  auto type = cast<ShapedType>(value.getType());
  return type.getDimSize(index < 0 ? type.getRank() + index : index);
}

/// Multiply-adds of `op`; each element of a result is a sum of as many products
/// as there are filter elements for one output channel, or columns of a matrix.
static double countMultiplyAdds(Operation *op) {
  return llvm::TypeSwitch<Operation *, double>(op)
      .Case([](Conv2DOp conv) {
        return elements(conv.getResult()) * elements(conv.getFilter()) /
               double(dim(conv.getFilter(), 0));
      })
      // Each element of the input is a factor in as many products.
      .Case([](ConvTranspose2DOp conv) {
        return elements(conv.getInput()) * elements(conv.getFilter()) /
               double(dim(conv.getFilter(), 0));
      })
      .Case([](GemmOp gemm) {
        return elements(gemm.getResult()) *
               double(dim(gemm.getA(), gemm.getTransA() ? 0 : 1));
      })
      .Case([](MatmulOp matmul) {
        return elements(matmul.getResult()) * double(dim(matmul.getLhs(), -1));
      })
      .Default(0.0);
}

double kiln::countFlops(Operation *op) { return 2 * countMultiplyAdds(op); }

int64_t kiln::roundFlops(double flops) {
  constexpr double kMost = 0x1p62;
  return std::llround(std::min(flops, kMost));
}

double kiln::countFlops(ModuleOp module) {
  double flops = 0;
  module.walk([&](Operation *op) { flops += countFlops(op); });
  return flops;
}
