// The ops of the kiln dialect: each with its semantics, its numbered
// constraints (enforced in lib/Kiln/IR and cited by the verifier)
// and its assembly format.

#ifndef KILN_IR_KILNOPS_TD
#define KILN_IR_KILNOPS_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "Kiln/IR/KilnAttrs.td"
include "Kiln/IR/KilnDialect.td"

def Kiln_Tensor : StaticShapeTensorOf<[F32]>;

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

//===----------------------------------------------------------------------===//
// Convolution and pooling
//===----------------------------------------------------------------------===//

def Kiln_Conv2DOp : Kiln_InferredOp<"conv2d"> {
  let summary = "2-D convolution";
  let arguments = (ins
    Kiln_Tensor:$input, Kiln_Tensor:$filter, Optional<Kiln_Tensor>:$bias,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $filter (`,` $bias^)? attr-dict `:` functional-type(operands, results)
  }];
}

class Kiln_PoolOp<string mnemonic> : Kiln_InferredOp<mnemonic> {
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Kiln_MaxPool2DOp : Kiln_PoolOp<"maxpool2d"> {
  let summary = "2-D max pooling";
  let arguments = (ins Kiln_Tensor:$input,
    DenseI64ArrayAttr:$kernel,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<BoolAttr, "false">:$ceil_mode);
}

def Kiln_AvgPool2DOp : Kiln_PoolOp<"avgpool2d"> {
  let summary = "2-D average pooling";
  let arguments = (ins Kiln_Tensor:$input,
    DenseI64ArrayAttr:$kernel,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<BoolAttr, "false">:$ceil_mode,
    DefaultValuedAttr<BoolAttr, "false">:$count_include_pad);
}

def Kiln_GlobalAvgPoolOp : Kiln_PoolOp<"global_avgpool"> {
  let summary = "mean over height and width";
  let arguments = (ins Kiln_Tensor:$input);
}

//===----------------------------------------------------------------------===//
// Normalization and activation
//===----------------------------------------------------------------------===//

def Kiln_BatchNormOp : Kiln_InferredOp<"batch_norm"> {
  let summary = "inference-mode batch normalization over dimension 1";
  let arguments = (ins Kiln_Tensor:$input, Kiln_Tensor:$scale,
    Kiln_Tensor:$offset, Kiln_Tensor:$mean, Kiln_Tensor:$variance,
    F32Attr:$epsilon);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $offset `,` $mean `,` $variance attr-dict `:`
    functional-type(operands, results)
  }];
}

class Kiln_UnaryOp<string mnemonic, dag attributes = (ins)>
    : Kiln_Op<mnemonic, [SameOperandsAndResultType]> {
  let arguments = !con((ins Kiln_Tensor:$input), attributes);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Kiln_ReluOp : Kiln_UnaryOp<"relu"> { let summary = "max(x, 0)"; }
def Kiln_SigmoidOp : Kiln_UnaryOp<"sigmoid"> { let summary = "1 / (1 + exp(-x))"; }
def Kiln_TanhOp : Kiln_UnaryOp<"tanh"> { let summary = "hyperbolic tangent"; }
def Kiln_LeakyReluOp : Kiln_UnaryOp<"leaky_relu", (ins F32Attr:$alpha)> {
  let summary = "x if x >= 0, else alpha * x";
}
def Kiln_ClipOp : Kiln_UnaryOp<"clip", (ins F32Attr:$min, F32Attr:$max)> {
  let summary = "min(max(x, min), max)";
}

def Kiln_SoftmaxOp : Kiln_UnaryOp<"softmax", (ins I64Attr:$axis)> {
  let summary = "exp(x - max) / sum(exp(x - max)) along one axis";
}

//===----------------------------------------------------------------------===//
// Elementwise arithmetic with broadcasting
//===----------------------------------------------------------------------===//

class Kiln_BinaryOp<string mnemonic> : Kiln_InferredOp<mnemonic> {
  let arguments = (ins Kiln_Tensor:$lhs, Kiln_Tensor:$rhs);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

def Kiln_AddOp : Kiln_BinaryOp<"add"> { let summary = "elementwise sum"; }
def Kiln_SubOp : Kiln_BinaryOp<"sub"> { let summary = "elementwise difference"; }
def Kiln_MulOp : Kiln_BinaryOp<"mul"> { let summary = "elementwise product"; }
def Kiln_DivOp : Kiln_BinaryOp<"div"> { let summary = "elementwise quotient"; }

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

def Kiln_MatmulOp : Kiln_InferredOp<"matmul"> {
  let summary = "matrix product, batched over broadcast leading dimensions";
  let arguments = (ins Kiln_Tensor:$lhs, Kiln_Tensor:$rhs);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

def Kiln_GemmOp : Kiln_InferredOp<"gemm"> {
  let summary = "alpha * op(a) * op(b) + beta * c on matrices";
  let arguments = (ins Kiln_Tensor:$a, Kiln_Tensor:$b, Optional<Kiln_Tensor>:$c,
    DefaultValuedAttr<F32Attr, "1.0f">:$alpha,
    DefaultValuedAttr<F32Attr, "1.0f">:$beta,
    DefaultValuedAttr<BoolAttr, "false">:$trans_a,
    DefaultValuedAttr<BoolAttr, "false">:$trans_b);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = [{
    $a `,` $b (`,` $c^)? attr-dict `:` functional-type(operands, results)
  }];
}

//===----------------------------------------------------------------------===//
// Data movement
//===----------------------------------------------------------------------===//

def Kiln_ReshapeOp : Kiln_Op<"reshape"> {
  let summary = "the same elements in row-major order under another shape";
  let arguments = (ins Kiln_Tensor:$input);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Kiln_FlattenOp : Kiln_InferredOp<"flatten"> {
  let summary = "collapse the dimensions before and from `axis` on into two";
  let arguments = (ins Kiln_Tensor:$input, I64Attr:$axis);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Kiln_TransposeOp : Kiln_InferredOp<"transpose"> {
  let summary = "permute dimensions: result dimension i is input dimension permutation[i]";
  let arguments = (ins Kiln_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Kiln_ConcatOp : Kiln_InferredOp<"concat"> {
  let summary = "join tensors along one axis";
  let arguments = (ins Variadic<Kiln_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
}

def Kiln_PadOp : Kiln_InferredOp<"pad"> {
  let summary = "add a constant border";
  let arguments = (ins Kiln_Tensor:$input, DenseI64ArrayAttr:$low,
    DenseI64ArrayAttr:$high, DefaultValuedAttr<F32Attr, "0.0f">:$value);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

#endif // KILN_IR_KILNOPS_TD
