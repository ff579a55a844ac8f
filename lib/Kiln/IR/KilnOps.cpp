// The generated definitions of the ops' classes. What is written by hand sits
// in one file for each family of ops (ConvOps.cpp, PoolOps.cpp, ...).

#include "Constraints.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace kiln;

#define GET_OP_CLASSES
#include "Kiln/IR/KilnOps.cpp.inc"
