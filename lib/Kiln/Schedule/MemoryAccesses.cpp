// Accesses of loads, stores and transfers, and interval arithmetic on their
// indices.

#include "MemoryAccesses.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace mlir;
using namespace kiln;

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

Value MemoryAccess::getBuffer() const {
  Value buffer = base;
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer;
}

/// A vector takes the last dimensions of a buffer of `rank`, one element of
/// each other.
static SmallVector<int64_t> vectorSizes(VectorType type, int64_t rank) {
  SmallVector<int64_t> sizes(rank, 1);
  for (auto [size, length] :
       llvm::zip(llvm::reverse(sizes), llvm::reverse(type.getShape())))
    size = length;
  return sizes;
}

static MemoryAccess transferAccess(VectorTransferOpInterface op, bool writes) {
  SmallVector<int64_t> sizes(op.getIndices().size(), 1);
  for (auto [expr, length] : llvm::zip_equal(
           op.getPermutationMap().getResults(), op.getVectorType().getShape()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      sizes[dim.getPosition()] = length;
  return {op.getBase(), llvm::to_vector(op.getIndices()), sizes, writes};
}

static std::optional<MemoryAccess> matchAccess(Operation *op) {
  auto indexed = [](Value base, ValueRange indices, bool writes) {
    return MemoryAccess{base, llvm::to_vector(indices),
                        SmallVector<int64_t>(indices.size(), 1), writes};
  };
  return llvm::TypeSwitch<Operation *, std::optional<MemoryAccess>>(op)
      .Case([&](memref::LoadOp load) {
        return indexed(load.getMemRef(), load.getIndices(), false);
      })
      .Case([&](memref::StoreOp store) {
        return indexed(store.getMemRef(), store.getIndices(), true);
      })
      .Case([&](vector::LoadOp load) {
        return MemoryAccess{
            load.getBase(), llvm::to_vector(load.getIndices()),
            vectorSizes(load.getVectorType(), load.getIndices().size()), false};
      })
      .Case([&](vector::StoreOp store) {
        return MemoryAccess{
            store.getBase(), llvm::to_vector(store.getIndices()),
            vectorSizes(store.getVectorType(), store.getIndices().size()),
            true};
      })
      .Case([&](vector::TransferReadOp read) -> std::optional<MemoryAccess> {
        return transferAccess(read, false);
      })
      .Case([&](vector::TransferWriteOp write) -> std::optional<MemoryAccess> {
        return transferAccess(write, true);
      })
      .Default(std::nullopt);
}

FailureOr<SmallVector<MemoryAccess>> kiln::collectAccesses(Operation *root) {
  SmallVector<MemoryAccess> accesses;
  std::set<std::tuple<const void *, bool, std::vector<const void *>,
                      std::vector<int64_t>>>
      seen;
  WalkResult result = root->walk([&](Operation *op) -> WalkResult {
    if (std::optional<MemoryAccess> access = matchAccess(op)) {
      std::vector<const void *> indices;
      for (Value index : access->indices)
        indices.push_back(index.getAsOpaquePointer());
      if (seen.insert({access->base.getAsOpaquePointer(),
                       access->writes,
                       indices,
                       {access->sizes.begin(), access->sizes.end()}})
              .second)
        accesses.push_back(std::move(*access));
      return WalkResult::advance();
    }
    if (isa<ViewLikeOpInterface, memref::PrefetchOp>(op))
      return WalkResult::advance();
    bool touchesMemory =
        isa<CallOpInterface>(op) ||
        llvm::any_of(op->getOperandTypes(), llvm::IsaPred<BaseMemRefType>);
    return touchesMemory ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  return accesses;
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

/// Results that do not fit are unknown.
static std::optional<IndexRange> add(IndexRange a, IndexRange b) {
  IndexRange sum;
  if (llvm::AddOverflow(a.first, b.first, sum.first) ||
      llvm::AddOverflow(a.last, b.last, sum.last))
    return std::nullopt;
  return sum;
}

static std::optional<IndexRange> scale(IndexRange a, int64_t factor) {
  IndexRange product;
  if (llvm::MulOverflow(a.first, factor, product.first) ||
      llvm::MulOverflow(a.last, factor, product.last))
    return std::nullopt;
  if (factor < 0)
    std::swap(product.first, product.last);
  return product;
}

void IndexRanges::fix(scf::ForOp loop, int64_t value) {
  fixed[loop.getInductionVar()] = value;
  known.clear();
}

std::optional<IndexRange> IndexRanges::get(Value index) {
  auto found = known.find(index);
  if (found != known.end())
    return found->second;
  std::optional<IndexRange> range = compute(index);
  known[index] = range;
  return range;
}

std::optional<IndexRange> IndexRanges::compute(Value index) {
  if (auto value = fixed.find(index); value != fixed.end())
    return IndexRange{value->second, value->second};
  APInt constant;
  if (matchPattern(index, m_ConstantInt(&constant)))
    return IndexRange{constant.getSExtValue(), constant.getSExtValue()};
  if (auto argument = dyn_cast<BlockArgument>(index)) {
    auto loop =
        dyn_cast_or_null<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || argument != loop.getInductionVar())
      return std::nullopt;
    std::optional<IndexRange> lower = get(loop.getLowerBound()),
                              upper = get(loop.getUpperBound());
    if (!lower || !upper)
      return std::nullopt;
    // What a loop without iterations touches is nothing.
    return IndexRange{lower->first, std::max(lower->first, upper->last - 1)};
  }
  auto minimum = [](IndexRange a, IndexRange b) {
    return IndexRange{std::min(a.first, b.first), std::min(a.last, b.last)};
  };
  auto ofAll = [&](AffineMap map, ValueRange operands) {
    return ofResults(map, operands);
  };
  return llvm::TypeSwitch<Operation *, std::optional<IndexRange>>(
             index.getDefiningOp())
      .Case([&](affine::AffineApplyOp op) -> std::optional<IndexRange> {
        auto results = ofAll(op.getAffineMap(), op.getOperands());
        return results ? std::optional(results->front()) : std::nullopt;
      })
      .Case([&](affine::AffineMinOp op) -> std::optional<IndexRange> {
        auto results = ofAll(op.getAffineMap(), op.getOperands());
        if (!results)
          return std::nullopt;
        IndexRange least = results->front();
        for (IndexRange result : *results)
          least = minimum(least, result);
        return least;
      })
      .Case([&](arith::AddIOp op) -> std::optional<IndexRange> {
        std::optional<IndexRange> a = get(op.getLhs()), b = get(op.getRhs());
        return a && b ? add(*a, *b) : std::nullopt;
      })
      .Default(std::nullopt);
}

std::optional<SmallVector<IndexRange>>
IndexRanges::ofResults(AffineMap map, ValueRange operands) {
  SmallVector<IndexRange> values, results;
  for (Value operand : operands) {
    std::optional<IndexRange> range = get(operand);
    if (!range)
      return std::nullopt;
    values.push_back(*range);
  }
  auto all = ArrayRef(values);
  for (AffineExpr expr : map.getResults()) {
    std::optional<IndexRange> range =
        ofAffine(expr, all.take_front(map.getNumDims()),
                 all.drop_front(map.getNumDims()));
    if (!range)
      return std::nullopt;
    results.push_back(*range);
  }
  return results;
}

std::optional<IndexRange> IndexRanges::ofAffine(AffineExpr expr,
                                                ArrayRef<IndexRange> dims,
                                                ArrayRef<IndexRange> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return IndexRange{constant.getValue(), constant.getValue()};
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  std::optional<IndexRange> a = ofAffine(binary.getLHS(), dims, symbols),
                            b = ofAffine(binary.getRHS(), dims, symbols);
  if (!a || !b)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add)
    return add(*a, *b);
  if (b->first != b->last)
    return std::nullopt;
  int64_t factor = b->first;
  if (expr.getKind() == AffineExprKind::Mul)
    return scale(*a, factor);
  if (factor <= 0)
    return std::nullopt;
  int64_t low = llvm::divideFloorSigned(a->first, factor),
          high = llvm::divideFloorSigned(a->last, factor);
  if (expr.getKind() == AffineExprKind::FloorDiv)
    return IndexRange{low, high};
  if (expr.getKind() == AffineExprKind::Mod)
    return low == high
               ? IndexRange{a->first - low * factor, a->last - low * factor}
               : IndexRange{0, factor - 1};
  return std::nullopt;
}
