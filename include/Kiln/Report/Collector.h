// Gathers the facts of one compilation while it runs. Without a collector,
// nothing is gathered and nothing costs time.

#ifndef KILN_REPORT_COLLECTOR_H
#define KILN_REPORT_COLLECTOR_H

#include "Kiln/Pipeline/CompileOptions.h"
#include "Kiln/Report/Facts.h"
#include "Kiln/Report/StageTimes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include <memory>

namespace kiln {

/// Node numbers by the locations that the nodes' ops have.
using NodeNumbers = llvm::DenseMap<mlir::Location, unsigned>;

class ReportCollector {
public:
  /// Takes the graph of `module`, which is in the kiln dialect. `options` have
  /// `describeKernels` set when they compile it.
  ReportCollector(mlir::ModuleOp module, const CompileOptions &options);

  /// Follows a run of the pipeline; of several, the facts are those of the
  /// last: the highest of several CPU levels.
  std::unique_ptr<mlir::PassInstrumentation> createInstrumentation();

  /// The facts, once `module` is in the LLVM dialect. `stages` are those of the
  /// clock that ran beside.
  CompileFacts finish(mlir::ModuleOp module, const StageTimes &stages);

private:
  class Instrumentation;

  CompileFacts facts;
  NodeNumbers nodes;
  /// Of each node, the contraction in it that takes longest.
  llvm::MapVector<unsigned, ScheduleFacts> schedules;
  /// Of each step when memory was planned, whether it is a call.
  std::vector<bool> planned;
};

} // namespace kiln

#endif // KILN_REPORT_COLLECTOR_H
