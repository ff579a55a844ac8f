// Collecting and emitting the problems of one import, and locations.

#include "ImportContext.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace kiln;

std::string kiln::quoted(llvm::StringRef name) {
  constexpr size_t longest = 160;
  std::string text = "'";
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(longest), os);
  os << (name.size() > longest ? "…'" : "'");
  return text;
}

void ImportContext::error(const llvm::Twine &text) {
  problems.push_back({DiagnosticSeverity::Error, text.str()});
  sawError = true;
}

void ImportContext::warning(const llvm::Twine &text) {
  problems.push_back({DiagnosticSeverity::Warning, text.str()});
}

void ImportContext::remark(const llvm::Twine &text) {
  problems.push_back({DiagnosticSeverity::Remark, text.str()});
}

void ImportContext::flush() {
  for (Problem &problem : problems)
    mlirContext.getDiagEngine().emit(fileLocation(), problem.severity)
        << problem.text;
  problems.clear();
}

Location ImportContext::fileLocation() const {
  return FileLineColLoc::get(&mlirContext, path, 0, 0);
}

Location ImportContext::nodeLocation(llvm::StringRef name,
                                     unsigned index) const {
  auto place = FileLineColLoc::get(&mlirContext,
                                   llvm::sys::path::filename(path), index + 1,
                                   /*column=*/0);
  return NameLoc::get(StringAttr::get(&mlirContext, name), place);
}

Location ImportContext::moduleLocation() const {
  return FileLineColLoc::get(&mlirContext, llvm::sys::path::filename(path), 0,
                             0);
}

Location ImportContext::valueLocation(llvm::StringRef name) const {
  return NameLoc::get(StringAttr::get(&mlirContext, name), moduleLocation());
}
