// How kiln-fuzz-onnx changes models: by fields of the protobuf encoding, so
// that most of what it makes can be parsed and reaches the importer. It knows
// the encoding only, not ONNX: whatever can be read as a message is one.

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

/// libFuzzer's own changes of bytes, which use the dictionary.
extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace {

/// One field of a message: its number and wire type, and its value, which is a
/// varint, fixed bytes, text, or more fields.
struct Field {
  uint64_t tag = 0;
  uint64_t varint = 0;
  std::string bytes;
  std::vector<Field> fields;

  unsigned wireType() const { return tag & 7; }
};

constexpr unsigned kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5;
constexpr unsigned kDeepest = 12;

std::optional<uint64_t> takeVarint(llvm::StringRef &text) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !text.empty(); shift += 7) {
    uint8_t byte = text.front();
    text = text.drop_front();
    value |= uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
  return std::nullopt;
}

/// The fields of `text`; nothing if it is no message.
std::optional<std::vector<Field>> parse(llvm::StringRef text, unsigned depth) {
  constexpr uint64_t highestTag = 64 << 3;
  std::vector<Field> fields;
  while (!text.empty()) {
    Field field;
    std::optional<uint64_t> tag = takeVarint(text);
    if (!tag || *tag < 8 || *tag > highestTag)
      return std::nullopt;
    field.tag = *tag;
    uint64_t size = 0;
    if (field.wireType() == kVarint || field.wireType() == kLength) {
      std::optional<uint64_t> value = takeVarint(text);
      if (!value)
        return std::nullopt;
      field.varint = size = *value;
    }
    switch (field.wireType()) {
    case kVarint:
      size = 0;
      break;
    case kFixed64:
      size = 8;
      break;
    case kFixed32:
      size = 4;
      break;
    case kLength:
      break;
    default:
      return std::nullopt;
    }
    if (size > text.size())
      return std::nullopt;
    field.bytes = text.take_front(size).str();
    text = text.drop_front(size);
    if (field.wireType() == kLength && size && depth < kDeepest)
      if (auto inner = parse(field.bytes, depth + 1)) {
        field.fields = std::move(*inner);
        field.bytes.clear();
      }
    fields.push_back(std::move(field));
  }
  return fields;
}

void appendVarint(std::string &text, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    text += char(value | 0x80);
  text += char(value);
}

std::string encode(llvm::ArrayRef<Field> fields) {
  std::string text;
  for (const Field &field : fields) {
    appendVarint(text, field.tag);
    if (field.wireType() == kVarint) {
      appendVarint(text, field.varint);
      continue;
    }
    std::string bytes =
        field.fields.empty() ? field.bytes : encode(field.fields);
    if (field.wireType() == kLength)
      appendVarint(text, bytes.size());
    text += bytes;
  }
  return text;
}

class Mutator {
public:
  explicit Mutator(unsigned seed) : random(seed) {}

  /// Makes one change somewhere in the message.
  void change(std::vector<Field> &message) {
    places.clear();
    collect(message);
    if (places.empty())
      return;
    auto [list, index] = places[below(places.size())];
    Field &field = (*list)[index];
    switch (below(8)) {
    case 0:
      list->erase(list->begin() + index);
      return;
    case 1:
      // By value: the list may move.
      list->insert(list->begin() + below(list->size() + 1), Field(field));
      return;
    case 2:
      std::swap(field, (*list)[below(list->size())]);
      return;
    case 3:
    case 4:
      replace(field);
      return;
    default:
      changeValue(field);
    }
  }

private:
  size_t below(size_t end) { return random() % end; }

  void collect(std::vector<Field> &message) {
    for (size_t i = 0; i < message.size(); ++i) {
      places.push_back({&message, i});
      collect(message[i].fields);
    }
  }

  /// Takes the value of another field of the same number, so that edges lead
  /// elsewhere and nodes get another's op or attributes.
  void replace(Field &field) {
    llvm::SmallVector<Field *> same;
    for (auto [list, index] : places)
      if ((*list)[index].tag == field.tag)
        same.push_back(&(*list)[index]);
    field = Field(*same[below(same.size())]);
  }

  void changeValue(Field &field) {
    static constexpr uint64_t numbers[] = {
        0,          1,          2,           3,          4,
        7,          8,          15,          16,         17,
        64,         255,        1 << 16,     0x7fffffff, 0x80000000,
        0xffffffff, 1ull << 32, 1ull << 62,  INT64_MAX,  uint64_t(INT64_MIN),
        ~0ull,      ~0ull - 1,  ~0ull << 31, ~0ull << 32};
    if (field.wireType() == kVarint) {
      field.varint = below(3) ? numbers[below(std::size(numbers))]
                              : field.varint + below(5) - 2;
      return;
    }
    if (!field.fields.empty())
      field.bytes = encode(std::exchange(field.fields, {}));
    size_t most = field.bytes.size();
    if (field.wireType() == kLength)
      most += 40;
    size_t size = field.bytes.size();
    field.bytes.resize(most);
    auto *data = reinterpret_cast<uint8_t *>(field.bytes.data());
    size = LLVMFuzzerMutate(data, size, most);
    if (field.wireType() == kLength)
      field.bytes.resize(size);
  }

  std::minstd_rand random;
  std::vector<std::pair<std::vector<Field> *, size_t>> places;
};

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  auto message = parse({reinterpret_cast<char *>(data), size}, 0);
  // Some are damaged as bytes, too.
  if (!message || message->empty() || seed % 8 == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  Mutator mutator(seed);
  for (unsigned i = 0; i <= seed / 8 % 4; ++i)
    mutator.change(*message);
  std::string text = encode(*message);
  if (text.empty() || text.size() > maxSize)
    return LLVMFuzzerMutate(data, size, maxSize);
  llvm::copy(text, data);
  return text.size();
}
