// The passes of this folder: names, summaries and descriptions.

#ifndef KILN_SCHEDULE_PASSES_TD
#define KILN_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

#endif // KILN_SCHEDULE_PASSES_TD
