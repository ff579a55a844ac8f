// One element at a time: how elements of the dialect's types are computed with
// once they are what memory holds.

#ifndef KILN_LIB_CONVERSION_SCALAR_H
#define KILN_LIB_CONVERSION_SCALAR_H

#include "LinalgBuilder.h"

namespace kiln {

/// What memory holds for an element of `type`, as a value to compute with: i1
/// for a bool, whose byte may be any but 0 for true.
mlir::Value fromStorage(mlir::ImplicitLocOpBuilder &b, mlir::Value stored,
                        mlir::Type type);
/// The opposite.
mlir::Value toStorage(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                      mlir::Type type);

/// The number `value` as a scalar of `type`, a float or signless integer.
mlir::Value makeNumber(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                       int64_t value);

/// The smallest and the largest integer of an element type of the dialect; for
/// reals -infinity and infinity.
mlir::Value makeLowest(mlir::ImplicitLocOpBuilder &b, mlir::Type type);
mlir::Value makeHighest(mlir::ImplicitLocOpBuilder &b, mlir::Type type);

/// The larger and the smaller of two elements of `type`; NaN if either is.
mlir::Value makeMax(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                    mlir::Value lhs, mlir::Value rhs);
mlir::Value makeMin(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                    mlir::Value lhs, mlir::Value rhs);

/// lhs < rhs on elements of `type`.
mlir::Value makeLess(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                     mlir::Value lhs, mlir::Value rhs);

/// `value` of type `from` as an element of type `to`, as kiln.cast says.
mlir::Value makeCast(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                     mlir::Type from, mlir::Type to);

} // namespace kiln

#endif // KILN_LIB_CONVERSION_SCALAR_H
