// Elements in memory as numbers.

#ifndef KILN_RUN_ELEMENTS_H
#define KILN_RUN_ELEMENTS_H

#include "Kiln/Target/ElementType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <variant>

namespace kiln::run {

/// The value of one element.
using Number = std::variant<double, int64_t, uint64_t, bool>;

double toDouble(const Number &number);
/// Six digits of a real, all of an integer, "true" or "false".
void print(const Number &number, llvm::raw_ostream &os,
           const char *realFormat = "%g");

/// The elements of a tensor in row-major order. A view; need not be aligned.
struct Elements {
  const ElementType *type;
  llvm::ArrayRef<char> bytes;

  int64_t size() const { return bytes.size() / type->bytes; }
  Number operator[](int64_t i) const;
};

/// Writes `values`, which `type` can hold, to `bytes` of as many elements.
void store(llvm::ArrayRef<double> values, const ElementType &type,
           llvm::MutableArrayRef<char> bytes);

} // namespace kiln::run

#endif // KILN_RUN_ELEMENTS_H
