// The import that the fuzzers do, and how the sanitizers are set for it.

#include "FuzzImport.h"
#include "Kiln/Import/Import.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include <cstdlib>

using namespace mlir;
using namespace kiln;

/// Only Kiln's own code is instrumented. What LLVM's allocators and containers
/// tell the sanitizer in inlined code, LLVM's libraries know nothing of.
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0";
}

OwningOpRef<ModuleOp> kiln::fuzzImport(llvm::ArrayRef<uint8_t> bytes,
                                       llvm::StringRef path,
                                       MLIRContext &context) {
  bool failed = false;
  context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) {
    failed |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
  });
  llvm::StringRef content(reinterpret_cast<const char *>(bytes.data()),
                          bytes.size());
  ImportOptions options;
  options.limits.tensorElements = 1 << 20;
  options.limits.totalElements = 1 << 24;
  options.limits.foldedElements = 1 << 22;
  OwningOpRef<ModuleOp> module =
      importModel(llvm::MemoryBufferRef(content, path), options, context);
  if (!module && !failed) {
    llvm::errs() << "neither a module nor an error\n";
    std::abort();
  }
  return module;
}
