// The names of the stages.

#include "Kiln/Pipeline/CompileOptions.h"
#include <iterator>

using namespace kiln;

static constexpr llvm::StringLiteral kStageNames[] = {
    "kiln", "linalg",  "scheduled", "vector", "memref",
    "llvm", "llvm-ir", "asm",       "obj",    "shared"};

llvm::StringRef kiln::stageName(Stage stage) {
  return kStageNames[static_cast<unsigned>(stage)];
}

std::optional<Stage> kiln::parseStage(llvm::StringRef name) {
  for (unsigned i = 0; i < std::size(kStageNames); ++i)
    if (kStageNames[i] == name)
      return static_cast<Stage>(i);
  return std::nullopt;
}
