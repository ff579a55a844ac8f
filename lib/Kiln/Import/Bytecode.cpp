// The walk through the ops of MLIR bytecode, whose format MLIR's documentation
// describes. It keeps a stack of its own, and no count makes it take memory
// that the file does not have.

#include "Bytecode.h"
#include "mlir/Bytecode/Encoding.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

using namespace kiln;
using namespace mlir::bytecode;

namespace {

/// Reads bytes; once something is not there, everything is 0.
class Reader {
public:
  explicit Reader(llvm::StringRef rest) : rest(rest) {}

  bool isSound() const { return sound; }
  bool isEmpty() const { return rest.empty(); }

  llvm::StringRef take(uint64_t size) {
    if (size > rest.size()) {
      sound = false;
      rest = {};
      return {};
    }
    llvm::StringRef taken = rest.take_front(size);
    rest = rest.drop_front(size);
    return taken;
  }

  uint8_t byte() {
    llvm::StringRef taken = take(1);
    return taken.empty() ? 0 : taken.front();
  }

  /// A number whose first byte tells by its trailing zeros how many follow.
  uint64_t number() {
    uint8_t first = byte();
    if (first & 1)
      return first >> 1;
    unsigned more = first ? llvm::countr_zero(first) : 8;
    uint64_t value = first, shift = 0;
    if (more == 8)
      value = 0;
    else
      shift = 8;
    for (uint8_t next : take(more)) {
      value |= uint64_t(next) << shift;
      shift += 8;
    }
    return more == 8 ? value : value >> (more + 1);
  }

  /// A number of things that take a byte each, at least.
  uint64_t count() { return checked(number()); }

  /// The same with a flag in its lowest bit.
  uint64_t count(bool &flag) {
    uint64_t value = number();
    flag = value & 1;
    return checked(value >> 1);
  }

  void skipNumbers(uint64_t count) {
    while (count-- && sound)
      number();
  }

  void skipString() { take(rest.find('\0') + 1); }

  /// The content of a section, and which one it is.
  llvm::StringRef section(uint8_t &id) {
    id = byte();
    uint64_t size = number();
    if (id & 0x80) {
      uint64_t alignment = number();
      if (!llvm::isPowerOf2_64(alignment))
        sound = false;
      while (sound && reinterpret_cast<uintptr_t>(rest.data()) % alignment)
        byte();
    }
    id &= 0x7f;
    return take(size);
  }

private:
  uint64_t checked(uint64_t count) {
    if (count > rest.size())
      sound = false;
    return sound ? count : 0;
  }

  llvm::StringRef rest;
  bool sound = true;
};

/// The values that ops can refer to by their number, with their uses and the
/// highest use that their stored order names.
struct Scope {
  std::vector<uint64_t> uses;
  llvm::DenseMap<uint64_t, uint64_t> ordered;
};

/// What is left of the regions of an op, and of the region that is open.
struct Regions {
  size_t reader;
  bool isIsolated;
  uint64_t regions;
  bool isOpen = false;
  uint64_t blocks = 0, ops = 0, firstValue = 0, nextValue = 0;
};

class Walk {
public:
  Walk(uint64_t version, llvm::StringRef ops) : version(version) {
    // The file's ops are in a block without arguments.
    readers.emplace_back(ops);
    scopes.emplace_back();
    stack.push_back({0, true, 0});
    stack.back().isOpen = true;
    openBlock();
  }

  BytecodeFault run(int64_t limit) {
    while (!stack.empty() && sound) {
      Regions &top = stack.back();
      sound &= reader().isSound();
      if (top.ops) {
        --top.ops;
        readOp();
      } else if (top.blocks) {
        --top.blocks;
        openBlock();
      } else if (top.isOpen) {
        closeRegion();
      } else if (top.regions) {
        --top.regions;
        openRegion();
      } else {
        leave();
      }
      if (int64_t(stack.size()) - 1 > limit)
        return BytecodeFault::Nesting;
    }
    return sound ? BytecodeFault::None : BytecodeFault::Damaged;
  }

private:
  Reader &reader() { return readers[stack.back().reader]; }

  void openRegion() {
    uint64_t blocks = reader().count();
    if (blocks == 0)
      return;
    Regions &top = stack.back();
    std::vector<uint64_t> &uses = scopes.back().uses;
    top.isOpen = true;
    top.blocks = blocks;
    top.firstValue = top.nextValue = uses.size();
    uses.resize(uses.size() + reader().count());
  }

