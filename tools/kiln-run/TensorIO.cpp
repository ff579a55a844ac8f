// The .npy reader and writer, and the choice of reader by content. An .npy file
// is a magic number, a version, the length of a header, the header, which is a
// Python dictionary of three known keys, and the elements.

#include "TensorIO.h"
#include "Kiln/Compiler/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace kiln;
using namespace kiln::run;

static constexpr StringLiteral kNpyMagic = "\x93NUMPY";

static Error fail(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

std::string run::toFileName(StringRef name) {
  // Folders take names of 255 bytes.
  constexpr size_t most = 200;
  std::string result = name.take_front(most).str();
  for (char &c : result)
    if (!isAlnum(c) && c != '-' && c != '_' && c != '.')
      c = '_';
  if (result.empty() || result.front() == '.')
    result.insert(0, "_");
  return result;
}

//===----------------------------------------------------------------------===//
// Reading the header
//===----------------------------------------------------------------------===//

namespace {
/// What the header's dictionary says.
struct NpyHeader {
  std::optional<std::string> type;
  std::optional<bool> fortranOrder;
  std::optional<SmallVector<int64_t>> shape;
};

/// Parses the header's dictionary: string keys, and as values a string, a
/// boolean or a tuple of integers. Every method returns false on anything else.
class NpyHeaderParser {
public:
  explicit NpyHeaderParser(StringRef text) : rest(text) {}

  bool parse(NpyHeader &header) {
    if (!consume('{'))
      return false;
    while (!consume('}')) {
      std::string key;
      if (!parseString(key) || !consume(':') || !parseEntry(key, header))
        return false;
      if (!consume(',') && !rest.ltrim().starts_with("}"))
        return false;
    }
    return rest.trim().empty() && header.type && header.fortranOrder &&
           header.shape;
  }

private:
  bool consume(char c) {
    rest = rest.ltrim();
    return rest.consume_front(StringRef(&c, 1));
  }

  bool parseEntry(StringRef key, NpyHeader &header) {
    if (key == "descr")
      return parseString(header.type.emplace());
    if (key == "shape")
      return parseShape(header.shape.emplace());
    if (key == "fortran_order")
      return parseBool(header.fortranOrder.emplace());
    return false;
  }

  bool parseString(std::string &value) {
    rest = rest.ltrim();
    if (rest.empty() || (rest.front() != '\'' && rest.front() != '"'))
      return false;
    size_t end = rest.find(rest.front(), 1);
    if (end == StringRef::npos)
      return false;
    value = rest.substr(1, end - 1).str();
    rest = rest.substr(end + 1);
    return true;
  }

  bool parseBool(bool &value) {
    rest = rest.ltrim();
    value = rest.starts_with("True");
    return rest.consume_front("True") || rest.consume_front("False");
  }

  bool parseShape(SmallVector<int64_t> &shape) {
    if (!consume('('))
      return false;
    while (!consume(')')) {
      rest = rest.ltrim();
      int64_t size;
      if (rest.consumeInteger(10, size))
        return false;
      shape.push_back(size);
      if (!consume(',') && !rest.ltrim().starts_with(")"))
        return false;
    }
    return true;
  }

  StringRef rest;
};
} // namespace

/// Takes magic number, version and header off the front of `bytes`.
static Error takeHeader(StringRef &bytes, NpyHeader &header) {
  bytes = bytes.drop_front(kNpyMagic.size());
  if (bytes.size() < 2)
    return fail("is a truncated .npy file: it ends within the version number");
  unsigned version = uint8_t(bytes[0]);
  if (version < 1 || version > 3)
    return fail("is an .npy file of version " + Twine(version) +
                ": expected 1, 2 or 3");
  bytes = bytes.drop_front(2);
  size_t lengthSize = version == 1 ? 2 : 4;
  if (bytes.size() < lengthSize)
    return fail("is a truncated .npy file: it ends within the header's length");
  uint64_t length = version == 1 ? support::endian::read16le(bytes.data())
                                 : support::endian::read32le(bytes.data());
  bytes = bytes.drop_front(lengthSize);
  if (bytes.size() < length)
    return fail("is a truncated .npy file: expected a header of " +
                Twine(length) + " bytes, found " + Twine(bytes.size()));
  if (!NpyHeaderParser(bytes.take_front(length)).parse(header))
    return fail(
        "has a malformed .npy header: expected a dictionary of 'descr', "
        "'fortran_order' and 'shape'");
  bytes = bytes.drop_front(length);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Reading the elements
//===----------------------------------------------------------------------===//

/// Reorders column-major elements of `size` bytes to row-major.
static std::vector<char> toRowMajor(ArrayRef<char> bytes, size_t size,
                                    ArrayRef<int64_t> shape) {
  std::vector<char> result;
  result.reserve(bytes.size());
  SmallVector<int64_t> index(shape.size(), 0), strides(shape.size(), 1);
  for (size_t i = 1; i < shape.size(); i++)
    strides[i] = strides[i - 1] * shape[i - 1];
  int64_t offset = 0;
  while (result.size() < bytes.size()) {
    ArrayRef<char> element = bytes.slice(offset * size, size);
    result.insert(result.end(), element.begin(), element.end());
    for (size_t i = shape.size(); i-- > 0;) {
      offset += strides[i];
      if (++index[i] < shape[i])
        break;
      offset -= index[i] * strides[i];
      index[i] = 0;
    }
  }
  return result;
}

Expected<FileTensor> run::parseNpy(StringRef bytes) {
  if (!bytes.starts_with(kNpyMagic))
    return fail("is not an .npy file");
  NpyHeader header;
  if (Error error = takeHeader(bytes, header))
    return std::move(error);
  const ElementType *type = findNumpyType(*header.type);
  if (!type)
    return fail("has the element type '" + *header.type +
                "': expected little-endian floats of 4 or 8 bytes, integers "
                "or bools, such as '<f4', '<i8', '|u1' and '|b1'");
  std::optional<int64_t> count = elementCount(*header.shape);
  if (!count)
    return fail("has shape " + formatShape(*header.shape) +
                ", which is negative or too large");
  if (bytes.size() != uint64_t(*count) * type->bytes)
    return fail("has shape " + formatShape(*header.shape) + ", so " +
                Twine(uint64_t(*count) * type->bytes) +
                " bytes of data, but holds " + Twine(bytes.size()));

  FileTensor tensor{*header.type, *header.shape, {}};
  if (*header.fortranOrder)
    tensor.bytes =
        toRowMajor({bytes.data(), bytes.size()}, type->bytes, tensor.shape);
  else
    tensor.bytes.assign(bytes.begin(), bytes.end());
  return tensor;
}

Expected<FileTensor> run::readTensorFile(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fail("can't read '" + path + "': " + buffer.getError().message());
  StringRef bytes = (*buffer)->getBuffer();
  if (bytes.empty())
    return fail("'" + path +
                "' is empty: expected an .npy file or an ONNX "
                "tensor");
  Expected<FileTensor> tensor =
      bytes.starts_with(kNpyMagic) ? parseNpy(bytes) : parseTensorProto(bytes);
  if (!tensor)
    return fail("'" + path + "' " + toString(tensor.takeError()));
  return tensor;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Error run::writeNpyFile(StringRef path, ArrayRef<int64_t> shape,
                        const Elements &elements) {
  std::string header = ("{'descr': '" + elements.type->numpy +
                        "', 'fortran_order': False, 'shape': (")
                           .str();
  for (int64_t size : shape)
    header += std::to_string(size) + ",";
  header += ")}";
  // The elements start at a multiple of 64 bytes; the header ends in a newline.
  size_t preamble = kNpyMagic.size() + 4;
  header.resize(alignTo(preamble + header.size() + 1, 64) - preamble, ' ');
  header.back() = '\n';

  std::string contents;
  raw_string_ostream os(contents);
  os << kNpyMagic << '\1' << '\0';
  support::endian::write<uint16_t>(os, header.size(), llvm::endianness::little);
  os << header << StringRef(elements.bytes.data(), elements.bytes.size());
  return writeFile(path, contents);
}
