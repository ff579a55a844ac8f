// Measuring the nesting of MLIR, of text before it is parsed and of what was
// parsed before anything looks at it, without going down the stack.

#include "Nesting.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// The end of the string literal that begins at `text[0]`.
static size_t endOfString(llvm::StringRef text) {
  size_t i = 1;
  while ((i = text.find_first_of("\"\\\n", i)) != llvm::StringRef::npos) {
    if (text[i] != '\\')
      return i + 1;
    i += 2;
  }
  return text.size();
}

/// Length of the word, or of anything else, that begins at `text[0]`.
static size_t tokenLength(llvm::StringRef text) {
  if (text.front() == '"')
    return endOfString(text);
  if (text.starts_with("//"))
    return std::min(text.find('\n'), text.size());
  if (text.starts_with("->"))
    return 2;
  size_t word = text.find_if_not(
      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  return std::max<size_t>(std::min(word, text.size()), 1);
}

/// Whether `token` joins parts of an affine expression.
static bool isOperator(llvm::StringRef token) {
  return llvm::StringSwitch<bool>(token)
      .Cases({"+", "-", "*", "mod", "floordiv", "ceildiv"}, true)
      .Default(false);
}

bool kiln::nestsWithin(llvm::StringRef text, int64_t limit) {
  // The operators of the expression at each open bracket, and all of those.
  llvm::SmallVector<int64_t> levels = {0};
  int64_t operators = 0;
  while (!text.empty()) {
    llvm::StringRef token = text.take_front(tokenLength(text));
    text = text.drop_front(token.size());
    char c = token.front();
    if (llvm::StringRef("([{<").contains(c)) {
      levels.push_back(0);
    } else if (llvm::StringRef(")]}>").contains(c)) {
      operators -= levels.pop_back_val();
      // What closes nothing, such as the end of `>=`.
      if (levels.empty())
        levels.push_back(0);
    } else if (c == ',' || c == '%') {
      operators -= std::exchange(levels.back(), 0);
    } else if (isOperator(token)) {
      ++levels.back();
      ++operators;
    }
    if (int64_t(levels.size()) - 1 + operators > limit)
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Types and attributes
//===----------------------------------------------------------------------===//

namespace {

/// Measures types and attributes, each once.
class Measure {
public:
  explicit Measure(int64_t limit) : limit(limit) {}

  /// Whether `root` and all that is in it are within bounds.
  template <typename T> bool check(T root) {
    if (!root)
      return true;
    open(root);
    while (!stack.empty()) {
      Entry &entry = stack.back();
      if (int64_t(stack.size()) > limit)
        return false;
      if (entry.next < entry.parts.size())
        add(entry, entry.parts[entry.next++]);
      else
        close();
    }
    return sound;
  }

private:
  using Part = llvm::PointerUnion<Attribute, Type>;
  struct Size {
    int64_t depth = 1, weight = 1;
  };
  struct Entry {
    const void *key;
    Size size;
    llvm::SmallVector<Part> parts;
    size_t next = 0;
  };
  static constexpr int64_t kMaxWeight = 1 << 20;

  template <typename T> void open(T what) {
    if (known.contains(what.getAsOpaquePointer()))
      return;
    Entry &entry = stack.emplace_back();
    entry.key = what.getAsOpaquePointer();
    what.walkImmediateSubElements(
        [&](Attribute part) { entry.parts.push_back(part); },
        [&](Type part) { entry.parts.push_back(part); });
  }

  /// Adds the size of `part` to its parent, or begins to measure it.
  void add(Entry &entry, Part part) {
    auto attribute = dyn_cast_if_present<Attribute>(part);
    auto type = dyn_cast_if_present<Type>(part);
    if (!attribute && !type)
      return;
    const void *key =
        attribute ? attribute.getAsOpaquePointer() : type.getAsOpaquePointer();
    auto found = known.find(key);
    if (found != known.end()) {
      include(entry.size, found->second);
      return;
    }
    --entry.next;
    if (attribute)
      open(attribute);
    else
      open(type);
  }

  void include(Size &size, Size part) {
    size.depth = std::max(size.depth, part.depth + 1);
    size.weight += part.weight;
    sound &= size.depth <= limit && size.weight <= kMaxWeight;
    size.weight = std::min(size.weight, kMaxWeight + 1);
  }

  void close() {
    known[stack.back().key] = stack.back().size;
    stack.pop_back();
  }

  int64_t limit;
  bool sound = true;
  llvm::DenseMap<const void *, Size> known;
  std::vector<Entry> stack;
};

} // namespace

bool kiln::nestsWithin(ModuleOp module, int64_t limit) {
  Measure measure(limit);
  auto check = [&](auto what) { return measure.check(what); };
  return !module
              ->walk([&](Operation *op) {
                bool sound = check(op->getAttrDictionary()) &&
                             check(Attribute(op->getLoc()));
                for (Type type : op->getResultTypes())
                  sound &= check(type);
                for (Region &region : op->getRegions())
                  for (BlockArgument argument : region.getArguments())
                    sound &= check(argument.getType()) &&
                             check(Attribute(argument.getLoc()));
                return sound ? WalkResult::advance() : WalkResult::interrupt();
              })
              .wasInterrupted();
}
