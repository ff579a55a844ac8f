// The plan of the workspace, read from the module right after it was made:
// later passes join views of the same place, whatever buffer they were.

#include "Graph.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/ModelFunction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

std::vector<bool> kiln::collectBuffers(func::FuncOp function,
                                       CompileFacts &facts) {
  Block &body = function.getBody().front();
  BufferViewFlowAnalysis aliases(function);
  llvm::DenseMap<Operation *, unsigned> steps;
  std::vector<bool> isCall;
  for (const auto &[number, ops] : llvm::enumerate(groupSteps(function))) {
    isCall.push_back(isa<func::CallOp>(ops.front()));
    for (Operation *op : ops)
      steps[op] = number;
  }
  function.walk([&](memref::ViewOp view) {
    auto arena = dyn_cast<BlockArgument>(view.getSource());
    std::optional<int64_t> offset = getConstantIntValue(view.getByteShift());
    if (!arena || arena.getOwner() != &body || !offset)
      return;
    auto type = view.getType();
    BufferFacts buffer;
    llvm::raw_string_ostream(buffer.type) << type.getElementType();
    buffer.shape.assign(type.getShape().begin(), type.getShape().end());
    buffer.bytes = type.getNumElements() *
                   llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    buffer.offset = *offset;
    buffer.ofThread = function.getArgAttr(arena.getArgNumber(),
                                          KilnDialect::kScratchAttr) != nullptr;
    std::optional<unsigned> first, last;
    for (Value alias : aliases.resolve(view.getResult()))
      for (Operation *user : alias.getUsers()) {
        if (isa<ViewLikeOpInterface>(user))
          continue;
        auto step = steps.find(body.findAncestorOpInBlock(*user));
        if (step == steps.end())
          continue;
        first = std::min(first.value_or(step->second), step->second);
        last = std::max(last.value_or(step->second), step->second);
      }
    buffer.first = first.value_or(0);
    buffer.last = last.value_or(buffer.first);
    facts.buffers.push_back(std::move(buffer));
  });
  return isCall;
}

namespace {
/// Where a step is: how many calls are before it, and how many others since the
/// last one. A call comes after all of those.
using Place = std::pair<unsigned, unsigned>;
} // namespace

static std::vector<Place> placesOf(const std::vector<bool> &isCall) {
  std::vector<Place> places;
  unsigned calls = 0, others = 0;
  for (bool each : isCall) {
    places.emplace_back(calls, each ? ~0u : others++);
    if (!each)
      continue;
    ++calls;
    others = 0;
  }
  return places;
}

void kiln::renumberBuffers(CompileFacts &facts,
                           const std::vector<bool> &planned) {
  std::vector<bool> isCall;
  for (const StepFacts &step : facts.steps)
    isCall.push_back(step.kernel != facts.model + ".main");
  std::vector<Place> from = placesOf(planned), to = placesOf(isCall);
  auto renumber = [&](unsigned step) -> unsigned {
    auto next = llvm::upper_bound(to, from[step]);
    return next == to.begin() ? 0 : next - to.begin() - 1;
  };
  if (!planned.empty())
    for (BufferFacts &buffer : facts.buffers) {
      buffer.first = renumber(buffer.first);
      buffer.last = renumber(buffer.last);
    }
}
