// The passes of this folder: names, summaries and descriptions.

#ifndef KILN_TRANSFORMS_PASSES_TD
#define KILN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

#endif // KILN_TRANSFORMS_PASSES_TD
