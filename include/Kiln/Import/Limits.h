// What a model may have at most. A model file may come from anybody: one that
// asks for more is refused, before it takes the time or the memory.

#ifndef KILN_IMPORT_LIMITS_H
#define KILN_IMPORT_LIMITS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace kiln {

struct ImportLimits {
  /// Nodes of an ONNX graph, or ops of an MLIR module.
  int64_t nodes = int64_t(1) << 20;
  /// Levels of messages in an ONNX file, or of brackets in MLIR text.
  int64_t nesting = 100;
  /// Inputs or outputs of an ONNX model or node, or of an MLIR model or op.
  int64_t operands = 1000;
  /// Dimensions of one tensor.
  int64_t rank = 16;
  /// Elements of one tensor; at most the default, which is the dialect's.
  int64_t tensorElements = int64_t(1) << 31;
  /// Elements of all inputs and results of ops together, which need not be in
  /// memory at the same time.
  int64_t totalElements = int64_t(1) << 36;
  /// Elements of all constants that are computed while importing, each as
  /// often as it is computed with.
  int64_t foldedElements = int64_t(1) << 26;

  /// What is said of what goes beyond `limit`, one of the members: "exceeds
  /// the limit of 100 levels of nesting; --limit=nesting=N sets another".
  std::string exceeded(int64_t ImportLimits::*limit) const;

  /// Sets the limit `name` from text: nodes, nesting, operands, rank,
  /// tensor-elements, total-elements or folded-elements. The error says what is
  /// expected.
  llvm::Error set(llvm::StringRef name, llvm::StringRef value);
};

} // namespace kiln

#endif // KILN_IMPORT_LIMITS_H
