// The passes of this folder: names, summaries and descriptions.

#ifndef KILN_TRANSFORMS_PASSES_TD
#define KILN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def CheckBatch : Pass<"kiln-check-batch", "::mlir::ModuleOp"> {
  let summary = "refuse models whose batch can't be chosen at run time";
  let description = [{
    A module with `kiln.dynamic_batch` computes one row of a batch, and the
    compiled function does so for each row. That is right if every op computes
    the rows apart, so this pass, which changes nothing, follows the leading
    dimension from the inputs to the outputs:

    - every input and output, and every value that depends on an input, has a
      leading dimension of 1, which stands for the batch;
    - no op moves that dimension elsewhere, joins it with another, pads it, or
      sums, normalizes or compares along it: `transpose` leaves it first,
      `softmax` and `reduce_*` have other axes, `concat` joins along another
      dimension, `flatten` starts after it, no `gemm` or `matmul` sums over it;
    - operands of `add` and its like that depend on an input have the rank of
      the result, lest broadcasting take the batch for another dimension, and
      constant operands are the same for every row;
    - filters, parameters and the second matrix of a `gemm` are constant.

    Each op that breaks a rule is an error, as is one that the pass does not
    know. It sees shapes of a batch of 1: a shape or a number that whoever
    exported the model computed from the batch is what it was for 1.
  }];
}

def FlushDenormals : Pass<"kiln-flush-denormals"> {
  let summary = "replace denormal weights by zero";
  let description = [{
    Trained networks carry weights below 1.18e-38 in magnitude, the smallest
    normal f32. Many processors multiply such a number tens of times slower
    than any other. In the constant operands of `conv2d`, `gemm` and `matmul`
    they become zero of the same sign: for an input x, that changes one product
    by less than 1.18e-38 * |x|. Other uses of a constant keep it as it is.
  }];
}

def FoldBatchNorm : Pass<"kiln-fold-batch-norm"> {
  let summary = "fold batch norms, scales and offsets into convolutions";
  let description = [{
    An op that multiplies each channel by a constant and adds a constant, and
    whose input is a convolution with constant filter and bias that nothing
    else uses, becomes part of that convolution's filter and bias. Such ops are
    `batch_norm` with constant parameters, and `add`, `sub`, `mul` and `div`
    of a result and a constant that is uniform within each channel. The new
    constants are computed in f64 and rounded once.

    A `batch_norm` with constant parameters after anything else becomes a
    `mul` and an `add`. One whose parameters are not constant, or whose
    constants would not be finite, is left as it is.

    ```mlir
    %0 = kiln.conv2d %x, %w : …
    %1 = kiln.batch_norm %0, %scale, %offset, %mean, %variance {epsilon = …}
    ```
    becomes
    ```mlir
    %1 = kiln.conv2d %x, %w', %b' : …
    ```
  }];
}

def NestConcats : Pass<"kiln-nest-concats", "::mlir::ModuleOp"> {
  let summary = "build concatenations that begin alike on one another";
  let description = [{
    A `concat` whose first inputs are those of an earlier one, along the same
    axis, takes that one's result instead. A dense block is so told as one
    tensor that grows, which later passes keep in one buffer.

    ```mlir
    %0 = kiln.concat %a, %b
    %1 = kiln.concat %a, %b, %c
    ```
    becomes
    ```mlir
    %0 = kiln.concat %a, %b
    %1 = kiln.concat %0, %c
    ```
  }];
}

def NoteLayers : Pass<"kiln-note-layers", "::mlir::ModuleOp"> {
  let summary = "note the model's nodes and how much each computes";
  let description = [{
    Sets `kiln.layers` on the module: the names of the nodes that its ops are
    located at, in order, with the floating-point operations of convolutions
    and matrix products as the model states them. Ops of one name are one
    layer. Later passes fuse, split and move what belongs to a layer, and know
    by the name in the location which it was.
  }];
}

#endif // KILN_TRANSFORMS_PASSES_TD
