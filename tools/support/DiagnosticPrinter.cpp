// How a diagnostic looks: file, line, severity, node, message, source line.

#include "DiagnosticPrinter.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
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

namespace {
/// The place that a location stands for, as users know it.
struct Place {
  FileLineColLoc position;
  StringRef node;
};
} // namespace

static Place findPlace(Location location) {
  Place place;
  // The innermost position and the outermost name are the most telling.
  location->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part); name && place.node.empty())
      place.node = name.getName().getValue();
    if (auto position = dyn_cast<FileLineColLoc>(part);
        position && !place.position)
      place.position = position;
    return WalkResult::advance();
  });
  return place;
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

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  printLine(diagnostic.getSeverity(), diagnostic.getLocation(),
            diagnostic.str());
  for (Diagnostic &note : diagnostic.getNotes())
    printLine(note.getSeverity(), note.getLocation(), note.str());
  os.flush();
}

void DiagnosticPrinter::printLine(DiagnosticSeverity severity,
                                  Location location, StringRef message) {
  Place place = findPlace(location);
  // Lines of a binary model are the numbers of its nodes, which have names.
  bool hasLine =
      place.position && place.position.getLine() > 0 && place.node.empty();
  {
    WithColor color(os, llvm::raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    if (hasLine)
      os << place.position.getFilename().getValue() << ':'
         << place.position.getLine() << ':' << place.position.getColumn();
    else
      os << file;
    os << ": ";
  }
  printSeverity(os, severity);
  if (!place.node.empty() && !message.contains("'" + place.node.str() + "'"))
    os << "node '" << place.node << "': ";
  os << message.rtrim() << '\n';
  if (hasLine)
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
