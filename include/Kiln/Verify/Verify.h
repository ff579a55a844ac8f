// Comparing a compiled model with the reference, layer by layer, and finding
// the node that the compiler got wrong.

#ifndef KILN_VERIFY_VERIFY_H
#define KILN_VERIFY_VERIFY_H

#include "Kiln/Reference/Evaluator.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace kiln::verify {

using Tensors = llvm::SmallVector<reference::Tensor>;

/// Compiles the module, which is used up, and runs it on inputs that its
/// arguments' types hold exactly: the outputs.
using Execute = llvm::function_ref<llvm::Expected<Tensors>(
    mlir::ModuleOp module, llvm::ArrayRef<reference::Tensor> inputs)>;

/// Told what is being done and how many of how many steps are.
using Progress =
    llvm::function_ref<void(llvm::StringRef what, size_t done, size_t total)>;

/// How a compiled tensor differs from what it should be. Differences are
/// relative to the scale: the largest finite magnitude that is expected. Those
/// below 1e-30 don't count.
struct Difference {
  /// Largest difference; infinite where only one is NaN or infinite.
  double error = 0;
  /// What is allowed.
  double tolerance = 0;
  int64_t count = 0, failures = 0;
  /// Row-major index of the element that differs most, and its values.
  int64_t worst = 0;
  double got = 0, expected = 0;
  llvm::SmallVector<int64_t> shape;

  bool passed() const { return failures == 0; }
};

/// `value` as a tensor of `type` holds it: rounded if its elements are f32.
double roundTo(mlir::Type type, double value);

/// Compares tensors of `type`, with `expected` rounded to it.
Difference compare(const reference::Tensor &got,
                   const reference::Tensor &expected, mlir::Type type,
                   double tolerance);

/// What an op may differ by when it is given the same operands: nothing if it
/// only chooses or moves elements, or computes integers.
double getTolerance(mlir::Operation *op);

/// What an output of the whole model may differ by.
constexpr double modelTolerance = 1e-4;

/// The first node that is wrong.
struct Fault {
  /// ONNX's name of the node, or the place in the MLIR file.
  std::string node;
  /// Such as "kiln.conv2d".
  std::string op;
  Difference difference;
  /// The smallest part of the model that was found to show the fault, and
  /// inputs for it.
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Tensors inputs;
  /// Ops in `module`, constants not counted.
  size_t numOps = 0;
};

struct Result {
  size_t numLayers = 0;
  /// Largest error of a layer, and its node.
  double layerError = 0;
  std::string layerNode;
  /// One for each output of the model as it is compiled for use.
  std::vector<Difference> outputs;
  std::optional<Fault> fault;

  bool passed() const;
};

/// Verifies the model `module`, whose one function takes `inputs` and, compiled
/// for use, computes `outputs`:
///
/// 1. A variant in which each layer's result is an output as well is compiled
///    and run. Each layer is evaluated on the operands that the compiled code
///    computed for it, so that errors do not add up, and compared.
/// 2. `outputs` are compared with those of the reference on `inputs`.
///
/// What fails in either way is narrowed down to a Fault. If the outputs fail
/// and no part does, there is none: the model makes large errors of small ones.
/// Fails if something can't be evaluated, compiled or run.
llvm::Expected<Result> verify(mlir::ModuleOp module,
                              llvm::ArrayRef<reference::Tensor> inputs,
                              llvm::ArrayRef<reference::Tensor> outputs,
                              Execute execute, Progress progress);

} // namespace kiln::verify

#endif // KILN_VERIFY_VERIFY_H
