// What the op families share when they check their numbered constraints: one
// way to report a violation, the checks that several ops have in common, and
// the link between an op's inferShape (one overload for each op, in the
// family's file) and the generated inferReturnTypes and verify. Private to
// this library.

#ifndef KILN_LIB_IR_CONSTRAINTS_H
#define KILN_LIB_IR_CONSTRAINTS_H

#include "Kiln/IR/Kiln.h"
#include "Kiln/IR/Window.h"
#include "llvm/ADT/Twine.h"

namespace kiln {

using Shape = llvm::SmallVector<int64_t>;

/// Reports violated constraints of one op, at its location if there is one.
/// Shape inference may run without a location and is then silent.
class Constraints {
public:
  Constraints(llvm::StringRef opName, std::optional<mlir::Location> loc)
      : opName(opName), loc(loc) {}

  /// Emits "'kiln.add' op add_C<number>: <message>" and fails.
  mlir::LogicalResult violated(unsigned number,
                               const llvm::Twine &message) const;

  /// C1 of every op: a tensor has at least one and at most kMaxElements
  /// elements.
  mlir::LogicalResult checkSize(llvm::ArrayRef<int64_t> shape,
                                const llvm::Twine &subject) const;
  /// checkSize on each value, which must be a ranked tensor.
  mlir::LogicalResult checkOperands(mlir::ValueRange operands) const;

  mlir::LogicalResult checkRank(unsigned number, llvm::StringRef subject,
                                mlir::Value value, int64_t rank) const;
  /// `attr` has `count` entries, each from `low` to kMaxWindowValue.
  mlir::LogicalResult checkEntries(unsigned number, llvm::StringRef subject,
                                   mlir::DenseI64ArrayAttr attr, size_t count,
                                   int64_t low) const;
  /// All of `operands` have the element type of the first.
  mlir::LogicalResult checkSameElementType(unsigned number,
                                           mlir::ValueRange operands) const;
  /// `attr` lies from 0 to `end` - 1.
  mlir::LogicalResult checkAxis(unsigned number, mlir::IntegerAttr attr,
                                int64_t end) const;

private:
  llvm::StringRef opName;
  std::optional<mlir::Location> loc;
};

/// The shape of a value that checkOperands has accepted.
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}

/// "1x3x8x8", or "scalar" for rank 0.
std::string toString(llvm::ArrayRef<int64_t> shape);
/// "f32", "ui8".
std::string toString(mlir::Type type);

/// Appends to `result` the number of windows along height and width, or reports
/// constraint `number` when the dilated kernel does not fit the padded input.
/// `pads` are top, left, bottom, right.
mlir::FailureOr<Shape>
inferWindows(unsigned number, llvm::ArrayRef<int64_t> input,
             llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> strides,
             llvm::ArrayRef<int64_t> pads, llvm::ArrayRef<int64_t> dilations,
             bool ceilMode, const Constraints &check, Shape result);

// Each checks the op's own constraints, in order, and returns the shape of its
// result. The operands have passed checkOperands.
mlir::FailureOr<Shape> inferShape(Conv2DOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(ConvTranspose2DOp::Adaptor op,
                                  const Constraints &);
mlir::FailureOr<Shape> inferShape(MaxPool2DOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(AvgPool2DOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(GlobalAvgPoolOp::Adaptor op,
                                  const Constraints &);
mlir::FailureOr<Shape> inferShape(BatchNormOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(LRNOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(AddOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(SubOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(MulOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(DivOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(MaxOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(MinOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(RemOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(PowOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(EqualOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(LessOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(LessEqualOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(AndOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(OrOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(XorOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(SelectOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(GatherOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(TopKOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(ReduceSumOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(ReduceMaxOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(ReduceProdOp::Adaptor op,
                                  const Constraints &);
mlir::FailureOr<Shape> inferShape(ReduceMinOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(MatmulOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(GemmOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(FlattenOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(TransposeOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(ConcatOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(PadOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(SliceOp::Adaptor op, const Constraints &);
mlir::FailureOr<Shape> inferShape(Resize2DOp::Adaptor op, const Constraints &);

/// The element type of a value that checkOperands has accepted.
inline mlir::Type elementTypeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getElementType();
}

/// The element type of the result of an `OpT` that has an inferShape: that of
/// its first operand, unless a specialization says otherwise.
template <typename OpT> mlir::Type inferElementType(mlir::ValueRange operands) {
  return elementTypeOf(operands.front());
}
template <> mlir::Type inferElementType<EqualOp>(mlir::ValueRange operands);
template <> mlir::Type inferElementType<LessOp>(mlir::ValueRange operands);
template <> mlir::Type inferElementType<LessEqualOp>(mlir::ValueRange operands);
template <> mlir::Type inferElementType<SelectOp>(mlir::ValueRange operands);
template <> mlir::Type inferElementType<TopKOp>(mlir::ValueRange operands);

/// Body of the inferReturnTypes of every op that has an inferShape.
template <typename OpT>
mlir::LogicalResult
inferResultType(mlir::MLIRContext *context, std::optional<mlir::Location> loc,
                mlir::ValueRange operands, mlir::DictionaryAttr attributes,
                mlir::OpaqueProperties properties, mlir::RegionRange regions,
                llvm::SmallVectorImpl<mlir::Type> &types) {
  Constraints check(OpT::getOperationName(), loc);
  if (failed(check.checkOperands(operands)))
    return mlir::failure();
  typename OpT::Adaptor adaptor(operands, attributes, properties, regions);
  mlir::FailureOr<Shape> shape = inferShape(adaptor, check);
  if (failed(shape) || failed(check.checkSize(*shape, "result")))
    return mlir::failure();
  types.push_back(
      mlir::RankedTensorType::get(*shape, inferElementType<OpT>(operands)));
  return mlir::success();
}

/// Body of the verify of every op that has an inferShape; C2 is that the
/// result type is the inferred one.
template <typename OpT> mlir::LogicalResult verifyResultType(OpT op) {
  llvm::SmallVector<mlir::Type, 1> types;
  if (failed(OpT::inferReturnTypes(op.getContext(), op.getLoc(),
                                   op->getOperands(),
                                   op->getDiscardableAttrDictionary(),
                                   op->getPropertiesStorage(), {}, types)))
    return mlir::failure();
  auto expected = llvm::cast<mlir::RankedTensorType>(types.front());
  if (op.getType() == expected)
    return mlir::success();
  Constraints check(OpT::getOperationName(), op.getLoc());
  if (op.getType().getElementType() != expected.getElementType())
    return check.violated(2, "expected result of element type " +
                                 toString(expected.getElementType()) +
                                 ", got " +
                                 toString(op.getType().getElementType()));
  return check.violated(2, "expected result of shape " +
                               toString(expected.getShape()) + ", got " +
                               toString(op.getType().getShape()));
}

} // namespace kiln

#endif // KILN_LIB_IR_CONSTRAINTS_H
