// How a diagnostic looks: file, line, severity, node, message, source line.

#include "DiagnosticPrinter.h"
#include "DiagnosticPlace.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace kiln;
using llvm::HighlightColor;
using llvm::WithColor;

DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context, StringRef file,
                                     llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(&context), file(file), os(os) {
  setHandler([this](Diagnostic &diagnostic) {
    if (beforePrint)
      beforePrint();
    print(diagnostic);
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
static void printNode(llvm::raw_ostream &os, const NodeSubject &node,
                      StringRef message) {
  std::string name = quoted(node.name);
  if (node.name.empty() || (node.op.empty() && message.contains(name)))
    return;
  os << "node " << name;
  if (!node.op.empty()) {
    os << " (" << StringRef(quoted(node.op)).trim('\'');
    if (node.opset > 0)
      os << ", opset " << node.opset;
    os << ')';
  }
  os << ": ";
}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  printLine(diagnostic.getSeverity(), diagnostic.getLocation(),
            diagnostic.str());
  for (Diagnostic &note : diagnostic.getNotes())
    printLine(note.getSeverity(), note.getLocation(), note.str());
  os.flush();
}

void DiagnosticPrinter::printLine(DiagnosticSeverity severity,
                                  Location location, StringRef message) {
  DiagnosticPlace place = findPlace(location);
  {
    WithColor color(os, llvm::raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    if (place.position)
      os << place.position.getFilename().getValue() << ':'
         << place.position.getLine() << ':' << place.position.getColumn();
    else
      os << file;
    os << ": ";
  }
  printSeverity(os, severity);
  printNode(os, place.node, message);
  os << message.rtrim() << '\n';
  if (place.position)
    printSource(place.position);
}

const llvm::MemoryBuffer *DiagnosticPrinter::getSource(StringRef path) {
  auto [entry, isNew] = sources.try_emplace(path);
  if (isNew) {
    auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
    if (buffer && !(*buffer)->getBuffer().take_front(4096).contains('\0'))
      entry->second = std::move(*buffer);
  }
  return entry->second.get();
}

void DiagnosticPrinter::printSource(FileLineColLoc location) {
  const llvm::MemoryBuffer *source =
      getSource(location.getFilename().getValue());
  if (!source)
    return;
  StringRef rest = source->getBuffer();
  for (unsigned i = 1; i < location.getLine() && !rest.empty(); ++i)
    rest = rest.split('\n').second;
  StringRef line = rest.split('\n').first.rtrim();
  constexpr size_t longestLine = 200;
  if (line.empty() || line.size() > longestLine ||
      !llvm::all_of(line, [](char c) { return c == '\t' || llvm::isPrint(c); }))
    return;
  os << line << '\n';
  // Tabs stay tabs, so that the caret stands below its column.
  for (char c : line.take_front(std::max(location.getColumn(), 1u) - 1))
    os << (c == '\t' ? '\t' : ' ');
  WithColor(os, llvm::raw_ostream::GREEN, /*Bold=*/true) << '^';
  os << '\n';
}
