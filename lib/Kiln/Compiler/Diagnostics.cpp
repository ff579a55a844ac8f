// Taking diagnostics apart, and their JSON form. Names come from model files
// and may be any bytes; JSON is UTF-8.

#include "Kiln/Compiler/Diagnostics.h"
#include "Kiln/Import/Refusal.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace mlir;
using namespace kiln;
namespace json = llvm::json;

StringRef kiln::severityName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Remark:
    return "remark";
  case DiagnosticSeverity::Note:
    return "note";
  }
  llvm_unreachable("all severities are listed");
}

/// Finds the telling part of `location`, which passes have nested and fused.
static void setPlace(Location location, DiagnosticRecord &record) {
  if (std::optional<NodeSubject> node = getNodeSubject(location)) {
    record.node = node->name;
    record.op = node->op;
    record.opset = node->opset;
    return;
  }
  // The innermost position and the outermost name are the most telling.
  FileLineColLoc position;
  location->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part); name && record.node.empty())
      record.node = name.getName().getValue();
    if (auto place = dyn_cast<FileLineColLoc>(part); place && !position)
      position = place;
    return WalkResult::advance();
  });
  // Lines of a binary model are the numbers of its nodes, which have names.
  if (!position || position.getLine() == 0 || !record.node.empty())
    return;
  record.file = position.getFilename().getValue();
  record.line = position.getLine();
  record.column = position.getColumn();
}

static void setRefusal(Location location, DiagnosticRecord &record) {
  std::optional<Refusal> refusal = getRefusal(location);
  if (!refusal)
    return;
  record.attribute = std::move(refusal->attribute);
  record.input = refusal->input;
  record.expected = std::move(refusal->expected);
  record.advice = std::move(refusal->advice);
  record.shapes = std::move(refusal->shapes);
}

DiagnosticRecord DiagnosticRecord::of(Diagnostic &diagnostic) {
  DiagnosticRecord record;
  record.severity = diagnostic.getSeverity();
  record.message = StringRef(diagnostic.str()).rtrim();
  setPlace(diagnostic.getLocation(), record);
  setRefusal(diagnostic.getLocation(), record);
  for (Diagnostic &note : diagnostic.getNotes())
    record.notes.push_back(of(note));
  return record;
}

json::Object DiagnosticRecord::toJson() const {
  json::Object object;
  auto addText = [&](StringRef name, StringRef text) {
    if (!text.empty())
      object[name] = json::fixUTF8(text);
  };
  if (severity != DiagnosticSeverity::Note)
    object["severity"] = severityName(severity);
  object["message"] = json::fixUTF8(message);
  addText("node", node);
  addText("op", op);
  if (opset > 0)
    object["opset"] = opset;
  addText("attribute", attribute);
  if (input)
    object["input"] = *input;
  addText("expected", expected);
  addText("advice", advice);
  if (shapes) {
    json::Array array;
    for (const auto &shape : *shapes)
      array.push_back(shape ? json::Value(json::Array(*shape)) : nullptr);
    object["shapes"] = std::move(array);
  }
  if (line > 0) {
    object["file"] = json::fixUTF8(file);
    object["line"] = line;
    object["column"] = column;
  }
  json::Array array;
  for (const DiagnosticRecord &note : notes)
    array.push_back(note.toJson());
  if (!array.empty())
    object["notes"] = std::move(array);
  return object;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext &context)
    : ScopedDiagnosticHandler(&context) {
  setHandler([this](Diagnostic &diagnostic) {
    records.push_back(DiagnosticRecord::of(diagnostic));
    return success();
  });
}
