// Ops that decide, select and count: casts, comparisons, bitwise logic, and
// elements taken from places that are computed.

#ifndef KILN_IR_SELECTIONOPS_TD
#define KILN_IR_SELECTIONOPS_TD

include "Kiln/IR/ElementwiseOps.td"

/// Truth values and integers: what has bits of its own.
def Kiln_BitsTensor : StaticShapeTensorOf<[I1, I8, I16, I32, I64, UI8, UI16,
    UI32, UI64]>;
def Kiln_BoolTensor : StaticShapeTensorOf<[I1]>;
def Kiln_IndexTensor : StaticShapeTensorOf<[I32, I64]>;

def Kiln_CastOp : Kiln_Op<"cast"> {
  let summary = "the same numbers as elements of another type";
  let description = [{
    What the result's type cannot hold is treated as follows:

    - to f32 and f64: rounded to the nearest, ties to even.
    - real to integer: rounded towards zero; what is beyond the type becomes its
      nearest number, NaN becomes 0.
    - integer to integer: cut to the width of the result.
    - to i1: whether the element is not 0; NaN is not.

    True is 1, false 0.

    ```mlir
    %y = kiln.cast %x : (tensor<2x3xi64>) -> tensor<2x3xf32>
    ```

    Constraints:

    - (cast_C1) The operand has 1 to 2^31 elements.
    - (cast_C2) The result has the input's shape.
  }];
  let arguments = (ins Kiln_AnyTensor:$input);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Comparisons and logic
//===----------------------------------------------------------------------===//

class Kiln_CompareOp<string mnemonic, string symbol, Type type,
                     list<Trait> traits = []>
    : Kiln_BroadcastOp<mnemonic, "lhs " # symbol # " rhs",
        " as i1; false if either is NaN", traits, type, "f32", "i1"> {
  let results = (outs Kiln_BoolTensor:$result);
}

def Kiln_EqualOp
    : Kiln_CompareOp<"equal", "==", Kiln_AnyTensor, [Commutative]> {
  let summary = "whether two elements are equal";
}
def Kiln_LessOp : Kiln_CompareOp<"less", "<", Kiln_NumberTensor> {
  let summary = "whether an element is less than another";
}
def Kiln_LessEqualOp : Kiln_CompareOp<"less_equal", "<=", Kiln_NumberTensor> {
  let summary = "whether an element is less than another or equal";
}

class Kiln_BitwiseOp<string mnemonic, string symbol>
    : Kiln_BroadcastOp<mnemonic, "lhs " # symbol # " rhs", ", bit by bit",
                       [Commutative], Kiln_BitsTensor, "i1">;

def Kiln_AndOp : Kiln_BitwiseOp<"and", "&"> {
  let summary = "bits that two elements both have";
}
def Kiln_OrOp : Kiln_BitwiseOp<"or", "|"> {
  let summary = "bits that either of two elements has";
}
def Kiln_XorOp : Kiln_BitwiseOp<"xor", "^"> {
  let summary = "bits that one of two elements has and the other has not";
}

def Kiln_SelectOp : Kiln_InferredOp<"select"> {
  let summary = "one of two elements, as a condition says";
  let description = [{
    The element of `lhs` where `condition` is true, and that of `rhs` elsewhere.
    The three shapes are broadcast as those of `kiln.add`.

    ```mlir
    %y = kiln.select %c, %a, %b
        : (tensor<8x8xi1>, tensor<1x16x8x8xf32>, tensor<f32>) -> tensor<1x16x8x8xf32>
    ```

    Constraints:

    - (select_C1) Every operand and the result have 1 to 2^31 elements.
    - (select_C2) The result has the shape that the operands are broadcast to,
      and the element type of `lhs`.
    - (select_C3) Of aligned dimensions, those that are not 1 are equal.
    - (select_C4) `lhs` and `rhs` have the same element type.
  }];
  let arguments = (ins Kiln_BoolTensor:$condition, Kiln_AnyTensor:$lhs,
    Kiln_AnyTensor:$rhs);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = [{
    $condition `,` $lhs `,` $rhs attr-dict `:` functional-type(operands, results)
  }];
}

//===----------------------------------------------------------------------===//
// Elements from computed places
//===----------------------------------------------------------------------===//

def Kiln_GatherOp : Kiln_InferredOp<"gather"> {
  let summary = "the slices of a tensor at places that another tensor names";
  let description = [{
    With `n` the size of the input's dimension `axis`, and `k` entries in the
    shape of `indices`:

    ```
    result[o..., i1, ..., ik, r...] = input[o..., place(indices[i1, ..., ik]), r...]
    place(i) = max(0, min(i < 0 ? i + n : i, n - 1))
    ```

    A negative index counts from the end. An index that is outside of the
    dimension takes the slice nearest to it: nothing else is ever read.

    ```mlir
    %y = kiln.gather %x, %i {axis = 1 : i64}
        : (tensor<2x10x4xf32>, tensor<3xi64>) -> tensor<2x3x4xf32>
    ```

    Constraints:

    - (gather_C1) Every operand and the result have 1 to 2^31 elements.
    - (gather_C2) The result has the input's dimensions, with those of `indices`
      in the place of `axis`, and the input's element type.
    - (gather_C3) `axis` is from 0 to the rank of the input - 1.
  }];
  let arguments = (ins Kiln_AnyTensor:$input, Kiln_IndexTensor:$indices,
    I64Attr:$axis);
  let results = (outs Kiln_AnyTensor:$result);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
}

def Kiln_TopKOp : Kiln_InferredOp<"top_k"> {
  let summary = "where along an axis the largest or smallest elements are";
  let description = [{
    Along `axis`, the indices of the `k` largest elements, the largest first, or
    of the smallest, the smallest first, if not `largest`. Of equal elements the
    one with the lower index comes first. What comes where is not defined if an
    element is NaN, but each index is one of the axis.

    ```mlir
    %i = kiln.top_k %x {axis = 1 : i64, k = 5 : i64, largest = true}
        : (tensor<1x1000xf32>) -> tensor<1x5xi64>
    ```

    Constraints:

    - (top_k_C1) The operand and the result have 1 to 2^31 elements.
    - (top_k_C2) The result has the input's dimensions, with `k` in the place of
      `axis`, and elements i64.
    - (top_k_C3) `axis` is from 0 to the rank of the input - 1.
    - (top_k_C4) `k` is from 1 to the size of the input's dimension `axis`.
  }];
  let arguments = (ins Kiln_NumberTensor:$input, I64Attr:$axis, I64Attr:$k,
    BoolAttr:$largest);
  let results = (outs StaticShapeTensorOf<[I64]>:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

#endif // KILN_IR_SELECTIONOPS_TD
