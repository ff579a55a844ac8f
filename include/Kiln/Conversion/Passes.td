// The passes of this folder: names, summaries and descriptions.

#ifndef KILN_CONVERSION_PASSES_TD
#define KILN_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

#endif // KILN_CONVERSION_PASSES_TD
