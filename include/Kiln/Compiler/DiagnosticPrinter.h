// Diagnostics as text, for people at a terminal.

#ifndef KILN_COMPILER_DIAGNOSTICPRINTER_H
#define KILN_COMPILER_DIAGNOSTICPRINTER_H

#include "Kiln/Compiler/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <memory>
#include <string>

namespace kiln {

/// Prints diagnostics as
///
///   model.mlir:3:8: error: …       with the source line, for text models
///   model.onnx: error: node 'conv1': …
///
/// and their notes below them, in colour when the stream is a terminal.
class DiagnosticText {
public:
  /// Diagnostics without a place are about `file`.
  DiagnosticText(llvm::StringRef file, llvm::raw_ostream &os)
      : file(file), os(os) {}

  void print(const DiagnosticRecord &record);

private:
  void printLine(const DiagnosticRecord &record);
  void printSource(const DiagnosticRecord &record);
  /// The text of `path`, or null if it is no readable text.
  const llvm::MemoryBuffer *getSource(llvm::StringRef path);

  std::string file;
  llvm::raw_ostream &os;
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> sources;
};

/// While it lives, prints every diagnostic of a context.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  DiagnosticPrinter(mlir::MLIRContext &context, llvm::StringRef file,
                    llvm::raw_ostream &os = llvm::errs());

  /// Called before anything is printed, such as to clear a progress line.
  std::function<void()> beforePrint;

private:
  DiagnosticText text;
};

} // namespace kiln

#endif // KILN_COMPILER_DIAGNOSTICPRINTER_H
