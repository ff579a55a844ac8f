// The parts of the collector: what each reads from the module.

#ifndef KILN_LIB_REPORT_GRAPH_H
#define KILN_LIB_REPORT_GRAPH_H

#include "Kiln/Report/Collector.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace kiln {

/// The nodes of `module`, which is in the kiln dialect.
void collectGraph(mlir::ModuleOp module, CompileFacts &facts,
                  NodeNumbers &numbers);

/// The numbers of the nodes that `op` and the ops in it are parts of,
/// ascending.
llvm::SmallVector<unsigned> findNodes(mlir::Operation *op,
                                      const NodeNumbers &numbers);

/// The buffers of `function`, the model's, whose workspace has been planned.
/// Returns for each step, as `first` and `last` of the buffers number them,
/// whether it is the call of a kernel.
std::vector<bool> collectBuffers(mlir::func::FuncOp function,
                                 CompileFacts &facts);

/// Numbers the steps of the buffers as those of `facts` are. Passes in between
/// keep the calls, but may join or remove what is around them.
void renumberBuffers(CompileFacts &facts, const std::vector<bool> &planned);

/// The steps that `kiln.kernels` of `module` describes.
void collectSteps(mlir::ModuleOp module, CompileFacts &facts,
                  const NodeNumbers &numbers);

} // namespace kiln

#endif // KILN_LIB_REPORT_GRAPH_H
