// Names of models and tensors as C identifiers; shared by the importer, which
// names symbols, and the target, which names parameters.

#ifndef KILN_IR_IDENTIFIER_H
#define KILN_IR_IDENTIFIER_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace kiln {

/// Turns any text into a C identifier: other characters become '_', a leading
/// digit gets a '_' before it; empty text becomes "model".
inline std::string toCIdentifier(llvm::StringRef text) {
  if (text.empty())
    return "model";
  std::string result;
  if (llvm::isDigit(text.front()))
    result += '_';
  for (char c : text)
    result += llvm::isAlnum(c) ? c : '_';
  return result;
}

} // namespace kiln

#endif // KILN_IR_IDENTIFIER_H
