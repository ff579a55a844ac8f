// Reading diagnostics: a function for each member of a record.

#include "Handles.h"

using namespace kiln;

static const DiagnosticRecord *unwrap(const kiln_diagnostic *diagnostic) {
  return reinterpret_cast<const DiagnosticRecord *>(diagnostic);
}

static const char *getText(const kiln_diagnostic *diagnostic,
                           std::string DiagnosticRecord::*member) {
  return diagnostic ? (unwrap(diagnostic)->*member).c_str() : nullptr;
}

const char *kiln_diagnostic_severity(const kiln_diagnostic *diagnostic) {
  // The names are literals, which end with a zero.
  return diagnostic ? severityName(unwrap(diagnostic)->severity).data()
                    : nullptr;
}

const char *kiln_diagnostic_message(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::message);
}

const char *kiln_diagnostic_node(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::node);
}

const char *kiln_diagnostic_op(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::op);
}

int64_t kiln_diagnostic_opset(const kiln_diagnostic *diagnostic) {
  return diagnostic ? unwrap(diagnostic)->opset : 0;
}

const char *kiln_diagnostic_attribute(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::attribute);
}

int64_t kiln_diagnostic_input(const kiln_diagnostic *diagnostic) {
  if (!diagnostic || !unwrap(diagnostic)->input)
    return -1;
  return *unwrap(diagnostic)->input;
}

const char *kiln_diagnostic_expected(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::expected);
}

const char *kiln_diagnostic_advice(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::advice);
}

const char *kiln_diagnostic_file(const kiln_diagnostic *diagnostic) {
  return getText(diagnostic, &DiagnosticRecord::file);
}

uint32_t kiln_diagnostic_line(const kiln_diagnostic *diagnostic) {
  return diagnostic ? unwrap(diagnostic)->line : 0;
}

uint32_t kiln_diagnostic_column(const kiln_diagnostic *diagnostic) {
  return diagnostic ? unwrap(diagnostic)->column : 0;
}

size_t kiln_diagnostic_num_notes(const kiln_diagnostic *diagnostic) {
  return diagnostic ? unwrap(diagnostic)->notes.size() : 0;
}

const kiln_diagnostic *kiln_diagnostic_note(const kiln_diagnostic *diagnostic,
                                            size_t index) {
  if (!diagnostic)
    return nullptr;
  return c::getHandle<kiln_diagnostic>(
      llvm::ArrayRef(unwrap(diagnostic)->notes), index);
}
