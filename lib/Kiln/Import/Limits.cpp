// The names of the limits, and how to say that one is exceeded.

#include "Kiln/Import/Limits.h"
#include "HostTensor.h"
#include "llvm/ADT/StringExtras.h"
#include <limits>

using namespace kiln;

namespace {

struct Limit {
  int64_t ImportLimits::*member;
  llvm::StringLiteral name, counted;
  int64_t most;
};

} // namespace

static constexpr int64_t kAny = std::numeric_limits<int64_t>::max() / 2;

static constexpr Limit kLimits[] = {
    {&ImportLimits::nodes, "nodes", "nodes", kAny},
    {&ImportLimits::nesting, "nesting", "levels of nesting", 1000},
    {&ImportLimits::operands, "operands", "inputs or outputs", kAny},
    {&ImportLimits::rank, "rank", "dimensions in a tensor", 1000},
    {&ImportLimits::tensorElements, "tensor-elements", "elements in a tensor",
     kMaxElements},
    {&ImportLimits::totalElements, "total-elements", "elements in all tensors",
     kAny},
    {&ImportLimits::foldedElements, "folded-elements",
     "elements in constants computed at compile time", kAny}};

std::string ImportLimits::exceeded(int64_t ImportLimits::*limit) const {
  const Limit *found = llvm::find_if(
      kLimits, [&](const Limit &entry) { return entry.member == limit; });
  return ("exceeds the limit of " + llvm::Twine(this->*limit) + " " +
          found->counted + "; --limit=" + found->name + "=N sets another")
      .str();
}

llvm::Error ImportLimits::set(llvm::StringRef name, llvm::StringRef value) {
  const Limit *found = llvm::find_if(
      kLimits, [&](const Limit &entry) { return entry.name == name; });
  if (found == std::end(kLimits)) {
    auto names =
        llvm::map_range(kLimits, [](const Limit &entry) -> llvm::StringRef {
          return entry.name;
        });
    return llvm::createStringError("expected NAME=N with a NAME of " +
                                   llvm::join(names, ", "));
  }
  int64_t number;
  if (value.getAsInteger(10, number) || number < 1 || number > found->most)
    return llvm::createStringError("expected from 1 to " +
                                   llvm::Twine(found->most) + " " +
                                   found->counted);
  this->*found->member = number;
  return llvm::Error::success();
}
