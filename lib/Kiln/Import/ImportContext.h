// What all parts of one import share: the options, the model file's place, and
// the list of problems found so far. Problems are collected, not thrown: an
// import goes through the whole model and reports everything at its end.

#ifndef KILN_LIB_IMPORT_IMPORTCONTEXT_H
#define KILN_LIB_IMPORT_IMPORTCONTEXT_H

#include "Kiln/Import/Import.h"
#include "Kiln/Import/Refusal.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/BLAKE3.h"
#include <string>
#include <vector>

namespace kiln {

class ImportContext {
public:
  ImportContext(llvm::StringRef path, const ImportOptions &options,
                mlir::MLIRContext &mlirContext)
      : path(path), options(options), mlirContext(mlirContext) {}

  /// The model file as the caller spelled it.
  const std::string path;
  const ImportOptions &options;
  mlir::MLIRContext &mlirContext;
  /// The hash of all files of the model.
  llvm::BLAKE3 hash;
  /// What leads the inputs where it would be 1: the rows of a batch.
  int64_t batch = 1;

  /// About the model as a whole.
  void error(const llvm::Twine &text) {
    report(mlir::DiagnosticSeverity::Error, text, fileLocation());
  }
  void warning(const llvm::Twine &text) {
    report(mlir::DiagnosticSeverity::Warning, text, fileLocation());
  }
  void remark(const llvm::Twine &text) {
    report(mlir::DiagnosticSeverity::Remark, text, fileLocation());
  }
  void report(mlir::DiagnosticSeverity severity, const llvm::Twine &text,
              mlir::Location location);
  bool hasErrors() const { return sawError; }
  /// The text of the first one, which there must be.
  llvm::StringRef firstError() const;

  /// Emits everything collected, in the order it was found, and forgets it.
  void flush();

  /// Where diagnostics point: the file, without a line.
  mlir::Location fileLocation() const;
  /// Where node number `index` came from. Only the file's last component is
  /// kept, so that the output does not depend on where the model lies; the
  /// line is the node's place in the graph, counted from 1.
  mlir::Location nodeLocation(llvm::StringRef name, unsigned index) const;
  /// The model as a whole.
  mlir::Location moduleLocation() const;
  /// The input, initializer or folded value `name`.
  mlir::Location valueLocation(llvm::StringRef name) const;

private:
  struct Problem {
    mlir::DiagnosticSeverity severity;
    mlir::Location location;
    std::string text;
  };
  std::vector<Problem> problems;
  bool sawError = false;
};

} // namespace kiln

#endif // KILN_LIB_IMPORT_IMPORTCONTEXT_H