  void closeRegion() {
    Regions &top = stack.back();
    Scope &scope = scopes.back();
    for (uint64_t value = top.firstValue; value < scope.uses.size(); ++value) {
      auto order = scope.ordered.find(value);
      if (order == scope.ordered.end())
        continue;
      sound &= order->second < scope.uses[value];
      scope.ordered.erase(order);
    }
    scope.uses.resize(top.firstValue);
    top.isOpen = false;
  }

  void leave() {
    if (stack.back().isIsolated)
      scopes.pop_back();
    if (stack.size() == 1 ||
        stack[stack.size() - 2].reader != stack.back().reader)
      readers.pop_back();
    stack.pop_back();
  }

  void openBlock() {
    Reader &in = reader();
    bool hasArguments = false;
    stack.back().ops = in.count(hasArguments);
    if (!hasArguments)
      return;
    uint64_t count = in.count();
    for (uint64_t i = 0; i < count && in.isSound(); ++i) {
      bool hasLocation = in.number() & 1;
      if (version < kElideUnknownBlockArgLocation || hasLocation)
        in.number();
    }
    define(count);
    if (version >= kUseListOrdering && in.byte())
      readUseOrders(count, stack.back().nextValue - count);
  }

  void define(uint64_t count) {
    Regions &top = stack.back();
    top.nextValue += count;
    sound &= top.nextValue <= scopes.back().uses.size();
  }

  /// The order of the uses of `count` values from number `first` on.
  void readUseOrders(uint64_t count, uint64_t first) {
    Reader &in = reader();
    uint64_t orders = count > 1 ? in.count() : 1;
    for (uint64_t i = 0; i < orders && in.isSound(); ++i) {
      uint64_t value = first + (count > 1 ? in.number() : 0);
      bool isPairs = false;
      uint64_t length = in.count(isPairs), highest = 0;
      for (uint64_t k = 0; k < length && in.isSound(); ++k)
        highest = std::max(highest, in.number());
      uint64_t &known = scopes.back().ordered[value];
      known = std::max(known, highest);
    }
  }

  void readOp() {
    Reader &in = reader();
    in.number();
    uint8_t mask = in.byte();
    in.number();
    for (unsigned part :
         {OpEncodingMask::kHasAttrs, OpEncodingMask::kHasProperties})
      if (mask & part)
        in.number();
    uint64_t results = 0;
    if (mask & OpEncodingMask::kHasResults)
      in.skipNumbers(results = in.count());
    if (mask & OpEncodingMask::kHasOperands)
      readOperands();
    if (mask & OpEncodingMask::kHasSuccessors)
      in.skipNumbers(in.count());
    if (version >= kUseListOrdering && mask & OpEncodingMask::kHasUseListOrders)
      readUseOrders(results, stack.back().nextValue);
    // Where nothing refers to values, they are not numbered.
    if (stack.back().firstValue != scopes.back().uses.size())
      define(results);
    if (mask & OpEncodingMask::kHasInlineRegions)
      enter();
  }

  void readOperands() {
    Reader &in = reader();
    std::vector<uint64_t> &uses = scopes.back().uses;
    uint64_t count = in.count();
    for (uint64_t i = 0; i < count && in.isSound(); ++i) {
      uint64_t value = in.number();
      if (value < uses.size())
        ++uses[value];
      else
        sound = false;
    }
  }

  void enter() {
    bool isIsolated = false;
    uint64_t regions = reader().count(isIsolated);
    if (regions == 0)
      return;
    size_t from = stack.back().reader;
    if (isIsolated) {
      scopes.emplace_back();
      if (version >= kLazyLoading) {
        uint8_t id = 0;
        llvm::StringRef section = reader().section(id);
        sound &= id == Section::kIR && reader().isSound();
        from = readers.size();
        readers.emplace_back(section);
      }
    }
    stack.push_back({from, isIsolated, regions});
  }

  uint64_t version;
  std::vector<Reader> readers;
  std::vector<Scope> scopes;
  std::vector<Regions> stack;
  bool sound = true;
};

} // namespace

BytecodeFault kiln::checkBytecode(llvm::StringRef bytecode, int64_t limit) {
  Reader in(bytecode);
  in.take(llvm::StringRef("ML\xefR").size());
  uint64_t version = in.number();
  if (version > kVersion)
    return BytecodeFault::None;
  in.skipString();
  llvm::StringRef ops;
  while (!in.isEmpty() && in.isSound()) {
    uint8_t id = 0;
    llvm::StringRef section = in.section(id);
    if (id == Section::kIR)
      ops = section;
  }
  if (!in.isSound())
    return BytecodeFault::Damaged;
  return Walk(version, ops).run(limit);
}
