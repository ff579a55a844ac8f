// What the ops of all families build on: the tensor types and the op base
// classes. The ops themselves are in the files that KilnOps.td includes.

#ifndef KILN_IR_KILNOPBASE_TD
#define KILN_IR_KILNOPBASE_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "Kiln/IR/KilnAttrs.td"
include "Kiln/IR/KilnDialect.td"

/// What most ops compute on.
def Kiln_Tensor : StaticShapeTensorOf<[F32]>;
// Signless integers are signed; ui8 and its kin are not. i1 is a truth value.
/// What ops take that move elements.
def Kiln_AnyTensor : StaticShapeTensorOf<[F32, F64, I1, I8, I16, I32, I64, UI8,
    UI16, UI32, UI64]>;
/// What roots and powers take.
def Kiln_RealTensor : StaticShapeTensorOf<[F32, F64]>;
/// What arithmetic takes.
def Kiln_NumberTensor : StaticShapeTensorOf<[F32, F64, I8, I16, I32, I64, UI8,
    UI16, UI32, UI64]>;

class Kiln_Op<string mnemonic, list<Trait> traits = []>
    : Op<Kiln_Dialect, mnemonic, !listconcat(traits, [Pure])>;

/// An op whose result type follows from its operands and attributes: both hooks
/// go through the op's overload of inferShape in lib/Kiln/IR/Constraints.h.
class Kiln_InferredOp<string mnemonic, list<Trait> traits = []>
    : Kiln_Op<mnemonic, !listconcat(traits,
        [DeclareOpInterfaceMethods<InferTypeOpInterface>])> {
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context,
        ::std::optional<::mlir::Location> location,
        ::mlir::ValueRange operands, ::mlir::DictionaryAttr attributes,
        ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::kiln::inferResultType<$cppClass>(context, location, operands,
                                                attributes, properties,
                                                regions, types);
    }
    ::llvm::LogicalResult $cppClass::verify() {
      return ::kiln::verifyResultType(*this);
    }
  }];
}

#endif // KILN_IR_KILNOPBASE_TD
