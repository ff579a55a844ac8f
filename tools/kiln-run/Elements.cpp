// Reading and writing elements.

#include "Elements.h"
#include "Kiln/Target/Model.h"
#include "llvm/Support/Format.h"
#include <cstring>

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

double kiln::run::toDouble(const Number &number) {
  return std::visit([](auto value) { return double(value); }, number);
}

void kiln::run::print(const Number &number, raw_ostream &os,
                      const char *realFormat) {
  if (const double *real = std::get_if<double>(&number))
    os << format(realFormat, *real);
  else if (const bool *truth = std::get_if<bool>(&number))
    os << (*truth ? "true" : "false");
  else if (const int64_t *integer = std::get_if<int64_t>(&number))
    os << *integer;
  else
    os << std::get<uint64_t>(number);
}

template <typename T> static T load(ArrayRef<char> bytes, int64_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

Number Elements::operator[](int64_t i) const {
  switch (type->code) {
  case KILN_F32:
    return double(load<float>(bytes, i));
  case KILN_F64:
    return load<double>(bytes, i);
  case KILN_BOOL:
    return load<uint8_t>(bytes, i) != 0;
  case KILN_I8:
    return int64_t(load<int8_t>(bytes, i));
  case KILN_I16:
    return int64_t(load<int16_t>(bytes, i));
  case KILN_I32:
    return int64_t(load<int32_t>(bytes, i));
  case KILN_I64:
    return load<int64_t>(bytes, i);
  case KILN_U8:
    return uint64_t(load<uint8_t>(bytes, i));
  case KILN_U16:
    return uint64_t(load<uint16_t>(bytes, i));
  case KILN_U32:
    return uint64_t(load<uint32_t>(bytes, i));
  default:
    return load<uint64_t>(bytes, i);
  }
}

template <typename T>
static void storeAs(ArrayRef<double> values, MutableArrayRef<char> bytes) {
  for (auto [i, value] : enumerate(values)) {
    T element = T(value);
    std::memcpy(bytes.data() + i * sizeof(T), &element, sizeof(T));
  }
}

void kiln::run::store(ArrayRef<double> values, const ElementType &type,
                      MutableArrayRef<char> bytes) {
  switch (type.code) {
  case KILN_F32:
    return storeAs<float>(values, bytes);
  case KILN_F64:
    return storeAs<double>(values, bytes);
  case KILN_BOOL:
  case KILN_U8:
    return storeAs<uint8_t>(values, bytes);
  case KILN_I8:
    return storeAs<int8_t>(values, bytes);
  case KILN_I16:
    return storeAs<int16_t>(values, bytes);
  case KILN_I32:
    return storeAs<int32_t>(values, bytes);
  case KILN_I64:
    return storeAs<int64_t>(values, bytes);
  case KILN_U16:
    return storeAs<uint16_t>(values, bytes);
  case KILN_U32:
    return storeAs<uint32_t>(values, bytes);
  default:
    return storeAs<uint64_t>(values, bytes);
  }
}
