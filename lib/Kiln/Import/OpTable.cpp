// Filling and asking the table of ops.

#include "OpTable.h"

using namespace kiln;

OpTable::OpTable() {
  addActivationOps(*this);
  addComposedActivationOps(*this);
  addConstantOps(*this);
  addConvTransposeOps(*this);
  addConvolutionOps(*this);
  addEinsumOps(*this);
  addElementwiseOps(*this);
  addEvaluatedOps(*this);
  addGatherOps(*this);
  addGridSampleOps(*this);
  addLogicOps(*this);
  addMatmulOps(*this);
  addMovementOps(*this);
  addNormalizationOps(*this);
  addPadOps(*this);
  addPoolingOps(*this);
  addReductionOps(*this);
  addResizeOps(*this);
  addScatterOps(*this);
  addSelectionOps(*this);
  addSliceOps(*this);
  addSoftmaxOps(*this);
  addSpaceOps(*this);
  addTrigonometryOps(*this);
  addUnaryOps(*this);
  addViewOps(*this);
}

void OpTable::add(llvm::StringRef op, int64_t since, OpHandler handler) {
  imports[op].push_back({since, handler});
}

void OpTable::addFold(llvm::StringRef op, OpHandler handler) {
  folds[op] = handler;
}

OpEntry OpTable::lookup(llvm::StringRef op, int64_t opset) const {
  OpEntry entry;
  entry.fold = folds.lookup(op);
  auto found = imports.find(op);
  if (found == imports.end())
    return entry;
  int64_t newest = 0;
  for (const Version &version : found->second) {
    if (version.since > opset || version.since < newest)
      continue;
    newest = version.since;
    entry.import = version.handler;
  }
  return entry;
}

int64_t OpTable::oldest(llvm::StringRef op) const {
  int64_t since = 0;
  auto found = imports.find(op);
  if (found != imports.end())
    for (const Version &version : found->second)
      since = since ? std::min(since, version.since) : version.since;
  return since;
}
