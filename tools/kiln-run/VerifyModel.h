// --verify: the compiled model against the reference.

#ifndef KILN_RUN_VERIFYMODEL_H
#define KILN_RUN_VERIFYMODEL_H

#include "Options.h"
#include "Runner.h"

namespace kiln::run {

/// Verifies the model of `options`, which `runner` has run, on the runner's
/// inputs; prints what was found to stdout, and a fault to stderr, with the
/// files that show it. False if there is one.
llvm::Expected<bool> verifyModel(const LoadedModel &model,
                                 const Options &options, Runner &runner);

} // namespace kiln::run

#endif // KILN_RUN_VERIFYMODEL_H
