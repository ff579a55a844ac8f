// Prints MLIR diagnostics for people at a terminal.

#ifndef KILN_TOOLS_SUPPORT_DIAGNOSTICPRINTER_H
#define KILN_TOOLS_SUPPORT_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <memory>
#include <string>

namespace kiln {

/// While it lives, prints every diagnostic of a context as
///
///   model.mlir:3:8: error: …       with the source line, for text models
///   model.onnx: error: node 'conv1': …
///
/// and its notes below it, in colour when the stream is a terminal.
/// Diagnostics without a place are about `file`.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  DiagnosticPrinter(mlir::MLIRContext &context, llvm::StringRef file,
                    llvm::raw_ostream &os = llvm::errs());

  /// Called before anything is printed, such as to clear a progress line.
  std::function<void()> beforePrint;

private:
  void print(mlir::Diagnostic &diagnostic);
  void printLine(mlir::DiagnosticSeverity severity, mlir::Location location,
                 llvm::StringRef message);
  void printSource(mlir::FileLineColLoc location);
  /// The text of `path`, or null if it is no readable text.
  const llvm::MemoryBuffer *getSource(llvm::StringRef path);

  std::string file;
  llvm::raw_ostream &os;
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> sources;
};

} // namespace kiln

#endif // KILN_TOOLS_SUPPORT_DIAGNOSTICPRINTER_H
