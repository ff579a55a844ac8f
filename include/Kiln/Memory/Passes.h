// The passes of this folder, generated from Passes.td.

#ifndef KILN_MEMORY_PASSES_H
#define KILN_MEMORY_PASSES_H

#include "mlir/Pass/Pass.h"

namespace kiln {

#define GEN_PASS_DECL
#include "Kiln/Memory/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Kiln/Memory/Passes.h.inc"

} // namespace kiln

#endif // KILN_MEMORY_PASSES_H
