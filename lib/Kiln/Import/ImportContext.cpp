// Collecting and emitting the problems of one import, and locations.

#include "ImportContext.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace kiln;

void ImportContext::report(DiagnosticSeverity severity, const llvm::Twine &text,
                           Location location) {
  problems.push_back({severity, location, text.str()});
  sawError |= severity == DiagnosticSeverity::Error;
}

llvm::StringRef ImportContext::firstError() const {
  return llvm::find_if(problems,
                       [](const Problem &problem) {
                         return problem.severity == DiagnosticSeverity::Error;
                       })
      ->text;
}

void ImportContext::flush() {
  for (Problem &problem : problems)
    mlirContext.getDiagEngine().emit(problem.location, problem.severity)
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
