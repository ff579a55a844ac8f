// The passes of this folder, generated from Passes.td.

#ifndef KILN_PIPELINE_PASSES_H
#define KILN_PIPELINE_PASSES_H

#include "Kiln/IR/Kiln.h"
#include "mlir/Pass/Pass.h"
#include <string>

namespace kiln {

#define GEN_PASS_DECL
#include "Kiln/Pipeline/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Kiln/Pipeline/Passes.h.inc"

} // namespace kiln

#endif // KILN_PIPELINE_PASSES_H
