// The ops of the kiln dialect, one included file for each family: each op with
// its semantics, an example, its numbered constraints (enforced in lib/Kiln/IR
// and cited by the verifier) and its assembly format.

#ifndef KILN_IR_KILNOPS_TD
#define KILN_IR_KILNOPS_TD

include "Kiln/IR/WindowOps.td"
include "Kiln/IR/ElementwiseOps.td"
include "Kiln/IR/MatmulOps.td"
include "Kiln/IR/MovementOps.td"
include "Kiln/IR/ResizeOps.td"
include "Kiln/IR/SelectionOps.td"

#endif // KILN_IR_KILNOPS_TD
