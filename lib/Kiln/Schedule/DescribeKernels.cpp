// What runs when the model's function does, step by step, and how much work
// each step is. Changes no code: others measure the steps, or show them.

#include "Iterations.h"
#include "Kiln/IR/Flops.h"
#include "Kiln/IR/LayerNames.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Schedule/Passes.h"
#include "MemoryAccesses.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

namespace kiln {
#define GEN_PASS_DEF_DESCRIBEKERNELS
#include "Kiln/Schedule/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

//===----------------------------------------------------------------------===//
// How much a kernel does
//===----------------------------------------------------------------------===//

/// The work of one run of some ops.
struct Work {
  double multiplyAdds = 0;
  int64_t bytesRead = 0, bytesWritten = 0;
};

/// Multiply-adds of `root` and the ops in it, each as often as its loops run.
double countMultiplyAdds(Operation *root) {
  return sumOverIterations(root, [](Operation *op) {
    if (!isa<vector::FMAOp, math::FmaOp>(op))
      return 0.0;
    auto vector = dyn_cast<VectorType>(op->getResult(0).getType());
    return vector ? double(vector.getNumElements()) : 1.0;
  });
}

/// The part of a buffer that accesses span: a range in each dimension.
class Span {
public:
  explicit Span(Value buffer) : type(cast<MemRefType>(buffer.getType())) {
    ranges.assign(type.getRank(), std::nullopt);
  }

  /// `touched` is what an access spans in dimension `dim`; all of it, if that
  /// is not known.
  void add(unsigned dim, std::optional<IndexRange> touched) {
    IndexRange whole{0, type.getDimSize(dim) - 1};
    IndexRange part = touched
                          ? IndexRange{std::max(touched->first, whole.first),
                                       std::min(touched->last, whole.last)}
                          : whole;
    std::optional<IndexRange> &range = ranges[dim];
    range = range ? IndexRange{std::min(range->first, part.first),
                               std::max(range->last, part.last)}
                  : part;
  }

  int64_t countBytes() const {
    int64_t bytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    for (const std::optional<IndexRange> &range : ranges)
      bytes *= std::max<int64_t>(range->last - range->first + 1, 0);
    return bytes;
  }

private:
  MemRefType type;
  SmallVector<std::optional<IndexRange>> ranges;
};

/// What the ops of a kernel read and write.
class Spans {
public:
  void add(const MemoryAccess &access) {
    if (auto part = access.base.getDefiningOp<memref::SubViewOp>())
      return addPart(part, access.writes);
    Span &span = spanOf(access.base, access.writes);
    for (auto [dim, index] : llvm::enumerate(access.indices)) {
      std::optional<IndexRange> range = known.get(index);
      if (range)
        range->last += access.sizes[dim] - 1;
      span.add(dim, range);
    }
  }

  /// All of `buffer`.
  void addAll(Value buffer, bool writes) {
    if (auto part = buffer.getDefiningOp<memref::SubViewOp>())
      return addPart(part, writes);
    Span &span = spanOf(buffer, writes);
    for (unsigned dim = 0; dim < cast<MemRefType>(buffer.getType()).getRank();
         ++dim)
      span.add(dim, std::nullopt);
  }

  int64_t countBytes(bool writes) const {
    int64_t bytes = 0;
    for (const auto &[key, span] : spans)
      if (key.second == writes)
        bytes += span.countBytes();
    return bytes;
  }

private:
  /// All of `part`, wherever the loops around it move it.
  void addPart(memref::SubViewOp part, bool writes) {
    if (auto outer = part.getSource().getDefiningOp<memref::SubViewOp>())
      return addPart(outer, writes);
    Span &span = spanOf(part.getSource(), writes);
    for (unsigned dim = 0; dim < part.getSourceType().getRank(); ++dim) {
      OpFoldResult offset = part.getMixedOffsets()[dim];
      std::optional<int64_t> fixed = getConstantIntValue(offset);
      std::optional<IndexRange> range =
          fixed ? IndexRange{*fixed, *fixed} : known.get(cast<Value>(offset));
      std::optional<int64_t> size =
                                 getConstantIntValue(part.getMixedSizes()[dim]),
                             stride = getConstantIntValue(
                                 part.getMixedStrides()[dim]);
      if (range && size && stride && *stride > 0)
        range->last += (*size - 1) * *stride;
      else
        range.reset();
      span.add(dim, range);
    }
  }

  Span &spanOf(Value buffer, bool writes) {
    return spans.try_emplace({buffer, writes}, buffer).first->second;
  }

