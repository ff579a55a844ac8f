// Matrix products.

#ifndef KILN_IR_MATMULOPS_TD
#define KILN_IR_MATMULOPS_TD

include "Kiln/IR/KilnOpBase.td"

def Kiln_MatmulOp : Kiln_InferredOp<"matmul"> {
  let summary = "matrix product, batched over broadcast leading dimensions";
  let description = [{
    The matrices in the last two dimensions are multiplied; the leading
    dimensions `...` are broadcast as those of `kiln.add`:

    ```
    result[..., i, j] = sum over k of lhs[..., i, k] * rhs[..., k, j]
    ```

    The order of the sum is not defined.

    ```mlir
    %y = kiln.matmul %a, %b
        : (tensor<8x4x16xf32>, tensor<16x10xf32>) -> tensor<8x4x10xf32>
    ```

    Constraints:

    - (matmul_C1) Every operand and the result have 1 to 2^31 elements.
    - (matmul_C2) The result has the broadcast leading dimensions, the rows of
      `lhs` and the columns of `rhs`.
    - (matmul_C3) Both operands are of rank 2 or more.
    - (matmul_C4) `lhs` has as many columns as `rhs` has rows.
    - (matmul_C5) The leading dimensions broadcast.
  }];
  let arguments = (ins Kiln_Tensor:$lhs, Kiln_Tensor:$rhs);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

def Kiln_GemmOp : Kiln_InferredOp<"gemm"> {
  let summary = "alpha * op(a) * op(b) + beta * c on matrices";
  let description = [{
    `op(a)` is `a`, or with `trans_a` its transpose, and `op(b)` likewise;
    `alpha` and `beta` are 1 unless given:

    ```
    result[i, j] = alpha * (sum over k of op(a)[i, k] * op(b)[k, j])
                   + beta * c[i, j]
    ```

    `c` is broadcast to the shape of the result as an operand of `kiln.add` is;
    a missing `c` is 0. The order of the sum is not defined.

    ```mlir
    %y = kiln.gemm %x, %w, %b {trans_b = true}
        : (tensor<1x64xf32>, tensor<10x64xf32>, tensor<10xf32>) -> tensor<1x10xf32>
    ```

    Constraints:

    - (gemm_C1) Every operand and the result have 1 to 2^31 elements.
    - (gemm_C2) The result has the rows of `op(a)` and the columns of `op(b)`.
    - (gemm_C3) `a` is of rank 2.
    - (gemm_C4) `b` is of rank 2.
    - (gemm_C5) `op(a)` has as many columns as `op(b)` has rows.
    - (gemm_C6) `c` broadcasts to the shape of the result.
  }];
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

#endif // KILN_IR_MATMULOPS_TD
