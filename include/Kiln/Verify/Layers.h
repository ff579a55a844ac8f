// A model of the kiln dialect in parts: its layers, and modules that compute
// some of its values from others.

#ifndef KILN_VERIFY_LAYERS_H
#define KILN_VERIFY_LAYERS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace kiln::verify {

/// An op together with the elementwise ops before or after it that the compiler
/// may fuse with it, so that nothing in between is ever stored. Only what the
/// last op computes is used outside.
struct Layer {
  /// In the function's order; no constants.
  llvm::SmallVector<mlir::Operation *> ops;

  mlir::ValueRange getResults() const { return ops.back()->getResults(); }
};

/// The layers of `function`, which has one block: each op but the constants is
/// in one of them, and no layer uses what a later one computes.
std::vector<Layer> splitIntoLayers(mlir::func::FuncOp function);

/// A module whose one function computes some values of a model.
struct Part {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// The values of the model that the function's arguments stand for.
  llvm::SmallVector<mlir::Value> inputs;

  mlir::func::FuncOp getFunction();
};

/// A module of copies of `ops`, which are in the order of `function`, and of
/// the constants that they use. It computes `results`; what the ops use besides
/// are its arguments. The function keeps its name, each op its location.
Part extract(mlir::func::FuncOp function, llvm::ArrayRef<mlir::Operation *> ops,
             llvm::ArrayRef<mlir::Value> results);

} // namespace kiln::verify

#endif // KILN_VERIFY_LAYERS_H
