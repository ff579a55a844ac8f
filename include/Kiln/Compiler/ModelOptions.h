// Everything that can be chosen about compiling one model file, and the names
// by which other languages and command lines choose it.

#ifndef KILN_COMPILER_MODELOPTIONS_H
#define KILN_COMPILER_MODELOPTIONS_H

#include "Kiln/Import/Import.h"
#include "Kiln/Pipeline/CompileOptions.h"
#include "llvm/Support/Error.h"

namespace kiln {

struct ModelOptions {
  ImportOptions import;
  CompileOptions compile;
  /// What to compile to.
  Stage stage = Stage::Object;
};

/// Sets the option `name` from text. The names and values are those of kilnc:
///
///   target, cpu, features   as kilnc --help says
///   opt-level               0 to 3
///   conv-algorithm          auto, direct, winograd
///   threads                 none, openmp, callback
///   sanitize                address
///   name                    a C identifier
///   dim                     NAME=SIZE; may be set several times
///   shape                   INPUT=1x3x224x224, or INPUT=scalar; likewise
///   limit                   NAME=N of ImportLimits; likewise
///   dynamic-batch, debug-info, profile   true, false
///   emit                    the name of a stage
///
/// An error says what is wrong with the value, such as "expected 0 to 3", or
/// that there is no such option. Whether the model has what a dim or a shape
/// names, and LLVM the target, is found out when it is compiled.
llvm::Error setOption(ModelOptions &options, llvm::StringRef name,
                      llvm::StringRef value);

} // namespace kiln

#endif // KILN_COMPILER_MODELOPTIONS_H
