// The dialect object: what it registers, how folds become constants, and where
// the attributes that it knows by name may stand.

#include "Kiln/IR/ConvAlgorithm.h"
#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace kiln;

#include "Kiln/IR/KilnDialect.cpp.inc"

void KilnDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "Kiln/IR/KilnOps.cpp.inc"
      >();
}

Operation *KilnDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

template <typename ElementT> static bool isArrayOf(Attribute attr) {
  auto array = dyn_cast<ArrayAttr>(attr);
  return array && llvm::all_of(array, llvm::IsaPred<ElementT>);
}

static bool isCount(Attribute attr) {
  auto integer = dyn_cast<IntegerAttr>(attr);
  return integer && integer.getType().isInteger(64) && integer.getInt() >= 0;
}

std::optional<ConvAlgorithm> kiln::getConvAlgorithm(Operation *op) {
  auto name = op->getAttrOfType<StringAttr>(KilnDialect::kConvAlgorithmAttr);
  return name ? parseConvAlgorithm(name) : std::nullopt;
}

void kiln::copyConvAlgorithm(Operation *from, Operation *to) {
  if (Attribute algorithm = from->getAttr(KilnDialect::kConvAlgorithmAttr))
    to->setAttr(KilnDialect::kConvAlgorithmAttr, algorithm);
}

LogicalResult KilnDialect::verifyOperationAttribute(Operation *op,
                                                    NamedAttribute attribute) {
  StringRef name = attribute.getName();
  Attribute value = attribute.getValue();
  auto expect = [&](bool valid, StringRef what) -> LogicalResult {
    if (valid)
      return success();
    return op->emitError() << "expected attribute '" << name << "' to be "
                           << what << ", got " << value;
  };
  if (name == kTargetAttr)
    return expect(isa<TargetAttr>(value), "a #kiln.target");
  if (name == kScheduleAttr)
    return expect(isa<ScheduleAttr>(value), "a #kiln.schedule");
  if (name == kConvAlgorithmAttr) {
    auto algorithm = dyn_cast<StringAttr>(value);
    bool isConv =
        isa<Conv2DOp>(op) || op->getName().getDialectNamespace() == "linalg";
    return expect(isConv && algorithm && parseConvAlgorithm(algorithm),
                  "\"auto\", \"direct\" or \"winograd\" of a convolution");
  }
  if (name == kInterfaceAttr)
    return expect(isa<ModuleOp>(op) && isa<InterfaceAttr>(value),
                  "a #kiln.interface of a module");
  if (name == kSourceAttr)
    return expect(isa<ModuleOp>(op) && isa<StringAttr>(value),
                  "a string of a module");
  if (name == kWeightsAttr)
    return expect(isa<ModuleOp>(op) && isArrayOf<WeightAttr>(value),
                  "an array of #kiln.weight of a module");
  if (name == kLiveBytesAttr)
    return expect(isa<ModuleOp>(op) && isCount(value),
                  "a number of bytes, an i64 of a module");
  if (name == kLayersAttr)
    return expect(isa<ModuleOp>(op) && isArrayOf<LayerAttr>(value),
                  "an array of #kiln.layer of a module");
  if (name == kKernelsAttr)
    return expect(isa<ModuleOp>(op) && isArrayOf<KernelAttr>(value),
                  "an array of #kiln.kernel of a module");
  if (name == kKernelAttr)
    return expect(isCount(value), "a number, an i64");
  if (name == kProfileAttr)
    return expect(isa<ModuleOp>(op) && isArrayOf<ProfileAttr>(value),
                  "an array of #kiln.profile of a module");
  if (name == kDynamicBatchAttr)
    return expect(isa<ModuleOp>(op) && isa<UnitAttr>(value),
                  "a unit attribute of a module");
  if (name == kScratchAttr)
    return expect(isa<UnitAttr>(value), "a unit attribute");
  if (name == kSplitAttr)
    return expect(isa<FunctionOpInterface>(op) && isa<UnitAttr>(value),
                  "a unit attribute of a function");
  if (name == kPhaseAttr) {
    auto phase = dyn_cast<StringAttr>(value);
    return expect(isa<FunctionOpInterface>(op) && phase &&
                      (phase == kSerialPhase || phase == kParallelPhase),
                  "\"serial\" or \"parallel\", of a function");
  }
  return op->emitError() << "unknown attribute '" << name << "'";
}

/// The attributes of arguments and results.
static LogicalResult verifyPortAttribute(Operation *op,
                                         NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name == KilnDialect::kTypeAttr) {
    auto type = dyn_cast<TypeAttr>(attribute.getValue());
    if (type && isa<RankedTensorType>(type.getValue()))
      return success();
    return op->emitError() << "expected attribute '" << name
                           << "' to be a tensor type, got "
                           << attribute.getValue();
  }
  if (name != KilnDialect::kNameAttr)
    return op->emitError() << "unknown attribute '" << name
                           << "' of an argument or result";
  auto value = dyn_cast<StringAttr>(attribute.getValue());
  if (value && !value.empty())
    return success();
  return op->emitError() << "expected attribute '" << name
                         << "' to be a string that is not empty, got "
                         << attribute.getValue();
}

LogicalResult KilnDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                    unsigned,
                                                    NamedAttribute attribute) {
  if (attribute.getName() == kScratchAttr)
    return success(isa<UnitAttr>(attribute.getValue()));
  return verifyPortAttribute(op, attribute);
}

LogicalResult
KilnDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned,
                                         NamedAttribute attribute) {
  return verifyPortAttribute(op, attribute);
}
