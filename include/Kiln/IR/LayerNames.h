// From locations back to the nodes of a model: what a profile, the debug
// information and remarks call the parts of a compiled model.

#ifndef KILN_IR_LAYERNAMES_H
#define KILN_IR_LAYERNAMES_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SetVector.h"
#include <string>

namespace kiln {

/// Adds to `nodes` the locations of nodes that `location` is made of, in order:
/// NameLocs, and FileLineColLocs that have no name around them. Where
/// locateAt() made it, they are those given.
void collectNodes(mlir::Location location,
                  llvm::SetVector<mlir::Location> &nodes);

/// Adds those of all ops in `op`, and its own.
void collectNodes(mlir::Operation *op, llvm::SetVector<mlir::Location> &nodes);

/// `location` for something that computes `nodes`, which are noted in its
/// metadata: line information has room for one.
mlir::Location locateAt(mlir::Location location,
                        llvm::ArrayRef<mlir::Location> nodes);

/// The name of the node at `node`, one that collectNodes() found: its own, or
/// "model.mlir:3" for an op without one.
std::string getNodeName(mlir::Location node);

} // namespace kiln

#endif // KILN_IR_LAYERNAMES_H
