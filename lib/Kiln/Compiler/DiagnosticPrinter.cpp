// How a diagnostic looks: file, line, severity, node, message, source line.

#include "Kiln/Compiler/DiagnosticPrinter.h"
#include "Kiln/Import/Refusal.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace kiln;
using llvm::HighlightColor;
using llvm::WithColor;

DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context, StringRef file,
                                     llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(&context), text(file, os) {
  setHandler([this](Diagnostic &diagnostic) {
    if (beforePrint)
      beforePrint();
    text.print(DiagnosticRecord::of(diagnostic));
    return success();
  });
}

static void printSeverity(llvm::raw_ostream &os, DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    WithColor::error(os);
    break;
  case DiagnosticSeverity::Warning:
    WithColor::warning(os);
    break;
  case DiagnosticSeverity::Note:
    WithColor::note(os);
    break;
  case DiagnosticSeverity::Remark:
    WithColor::remark(os);
    break;
  }
}

/// Begins a line with the node that it is about; what a pass says may name it
/// already.
static void printNode(llvm::raw_ostream &os, const DiagnosticRecord &record) {
  std::string name = quoted(record.node);
  if (record.node.empty() ||
      (record.op.empty() && StringRef(record.message).contains(name)))
    return;
  os << "node " << name;
  if (!record.op.empty()) {
    os << " (" << StringRef(quoted(record.op)).trim('\'');
    if (record.opset > 0)
      os << ", opset " << record.opset;
    os << ')';
  }
  os << ": ";
}

void DiagnosticText::print(const DiagnosticRecord &record) {
  printLine(record);
  for (const DiagnosticRecord &note : record.notes)
    printLine(note);
  os.flush();
}

void DiagnosticText::printLine(const DiagnosticRecord &record) {
  {
    WithColor color(os, llvm::raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    if (record.line > 0)
      os << record.file << ':' << record.line << ':' << record.column;
    else
      os << file;
    os << ": ";
  }
  printSeverity(os, record.severity);
  printNode(os, record);
  os << record.message << '\n';
  if (record.line > 0)
    printSource(record);
}

const llvm::MemoryBuffer *DiagnosticText::getSource(StringRef path) {
  auto [entry, isNew] = sources.try_emplace(path);
  if (isNew) {
    auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
    if (buffer && !(*buffer)->getBuffer().take_front(4096).contains('\0'))
      entry->second = std::move(*buffer);
  }
  return entry->second.get();
}

void DiagnosticText::printSource(const DiagnosticRecord &record) {
  const llvm::MemoryBuffer *source = getSource(record.file);
  if (!source)
    return;
  StringRef rest = source->getBuffer();
  for (unsigned i = 1; i < record.line && !rest.empty(); ++i)
    rest = rest.split('\n').second;
  StringRef line = rest.split('\n').first.rtrim();
  constexpr size_t longestLine = 200;
  if (line.empty() || line.size() > longestLine ||
      !llvm::all_of(line, [](char c) { return c == '\t' || llvm::isPrint(c); }))
    return;
  os << line << '\n';
  // Tabs stay tabs, so that the caret stands below its column.
  for (char c : line.take_front(std::max(record.column, 1u) - 1))
    os << (c == '\t' ? '\t' : ' ');
  WithColor(os, llvm::raw_ostream::GREEN, /*Bold=*/true) << '^';
  os << '\n';
}
