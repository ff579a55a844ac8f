// The JSON form of a diagnostic. Names come from model files and may be any
// bytes; JSON is UTF-8.

#include "DiagnosticCollector.h"
#include "DiagnosticPlace.h"

using namespace mlir;
using namespace kiln;
namespace json = llvm::json;

static StringRef severityName(DiagnosticSeverity severity) {
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

/// Adds what `refusal` says to `object`.
static void describe(const Refusal &refusal, json::Object &object) {
  auto addText = [&](StringRef name, StringRef text) {
    if (!text.empty())
      object[name] = json::fixUTF8(text);
  };
  addText("attribute", refusal.attribute);
  if (refusal.input)
    object["input"] = *refusal.input;
  addText("expected", refusal.expected);
  addText("advice", refusal.advice);
  json::Array shapes;
  for (const auto &shape : refusal.shapes)
    shapes.push_back(shape ? json::Value(json::Array(*shape)) : nullptr);
  object["shapes"] = std::move(shapes);
}

static json::Object describe(const Diagnostic &diagnostic) {
  json::Object object;
  object["message"] = json::fixUTF8(StringRef(diagnostic.str()).rtrim());
  DiagnosticPlace place = findPlace(diagnostic.getLocation());
  if (!place.node.name.empty())
    object["node"] = json::fixUTF8(place.node.name);
  if (!place.node.op.empty())
    object["op"] = json::fixUTF8(place.node.op);
  if (place.node.opset > 0)
    object["opset"] = place.node.opset;
  if (std::optional<Refusal> refusal = getRefusal(diagnostic.getLocation()))
    describe(*refusal, object);
  if (place.position) {
    object["file"] = json::fixUTF8(place.position.getFilename().getValue());
    object["line"] = place.position.getLine();
    object["column"] = place.position.getColumn();
  }
  return object;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext &context)
    : ScopedDiagnosticHandler(&context) {
  setHandler([this](Diagnostic &diagnostic) {
    json::Object object = describe(diagnostic);
    object["severity"] = severityName(diagnostic.getSeverity());
    json::Array notes;
    for (Diagnostic &note : diagnostic.getNotes())
      notes.push_back(describe(note));
    if (!notes.empty())
      object["notes"] = std::move(notes);
    diagnostics.push_back(std::move(object));
    return success();
  });
}
