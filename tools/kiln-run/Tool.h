// kiln-run as a function, so that the tests can run it with a compiler that has
// faults.

#ifndef KILN_RUN_TOOL_H
#define KILN_RUN_TOOL_H

#include "mlir/Pass/PassManager.h"
#include <functional>

namespace kiln::run {

/// Adjusts the passes of a compilation.
using Configure = std::function<llvm::LogicalResult(mlir::PassManager &)>;

/// The whole of kiln-run: its exit code. `configure` may be empty.
int runTool(int argc, char **argv, Configure configure = {});

} // namespace kiln::run

#endif // KILN_RUN_TOOL_H