  IndexRanges known;
  llvm::MapVector<std::pair<Value, unsigned>, Span> spans;
};

/// Adds what `root` and the ops in it read and write to `work`.
void countBytes(Operation *root, Work &work) {
  Spans spans;
  root->walk([&](Operation *op) {
    if (op->getNumRegions() > 0 || isa<ViewLikeOpInterface>(op))
      return;
    FailureOr<SmallVector<MemoryAccess>> accesses = collectAccesses(op);
    if (succeeded(accesses)) {
      for (const MemoryAccess &access : *accesses)
        spans.add(access);
      return;
    }
    // Where it reads or writes is not known.
    for (Value operand : op->getOperands())
      if (isa<MemRefType>(operand.getType()))
        spans.addAll(operand, /*writes=*/op->getNumResults() == 0);
  });
  work.bytesRead += spans.countBytes(/*writes=*/false);
  work.bytesWritten += spans.countBytes(/*writes=*/true);
}

//===----------------------------------------------------------------------===//
// The steps of the model's function
//===----------------------------------------------------------------------===//

/// One entry of `kiln.kernels`.
struct Step {
  SmallVector<Operation *> ops;
  std::string symbol;
  Work work;
  /// Which of the layers, ascending.
  SmallVector<size_t> layers;
  /// Names of none of them, where that is all there is.
  std::string otherName;
  double flops = 0;
};

class KernelDescriber {
public:
  KernelDescriber(ModuleOp module, func::FuncOp function, ArrayAttr layers)
      : function(function), symbols(module), layers(layers) {
    for (auto [index, layer] : llvm::enumerate(layers.getAsRange<LayerAttr>()))
      layerIndex.try_emplace(layer.getName(), index);
  }

  void run() {
    collectSteps();
    for (Step &step : steps)
      nameLayers(step);
    for (size_t layer = 0; layer < layers.size(); ++layer)
      shareFlops(layer);
    MLIRContext *context = function.getContext();
    OpBuilder builder(context);
    SmallVector<Attribute> kernels;
    for (auto [index, step] : llvm::enumerate(steps)) {
      kernels.push_back(KernelAttr::get(
          context, step.symbol, layerText(step), roundFlops(step.flops),
          step.work.bytesRead, step.work.bytesWritten));
      for (Operation *op : step.ops)
        op->setAttr(KilnDialect::kKernelAttr, builder.getI64IntegerAttr(index));
    }
    function->getParentOp()->setAttr(KilnDialect::kKernelsAttr,
                                     builder.getArrayAttr(kernels));
  }

private:
  void collectSteps() {
    std::string mainSymbol = (function.getName() + ".main").str();
    for (SmallVector<Operation *> &ops : groupSteps(function)) {
      Step &step = steps.emplace_back();
      step.ops = std::move(ops);
      if (auto call = dyn_cast<func::CallOp>(step.ops.front())) {
        auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
        step.symbol = kernel.getName().str();
        step.work = workOf(kernel);
        continue;
      }
      step.symbol = mainSymbol;
      for (Operation *op : step.ops) {
        step.work.multiplyAdds += countMultiplyAdds(op);
        countBytes(op, step.work);
      }
    }
  }

  const Work &workOf(func::FuncOp kernel) {
    auto [entry, isNew] = works.try_emplace(kernel);
    if (isNew) {
      entry->second.multiplyAdds = countMultiplyAdds(kernel);
      countBytes(kernel, entry->second);
    }
    return entry->second;
  }

  void nameLayers(Step &step) {
    SetVector<Location> nodes;
    for (Operation *op : step.ops)
      collectNodes(op, nodes);
    SmallVector<std::string> others;
    for (Location node : nodes) {
      std::string name = getNodeName(node);
      auto found = layerIndex.find(name);
      if (found == layerIndex.end())
        others.push_back(name);
      else if (!llvm::is_contained(step.layers, found->second))
        step.layers.push_back(found->second);
    }
    llvm::sort(step.layers);
    if (step.layers.empty())
      step.otherName = llvm::join(others, " + ");
  }

  /// Gives each step of `layer` its share of the layer's operations.
  void shareFlops(size_t layer) {
    double flops = layerAt(layer).getFlops();
    SmallVector<Step *> sharing;
    double all = 0;
    for (Step &step : steps)
      if (flops > 0 && llvm::is_contained(step.layers, layer)) {
        sharing.push_back(&step);
        all += step.work.multiplyAdds;
      }
    for (Step *step : sharing)
      step->flops += flops * (all > 0 ? step->work.multiplyAdds / all
                                      : 1.0 / sharing.size());
  }

  std::string layerText(const Step &step) {
    if (step.layers.empty())
      return step.otherName;
    return llvm::join(
        llvm::map_range(step.layers,
                        [&](size_t layer) { return layerAt(layer).getName(); }),
        " + ");
  }

  LayerAttr layerAt(size_t index) { return cast<LayerAttr>(layers[index]); }

  func::FuncOp function;
  SymbolTable symbols;
  ArrayAttr layers;
  llvm::StringMap<size_t> layerIndex;
  llvm::DenseMap<Operation *, Work> works;
  std::vector<Step> steps;
};

struct DescribeKernelsPass
    : public kiln::impl::DescribeKernelsBase<DescribeKernelsPass> {
  void runOnOperation() override {
    auto function = lookupModelFunction<func::FuncOp>(getOperation());
    if (!function)
      return signalPassFailure();
    auto layers =
        getOperation()->getAttrOfType<ArrayAttr>(KilnDialect::kLayersAttr);
    if (!layers) {
      getOperation().emitError("expected kiln.layers");
      return signalPassFailure();
    }
    KernelDescriber(getOperation(), function, layers).run();
  }
};

} // namespace
