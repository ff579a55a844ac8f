// --verify: kiln-run, called with the options of this compilation.

#ifndef KILNC_VERIFY_H
#define KILNC_VERIFY_H

#include "Options.h"
#include "llvm/Support/Error.h"

namespace kiln::driver {

/// Runs the kiln-run beside this program to verify the model that `options`
/// compile, and passes on what it prints; whether it found nothing wrong. Fails
/// if it can't be run.
llvm::Expected<bool> verifyModel(const Options &options);

} // namespace kiln::driver

#endif // KILNC_VERIFY_H
