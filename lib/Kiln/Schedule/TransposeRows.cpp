// The transpose of a small matrix that is held in registers, one for each row.

#include "VectorRows.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

namespace {

/// A square matrix of a power of two rows; a null row is one nobody reads.
class SquareTranspose {
public:
  SquareTranspose(OpBuilder &builder, Location loc, int64_t size)
      : builder(builder), loc(loc), size(size), rows(size) {}

  SmallVector<Value> run(ValueRange source, int64_t length) {
    for (auto [row, value] : llvm::zip(rows, source))
      row = resize(value, length, size);
    // Two rows at a time, within groups of four lanes: single instructions
    // everywhere. What is wider than that changes places group by group.
    if (size >= 4) {
      interleaveGroups();
    } else {
      exchangeBlocks(1);
    }
    for (int64_t block = 4; block < size; block *= 2)
      exchangeBlocks(block);
    SmallVector<Value> result;
    for (Value row : ArrayRef(rows).take_front(length))
      result.push_back(resize(row, size, source.size()));
    return result;
  }

private:
  /// The first lanes of `row`, as many as `to` and the row have.
  Value resize(Value row, int64_t from, int64_t to) {
    if (from == to)
      return row;
    return pick(row, row, to,
                [&](int64_t lane) { return lane < from ? lane : -1; });
  }

  /// Lane l is lane `from(l)` of `a` and `b` side by side, each `size` wide.
  Value pick(Value a, Value b, int64_t width,
             llvm::function_ref<int64_t(int64_t)> from) {
    if (!a && !b)
      return {};
    SmallVector<int64_t> mask;
    for (int64_t lane = 0; lane < width; ++lane) {
      int64_t source = from(lane);
      bool missing = source < size ? !a : !b;
      mask.push_back(missing ? vector::ShuffleOp::kPoisonIndex : source);
    }
    return vector::ShuffleOp::create(builder, loc, a ? a : b, b ? b : a, mask);
  }

  /// Transposes each 4x4 block on its own.
  void interleaveGroups() {
    // Of lanes `first` and `first + 1` in each group of four, the first ones
    // of `a` and `b`, then the second ones.
    auto interleave = [&](Value a, Value b, int64_t first) {
      return pick(a, b, size, [&](int64_t lane) {
        return lane / 4 * 4 + first + lane % 4 / 2 + (lane % 2 ? size : 0);
      });
    };
    // Lanes `first` and `first + 1` of each group of `a`, then of `b`.
    auto join = [&](Value a, Value b, int64_t first) {
      return pick(a, b, size, [&](int64_t lane) {
        return lane / 4 * 4 + first + lane % 2 + (lane % 4 < 2 ? 0 : size);
      });
    };
    for (int64_t i = 0; i < size; i += 4) {
      Value a = rows[i], b = rows[i + 1], c = rows[i + 2], d = rows[i + 3];
      for (int64_t half : {0, 2}) {
        Value ab = interleave(a, b, half), cd = interleave(c, d, half);
        rows[i + half] = join(ab, cd, 0);
        rows[i + half + 1] = join(ab, cd, 2);
      }
    }
  }

  /// Exchanges the blocks right of the diagonal with those left of it.
  void exchangeBlocks(int64_t block) {
    for (int64_t i = 0; i < size; ++i) {
      if (i & block)
        continue;
      Value a = rows[i], b = rows[i + block];
      rows[i] = pick(a, b, size, [&](int64_t lane) {
        return lane & block ? size + lane - block : lane;
      });
      rows[i + block] = pick(a, b, size, [&](int64_t lane) {
        return lane & block ? size + lane : lane + block;
      });
    }
  }

  OpBuilder &builder;
  Location loc;
  int64_t size;
  SmallVector<Value> rows;
};

} // namespace

bool kiln::canTransposeRows(int64_t rows, int64_t length) {
  constexpr int64_t kMaxRows = 16;
  return std::min(rows, length) > 1 && std::max(rows, length) <= kMaxRows;
}

SmallVector<Value> kiln::transposeRows(OpBuilder &builder, Location loc,
                                       ValueRange rows) {
  int64_t length = cast<VectorType>(rows.front().getType()).getNumElements();
  int64_t size = llvm::PowerOf2Ceil(std::max<int64_t>(rows.size(), length));
  return SquareTranspose(builder, loc, size).run(rows, length);
}
