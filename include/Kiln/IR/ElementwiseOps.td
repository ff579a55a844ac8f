// Activations, normalization and broadcasting arithmetic: ops whose result has
// the shape of an input, or of the inputs broadcast.

#ifndef KILN_IR_ELEMENTWISEOPS_TD
#define KILN_IR_ELEMENTWISEOPS_TD

include "Kiln/IR/KilnOpBase.td"

//===----------------------------------------------------------------------===//
// Normalization and activation
//===----------------------------------------------------------------------===//

def Kiln_BatchNormOp : Kiln_InferredOp<"batch_norm"> {
  let summary = "inference-mode batch normalization over dimension 1";
  let description = [{
    With `c` the index along dimension 1 of `input`:

    ```
    result[n, c, ...] = (input[n, c, ...] - mean[c]) * scale[c]
                        / sqrt(variance[c] + epsilon) + offset[c]
    ```

    ```mlir
    %y = kiln.batch_norm %x, %scale, %offset, %mean, %variance {epsilon = 1.0e-05 : f32}
        : (tensor<1x16x8x8xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>,
           tensor<16xf32>) -> tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (batch_norm_C1) Every operand and the result have 1 to 2^31 elements.
    - (batch_norm_C2) The result has the input's shape.
    - (batch_norm_C3) `input` is of rank 2 or more.
    - (batch_norm_C4) `scale`, `offset`, `mean` and `variance` are of rank 1 and
      hold one element for each element of input dimension 1.
    - (batch_norm_C5) `epsilon` is finite and not negative.
  }];
  let arguments = (ins Kiln_Tensor:$input, Kiln_Tensor:$scale,
    Kiln_Tensor:$offset, Kiln_Tensor:$mean, Kiln_Tensor:$variance,
    F32Attr:$epsilon);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $offset `,` $mean `,` $variance attr-dict `:`
    functional-type(operands, results)
  }];
}

def Kiln_LRNOp : Kiln_InferredOp<"lrn"> {
  let summary = "local response normalization over neighbouring channels";
  let description = [{
    Divides each element by a power of the squares around it, at the same place
    in its own and the neighbouring channels. With `C` channels:

    ```
    result[n, c, ...] = input[n, c, ...] / (bias + alpha / size * s)^beta
    s = sum over d from max(0, c - floor((size - 1) / 2))
              to min(C - 1, c + ceil((size - 1) / 2)) of input[n, d, ...]^2
    ```

    The order of the sum is not defined.

    ```mlir
    %y = kiln.lrn %x {alpha = 1.0e-04 : f32, beta = 7.5e-01 : f32,
                      bias = 1.0e+00 : f32, size = 5 : i64}
        : (tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>
    ```

    Constraints:

    - (lrn_C1) The operand and the result have 1 to 2^31 elements.
    - (lrn_C2) The result has the input's shape.
    - (lrn_C3) `input` is of rank 3 or more.
    - (lrn_C4) `size` is from 1 to 2^31 - 1.
    - (lrn_C5) `alpha`, `beta` and `bias` are finite.
  }];
  let arguments = (ins Kiln_Tensor:$input, I64Attr:$size, F32Attr:$alpha,
    F32Attr:$beta, F32Attr:$bias);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

class Kiln_UnaryOp<string mnemonic, dag attributes = (ins),
                   Type type = Kiln_Tensor>
    : Kiln_Op<mnemonic, [SameOperandsAndResultType]> {
  let arguments = !con((ins type:$input), attributes);
  let results = (outs type:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Kiln_ReluOp : Kiln_UnaryOp<"relu"> {
  let summary = "max(x, 0)";
  let description = [{
    The larger of each element and 0; NaN stays NaN. Of -0 comes either zero.

    ```mlir
    %y = kiln.relu %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (relu_C1) The operand has 1 to 2^31 elements.
  }];
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Kiln_LeakyReluOp : Kiln_UnaryOp<"leaky_relu", (ins F32Attr:$alpha)> {
  let summary = "x if x >= 0, else alpha * x";
  let description = [{
    Each element `x` where `x >= 0`, and `alpha * x` elsewhere.

    ```mlir
    %y = kiln.leaky_relu %x {alpha = 1.0e-01 : f32} : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (leaky_relu_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_SigmoidOp : Kiln_UnaryOp<"sigmoid"> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    The logistic function of each element.

    ```mlir
    %y = kiln.sigmoid %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (sigmoid_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_TanhOp : Kiln_UnaryOp<"tanh"> {
  let summary = "hyperbolic tangent";
  let description = [{
    The hyperbolic tangent of each element.

    ```mlir
    %y = kiln.tanh %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (tanh_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_ExpOp : Kiln_UnaryOp<"exp"> {
  let summary = "e to the power of x";
  let description = [{
    The exponential function of each element.

    ```mlir
    %y = kiln.exp %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (exp_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_LogOp : Kiln_UnaryOp<"log"> {
  let summary = "natural logarithm";
  let description = [{
    The natural logarithm of each element: -infinity for 0, NaN for what is
    negative.

    ```mlir
    %y = kiln.log %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (log_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_SqrtOp : Kiln_UnaryOp<"sqrt"> {
  let summary = "square root";
  let description = [{
    The square root of each element: -0 for -0, NaN for what is negative.

    ```mlir
    %y = kiln.sqrt %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (sqrt_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_ErfOp : Kiln_UnaryOp<"erf"> {
  let summary = "error function";
  let description = [{
    The error function of each element, `2 / sqrt(pi)` times the integral of
    `exp(-t * t)` from 0 to it.

    ```mlir
    %y = kiln.erf %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (erf_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_AbsOp : Kiln_UnaryOp<"abs", (ins), Kiln_NumberTensor> {
  let summary = "absolute value";
  let description = [{
    Each element without its sign. The smallest integer stays what it is.

    ```mlir
    %y = kiln.abs %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (abs_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_FloorOp : Kiln_UnaryOp<"floor"> {
  let summary = "largest integer that is not larger";
  let description = [{
    Each element rounded towards -infinity to an integer.

    ```mlir
    %y = kiln.floor %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (floor_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_CeilOp : Kiln_UnaryOp<"ceil"> {
  let summary = "smallest integer that is not smaller";
  let description = [{
    Each element rounded towards +infinity to an integer.

    ```mlir
    %y = kiln.ceil %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (ceil_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_RoundOp : Kiln_UnaryOp<"round"> {
  let summary = "nearest integer, of two the even one";
  let description = [{
    Each element rounded to the nearest integer; one that lies half way between
    two becomes the even one.

    ```mlir
    %y = kiln.round %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (round_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_SinOp : Kiln_UnaryOp<"sin"> {
  let summary = "sine";
  let description = [{
    The sine of each element, in radians.

    ```mlir
    %y = kiln.sin %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (sin_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_CosOp : Kiln_UnaryOp<"cos"> {
  let summary = "cosine";
  let description = [{
    The cosine of each element, in radians.

    ```mlir
    %y = kiln.cos %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (cos_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_AtanOp : Kiln_UnaryOp<"atan"> {
  let summary = "arc tangent";
  let description = [{
    The angle from -pi/2 to pi/2 whose tangent is the element.

    ```mlir
    %y = kiln.atan %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (atan_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_Log1pOp : Kiln_UnaryOp<"log1p"> {
  let summary = "natural logarithm of 1 + x";
  let description = [{
    The natural logarithm of 1 plus each element, to full precision near 0:
    -infinity for -1, NaN for what is less.

    ```mlir
    %y = kiln.log1p %x : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (log1p_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_EluOp : Kiln_UnaryOp<"elu", (ins F32Attr:$alpha)> {
  let summary = "x if x >= 0, else alpha * (exp(x) - 1)";
  let description = [{
    Each element `x` where `x >= 0`, and `alpha * (exp(x) - 1)` elsewhere.

    ```mlir
    %y = kiln.elu %x {alpha = 1.0e+00 : f32} : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (elu_C1) The operand has 1 to 2^31 elements.
  }];
}

def Kiln_ClipOp : Kiln_UnaryOp<"clip", (ins F32Attr:$min, F32Attr:$max)> {
  let summary = "min(max(x, min), max)";
  let description = [{
    The larger of each element and `min`, and of that and `max` the smaller:
    where `min` exceeds `max`, every number becomes `max`. NaN stays NaN. Each
    bound may be infinite.

    ```mlir
    %y = kiln.clip %x {min = 0.0 : f32, max = 6.0 : f32} : tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (clip_C1) The operand has 1 to 2^31 elements.
    - (clip_C2) Neither `min` nor `max` is NaN.
  }];
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Kiln_SoftmaxOp : Kiln_UnaryOp<"softmax", (ins I64Attr:$axis)> {
  let summary = "exp(x - max) / sum(exp(x - max)) along one axis";
  let description = [{
    Along `axis`, with `m` the largest element of the same line along `axis`:

    ```
    result[..., i, ...] = exp(input[..., i, ...] - m)
                          / sum over j of exp(input[..., j, ...] - m)
    ```

    The order of the sum is not defined.

    ```mlir
    %y = kiln.softmax %x {axis = 1 : i64} : tensor<1x10xf32>
    ```

    Constraints:

    - (softmax_C1) The operand has 1 to 2^31 elements.
    - (softmax_C2) `axis` is from 0 to the rank of the input - 1.
  }];
}

//===----------------------------------------------------------------------===//
// Arithmetic with broadcasting, on f32, f64 and integers
//===----------------------------------------------------------------------===//

class Kiln_BroadcastOp<string mnemonic, string formula, string notes,
                       list<Trait> traits = [],
                       Type type = Kiln_NumberTensor, string operand = "f32",
                       string element = operand>
    : Kiln_InferredOp<mnemonic, traits> {
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let description = !strconcat([{
    `}], formula, [{`, element by element}], notes, [{. The shapes are aligned at their last
    dimension; a dimension that is missing or 1 in one operand is repeated to
    the size it has in the other.

    ```mlir
    %y = kiln.}], mnemonic, [{ %a, %b
        : (tensor<1x16x8x8x}], operand, [{>, tensor<16x1x1x}], operand, [{>) -> tensor<1x16x8x8x}], element, [{>
    ```

    Constraints:

    - (}], mnemonic, [{_C1) Every operand and the result have 1 to 2^31 elements.
    - (}], mnemonic, [{_C2) The result has the shape that the operands are broadcast to.
    - (}], mnemonic, [{_C3) Of two aligned dimensions, both are equal or one is 1.
    - (}], mnemonic, [{_C4) The operands have the same element type.
  }]);
}

class Kiln_BinaryOp<string mnemonic, string symbol, list<Trait> traits = []>
    : Kiln_BroadcastOp<mnemonic, "lhs " # symbol # " rhs", "", traits> {
  let hasFolder = 1;
}

def Kiln_AddOp : Kiln_BinaryOp<"add", "+", [Commutative]> {
  let summary = "elementwise sum";
}
def Kiln_SubOp : Kiln_BinaryOp<"sub", "-"> {
  let summary = "elementwise difference";
}
def Kiln_MulOp : Kiln_BinaryOp<"mul", "*", [Commutative]> {
  let summary = "elementwise product";
}
def Kiln_DivOp : Kiln_BroadcastOp<"div", "lhs / rhs",
    "; of integers, rounded towards zero, and 0 where `rhs` is 0"> {
  let hasFolder = 1;
  let summary = "elementwise quotient";
  let hasCanonicalizer = 1;
}
def Kiln_MaxOp : Kiln_BroadcastOp<"max", "max(lhs, rhs)",
    "; NaN if either is, and either of two zeros", [Commutative]> {
  let summary = "the larger of two elements";
}
def Kiln_MinOp : Kiln_BroadcastOp<"min", "min(lhs, rhs)",
    "; NaN if either is, and either of two zeros", [Commutative]> {
  let summary = "the smaller of two elements";
}
def Kiln_RemOp : Kiln_BroadcastOp<"rem", "lhs - rhs * trunc(lhs / rhs)",
    ", as C's fmodf and `%` compute it, and 0 for integers where `rhs` is 0"> {
  let summary = "elementwise remainder, with the sign of lhs";
}
def Kiln_PowOp : Kiln_BroadcastOp<"pow", "lhs ^ rhs",
    ", as C's powf computes it", [], Kiln_RealTensor> {
  let summary = "elementwise power";
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

class Kiln_ReduceOp<string mnemonic, string what, string notes>
    : Kiln_InferredOp<mnemonic> {
  let summary = what # " along some axes";
  let description = !strconcat([{
    The }], what, [{ of all elements that differ in their indices along `axes`
    only}], notes, [{. These dimensions are 1 in the result.

    ```mlir
    %y = kiln.}], mnemonic, [{ %x {axes = array<i64: 2, 3>}
        : (tensor<1x16x8x8xf32>) -> tensor<1x16x1x1xf32>
    ```

    Constraints:

    - (}], mnemonic, [{_C1) The operand and the result have 1 to 2^31 elements.
    - (}], mnemonic, [{_C2) The result has the input's dimensions, with 1 in the place of
      those that `axes` holds.
    - (}], mnemonic, [{_C3) `axes` holds dimensions of the input in ascending order, each at
      most once.
  }]);
  let arguments = (ins Kiln_NumberTensor:$input, DenseI64ArrayAttr:$axes);
  let results = (outs Kiln_NumberTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Kiln_ReduceSumOp
    : Kiln_ReduceOp<"reduce_sum", "sum", "; its order is not defined">;
def Kiln_ReduceProdOp
    : Kiln_ReduceOp<"reduce_prod", "product", "; its order is not defined">;
def Kiln_ReduceMaxOp
    : Kiln_ReduceOp<"reduce_max", "largest", "; NaN if one of them is">;
def Kiln_ReduceMinOp
    : Kiln_ReduceOp<"reduce_min", "smallest", "; NaN if one of them is">;

#endif // KILN_IR_ELEMENTWISEOPS_TD
