// DepthToSpace and SpaceToDepth: blocks of pixels as channels, as reshapes
// around a transpose.

#include "Node.h"

using namespace mlir;
using namespace kiln;

/// Bounds what is multiplied with dimensions.
constexpr int64_t kMaxBlock = 1 << 15;

static Value makeShuffle(Node &node, llvm::ArrayRef<int64_t> split,
                         llvm::ArrayRef<int64_t> permutation,
                         llvm::ArrayRef<int64_t> result) {
  Value moved =
      node.create<TransposeOp>(node.getTensorAs(0, split, Elements::Any),
                               {node.intsAttr("permutation", permutation)});
  return node.reshape(moved, result);
}

/// The input's shape, of rank 4, and `blocksize`; refuses the node if they do
/// not fit.
static std::optional<Shape> readBlocks(Node &node, int64_t &block) {
  if (!node.expectInputs(1, 1) || !node.requireAttr("blocksize"))
    return std::nullopt;
  block = node.getInt("blocksize", 1);
  Shape shape = node.getShape(0);
  if (node.isRefused())
    return std::nullopt;
  if (shape.size() == 4 && block >= 1 && block <= kMaxBlock)
    return shape;
  (void)node.refuse("its input has shape " + shapeText(shape) +
                        " and 'blocksize' is " + llvm::Twine(block),
                    "4 dimensions and a block of 1 to " +
                        llvm::Twine(kMaxBlock));
  return std::nullopt;
}

static LogicalResult importDepthToSpace(Node &node) {
  int64_t block = 1;
  std::optional<Shape> shape = readBlocks(node, block);
  std::string mode = "DCR";
  if (node.getOpset() >= 11)
    mode = node.getString("mode", mode);
  if (!shape || node.isRefused())
    return failure();
  if (mode != "DCR" && mode != "CRD")
    return node.refuseParameter("mode", "is " + quoted(mode), "DCR or CRD");
  auto [n, c, h, w] =
      std::tuple((*shape)[0], (*shape)[1], (*shape)[2], (*shape)[3]);
  int64_t channels = c / (block * block);
  if (channels * block * block != c)
    return node.refuse("its " + llvm::Twine(c) +
                       " channels are no whole number of blocks of " +
                       llvm::Twine(block) + "x" + llvm::Twine(block));
  int64_t result[] = {n, channels, h * block, w * block};
  return node.setResult(
      mode == "DCR" ? makeShuffle(node, {n, block, block, channels, h, w},
                                  {0, 3, 4, 1, 5, 2}, result)
                    : makeShuffle(node, {n, channels, block, block, h, w},
                                  {0, 1, 4, 2, 5, 3}, result));
}

static LogicalResult importSpaceToDepth(Node &node) {
  int64_t block = 1;
  std::optional<Shape> shape = readBlocks(node, block);
  if (!shape)
    return failure();
  auto [n, c, h, w] =
      std::tuple((*shape)[0], (*shape)[1], (*shape)[2], (*shape)[3]);
  if (h % block != 0 || w % block != 0)
    return node.refuse("its planes of " + llvm::Twine(h) + "x" +
                       llvm::Twine(w) + " are no whole number of blocks of " +
                       llvm::Twine(block) + "x" + llvm::Twine(block));
  return node.setResult(makeShuffle(
      node, {n, c, h / block, block, w / block, block}, {0, 3, 5, 1, 2, 4},
      {n, c * block * block, h / block, w / block}));
}

void kiln::addSpaceOps(OpTable &table) {
  table.add("DepthToSpace", 1, importDepthToSpace);
  table.add("SpaceToDepth", 1, importSpaceToDepth);
}
