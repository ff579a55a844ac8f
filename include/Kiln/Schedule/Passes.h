// The passes of this folder, generated from Passes.td.

#ifndef KILN_SCHEDULE_PASSES_H
#define KILN_SCHEDULE_PASSES_H

#include "Kiln/IR/ConvAlgorithm.h"
#include "mlir/Pass/Pass.h"

namespace kiln {

#define GEN_PASS_DECL
#include "Kiln/Schedule/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Kiln/Schedule/Passes.h.inc"

} // namespace kiln

#endif // KILN_SCHEDULE_PASSES_H
