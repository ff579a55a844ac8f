// Reading models that are MLIR already.

#ifndef KILN_LIB_IMPORT_MLIRREADER_H
#define KILN_LIB_IMPORT_MLIRREADER_H

#include "ModelFile.h"

namespace kiln {

/// The module in `file`, with the model function named by the options and all
/// inputs and outputs named; null when it is no model, which is reported.
mlir::OwningOpRef<mlir::ModuleOp> readMlir(ModelFile file,
                                           ImportContext &context);

} // namespace kiln

#endif // KILN_LIB_IMPORT_MLIRREADER_H
