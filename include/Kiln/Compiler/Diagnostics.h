// What the compiler has to say, as data: the one form from which text, JSON and
// the records of other languages are made.

#ifndef KILN_COMPILER_DIAGNOSTICS_H
#define KILN_COMPILER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace kiln {

/// Texts may hold any bytes: names come from model files.
struct DiagnosticRecord {
  mlir::DiagnosticSeverity severity = mlir::DiagnosticSeverity::Error;
  /// What is wrong, without the place.
  std::string message;
  /// Name of the node; empty where it is about no node.
  std::string node;
  /// Of that node, where known: its op, and the version of the op's domain,
  /// or 0.
  std::string op;
  int64_t opset = 0;
  /// Name of the node's attribute that is at fault, if it is one.
  std::string attribute;
  /// Index of the node's input that is at fault, if it is one.
  std::optional<unsigned> input;
  /// The nearest form of it that is supported, if there is one.
  std::string expected;
  /// What to do instead, if that is known.
  std::string advice;
  /// Of the inputs of a refused node, nothing where not known; absent
  /// altogether for other diagnostics.
  std::optional<std::vector<std::optional<llvm::SmallVector<int64_t>>>> shapes;
  /// In a text model; elsewhere empty and 0.
  std::string file;
  unsigned line = 0, column = 0;
  std::vector<DiagnosticRecord> notes;

  /// The record of a diagnostic that a handler has been given.
  static DiagnosticRecord of(mlir::Diagnostic &diagnostic);

  /// An object with the members above that are known, under the same names;
  /// `severity` is "error", "warning" or "remark", and absent in notes.
  llvm::json::Object toJson() const;
};

/// "error", "warning", "remark" or "note".
llvm::StringRef severityName(mlir::DiagnosticSeverity severity);

/// While it lives, collects every diagnostic of a context.
class DiagnosticCollector : public mlir::ScopedDiagnosticHandler {
public:
  explicit DiagnosticCollector(mlir::MLIRContext &context);

  /// What was collected, in its order; forgotten here.
  std::vector<DiagnosticRecord> take() { return std::move(records); }

private:
  std::vector<DiagnosticRecord> records;
};

} // namespace kiln

#endif // KILN_COMPILER_DIAGNOSTICS_H
