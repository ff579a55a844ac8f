// The table from an ONNX op and the opset since which it has its meaning to
// the function that imports it.

#ifndef KILN_LIB_IMPORT_OPTABLE_H
#define KILN_LIB_IMPORT_OPTABLE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/LogicalResult.h"

namespace kiln {

class Node;

/// Defines the results of a node, or reports why it cannot (Node::refuse).
using OpHandler = llvm::LogicalResult (*)(Node &node);

/// What is known of one op at one opset.
struct OpEntry {
  /// Emits kiln ops; null when the op exists at compile time only.
  OpHandler import = nullptr;
  /// Computes the results of a node whose inputs are all constants.
  OpHandler fold = nullptr;
};

class OpTable {
public:
  /// The table of all ops.
  OpTable();

  void add(llvm::StringRef op, int64_t since, OpHandler handler);
  void addFold(llvm::StringRef op, OpHandler handler);

  /// The newest entry that is not newer than `opset`; nothing is set in it
  /// when the op is unknown.
  OpEntry lookup(llvm::StringRef op, int64_t opset) const;
  /// The oldest opset in which the op is known, or 0.
  int64_t oldest(llvm::StringRef op) const;

private:
  struct Version {
    int64_t since;
    OpHandler handler;
  };
  llvm::StringMap<llvm::SmallVector<Version, 2>> imports;
  llvm::StringMap<OpHandler> folds;
};

// One function for each family, in the file of that name.
void addActivationOps(OpTable &table);
void addComposedActivationOps(OpTable &table);
void addConstantOps(OpTable &table);
void addConvTransposeOps(OpTable &table);
void addConvolutionOps(OpTable &table);
void addEinsumOps(OpTable &table);
void addElementwiseOps(OpTable &table);
void addEvaluatedOps(OpTable &table);
void addGatherOps(OpTable &table);
void addGridSampleOps(OpTable &table);
void addLogicOps(OpTable &table);
void addMatmulOps(OpTable &table);
void addMovementOps(OpTable &table);
void addNormalizationOps(OpTable &table);
void addPadOps(OpTable &table);
void addPoolingOps(OpTable &table);
void addReductionOps(OpTable &table);
void addResizeOps(OpTable &table);
void addScatterOps(OpTable &table);
void addSelectionOps(OpTable &table);
void addSliceOps(OpTable &table);
void addSoftmaxOps(OpTable &table);
void addSpaceOps(OpTable &table);
void addTrigonometryOps(OpTable &table);
void addUnaryOps(OpTable &table);
void addViewOps(OpTable &table);

} // namespace kiln

#endif // KILN_LIB_IMPORT_OPTABLE_H
