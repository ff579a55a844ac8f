// Everything a caller can choose about a compilation, declared once.

#ifndef KILN_PIPELINE_COMPILEOPTIONS_H
#define KILN_PIPELINE_COMPILEOPTIONS_H

#include "Kiln/IR/ConvAlgorithm.h"
#include "Kiln/Target/TargetMachine.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace kiln {

/// The stages of a compilation, in order. The names that the driver, the docs
/// and the tests use are those of stageName().
enum class Stage {
  Kiln,
  Linalg,
  Scheduled,
  Vector,
  MemRef,
  LLVM,
  LLVMIR,
  Assembly,
  Object,
  Shared
};

/// "kiln", "linalg", "scheduled", "vector", "memref", "llvm", "llvm-ir", "asm",
/// "obj", "shared".
llvm::StringRef stageName(Stage stage);
std::optional<Stage> parseStage(llvm::StringRef name);

struct CompileOptions {
  /// The machine the code runs on; this host by default.
  TargetOptions target;
  /// 0 to 3, as for a C compiler.
  unsigned optLevel = 3;
  /// How convolutions are computed that could be in more than one way.
  ConvAlgorithm convAlgorithm = ConvAlgorithm::Auto;
  /// Who runs the threads of the compiled model, if it is to have any.
  Threads threads = Threads::None;
  /// Emit line information that names the model's nodes.
  bool debugInfo = false;
  /// Check every access to memory with AddressSanitizer.
  bool sanitizeAddress = false;
  /// Have the model measure the time of each of its kernels.
  bool profile = false;
  /// Say in the module what runs when (`kiln.kernels`), for reports; the code
  /// is the same.
  bool describeKernels = false;
  /// Where to write what repeats an internal error, as `kiln-opt
  /// --run-reproducer` does. With it, a crash of the compiler is an error, too,
  /// and one that is on a thread of MLIR's ends the program with exit code 1:
  /// that is for programs that do nothing else, for signals are caught.
  std::string reproducer = {};
};

} // namespace kiln

#endif // KILN_PIPELINE_COMPILEOPTIONS_H
