// Ops that move elements of any type and compute nothing.

#ifndef KILN_IR_MOVEMENTOPS_TD
#define KILN_IR_MOVEMENTOPS_TD

include "Kiln/IR/KilnOpBase.td"

def Kiln_ReshapeOp : Kiln_Op<"reshape"> {
  let summary = "the same elements in row-major order under another shape";
  let description = [{
    Element number `k` of the result, counted in row-major order, is element
    number `k` of the input.

    ```mlir
    %y = kiln.reshape %x : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
    ```

    Constraints:

    - (reshape_C1) The operand and the result have 1 to 2^31 elements.
    - (reshape_C2) The result has as many elements as the input, of the same
      type.
  }];
  let arguments = (ins Kiln_AnyTensor:$input);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Kiln_FlattenOp : Kiln_InferredOp<"flatten"> {
  let summary = "collapse the dimensions before and from `axis` on into two";
  let description = [{
    A reshape to two dimensions: the product of the dimensions before `axis` and
    that of the dimensions from `axis` on, where a product of none is 1.
    Canonicalization turns it into `kiln.reshape`.

    ```mlir
    %y = kiln.flatten %x {axis = 1 : i64} : (tensor<1x16x4x4xf32>) -> tensor<1x256xf32>
    ```

    Constraints:

    - (flatten_C1) The operand and the result have 1 to 2^31 elements.
    - (flatten_C2) The result has the shape given above.
    - (flatten_C3) `axis` is from 0 to the rank of the input.
  }];
  let arguments = (ins Kiln_AnyTensor:$input, I64Attr:$axis);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasCanonicalizer = 1;
}

def Kiln_TransposeOp : Kiln_InferredOp<"transpose"> {
  let summary = "permute dimensions: result dimension i is input dimension permutation[i]";
  let description = [{
    The element of the result at `r` is the element of the input at the index
    whose entry `permutation[i]` is `r[i]`, for each `i`.

    ```mlir
    %y = kiln.transpose %x {permutation = array<i64: 0, 2, 3, 1>}
        : (tensor<1x16x4x8xf32>) -> tensor<1x4x8x16xf32>
    ```

    Constraints:

    - (transpose_C1) The operand and the result have 1 to 2^31 elements.
    - (transpose_C2) Dimension `i` of the result is dimension `permutation[i]`
      of the input.
    - (transpose_C3) `permutation` holds each dimension of the input once.
  }];
  let arguments = (ins Kiln_AnyTensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Kiln_ConcatOp : Kiln_InferredOp<"concat"> {
  let summary = "join tensors along one axis";
  let description = [{
    The inputs one after another along dimension `axis`, in their order.

    ```mlir
    %y = kiln.concat %a, %b {axis = 1 : i64}
        : (tensor<1x64x8x8xf32>, tensor<1x32x8x8xf32>) -> tensor<1x96x8x8xf32>
    ```

    Constraints:

    - (concat_C1) Every operand and the result have 1 to 2^31 elements.
    - (concat_C2) The result's dimension `axis` is the sum of those of the
      inputs; its other dimensions are those of the inputs.
    - (concat_C3) There is at least one input.
    - (concat_C4) `axis` is from 0 to the rank of the inputs - 1.
    - (concat_C5) All inputs are of the same rank.
    - (concat_C6) The inputs' dimensions other than `axis` are equal.
    - (concat_C7) All inputs have the same element type.
  }];
  let arguments = (ins Variadic<Kiln_AnyTensor>:$inputs, I64Attr:$axis);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def Kiln_PadOp : Kiln_InferredOp<"pad"> {
  let summary = "add a constant border";
  let description = [{
    Puts `low[i]` elements before and `high[i]` elements after dimension `i` of
    the input, each equal to `value`, which is 0 (or false) unless given.

    ```mlir
    %y = kiln.pad %x {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>}
        : (tensor<1x16x8x8xf32>) -> tensor<1x16x10x10xf32>
    ```

    Constraints:

    - (pad_C1) The operand and the result have 1 to 2^31 elements.
    - (pad_C2) Dimension `i` of the result is that of the input plus `low[i]`
      plus `high[i]`.
    - (pad_C3) `low` has one entry for each dimension, each from 0 to 2^31 - 1.
    - (pad_C4) `high` has one entry for each dimension, each from 0 to 2^31 - 1.
    - (pad_C5) `value`, if given, has the element type of the input.
  }];
  let arguments = (ins Kiln_AnyTensor:$input, DenseI64ArrayAttr:$low,
    DenseI64ArrayAttr:$high, OptionalAttr<TypedAttrInterface>:$value);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// `value`, or the zero that it stands for.
    ::mlir::TypedAttr getPaddingValue();
    /// Whether the padding is this number: sign of zero included, and never
    /// for integers.
    bool isPaddedBy(float number);
  }];
}

def Kiln_SliceOp : Kiln_InferredOp<"slice"> {
  let summary = "a part of a tensor at regular places";
  let description = [{
    Takes `sizes[i]` places of dimension `i`, from `starts[i]` on, each
    `steps[i]` after the one before:

    ```
    result[r...] = input[starts[i] + r[i] * steps[i], for each i]
    ```

    ```mlir
    %y = kiln.slice %x {starts = array<i64: 0, 8, 0, 0>, sizes = array<i64: 1, 8, 4, 4>,
                        steps = array<i64: 1, 1, 2, 2>}
        : (tensor<1x16x8x8xf32>) -> tensor<1x8x4x4xf32>
    ```

    Constraints:

    - (slice_C1) The operand and the result have 1 to 2^31 elements.
    - (slice_C2) The result has the shape `sizes`.
    - (slice_C3) `starts` has one entry for each dimension, each from 0 to 2^31 - 1.
    - (slice_C4) `sizes` has one entry for each dimension, each from 1 to 2^31 - 1.
    - (slice_C5) `steps` has one entry for each dimension, each from 1 to 2^31 - 1.
    - (slice_C6) The last place of each dimension, `starts[i] + (sizes[i] - 1) *
      steps[i]`, is less than the input's dimension `i`.
  }];
  let arguments = (ins Kiln_AnyTensor:$input, DenseI64ArrayAttr:$starts,
    DenseI64ArrayAttr:$sizes, DenseI64ArrayAttr:$steps);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

#endif // KILN_IR_MOVEMENTOPS_TD
