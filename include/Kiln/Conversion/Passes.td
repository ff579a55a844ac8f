// The passes of this folder: names, summaries and descriptions.

#ifndef KILN_CONVERSION_PASSES_TD
#define KILN_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertToLinalg : Pass<"kiln-convert-to-linalg"> {
  let summary = "rewrite every kiln op as linalg, tensor, arith and math ops";
  let description = [{
    Every computation becomes a `linalg.generic` on tensors at the location of
    the kiln op it stands for; shapes are static before and after. Padding is a
    `tensor.pad` of its own, so that the loops never test for the border. No
    indexing map has a constant result: an operand's broadcast dimensions are
    collapsed away first. What depends on constants alone, such as a filter
    seen under another shape, is computed here and leaves a constant.

    The results of a transposed convolution that are a stride apart form a
    phase. Each phase becomes an ordinary convolution with the kernel elements
    that reach it, inserted between the others; where the kernel is as large as
    the stride, one convolution has the phases as further loops (ph, pw) behind
    oh and ow, and its result is in order. Resizing by whole
    factors to the nearest pixel repeats or picks elements; any other is one
    product with a constant matrix for each axis.

    | kiln op | parallel loops | reduction loops |
    |---|---|---|
    | `conv2d`, one group | n, oc, oh, ow | ic, kh, kw |
    | `conv2d`, depthwise | n, c, oh, ow | kh, kw |
    | `conv2d`, depthwise with a multiplier | n, c, m, oh, ow | kh, kw |
    | `conv2d`, other groups | n, g, oc, oh, ow | ic, kh, kw |
    | `maxpool2d`, `avgpool2d` | n, c, oh, ow | kh, kw |
    | `global_avgpool` | n, c | h, w |
    | `reduce_sum`, `reduce_max`, `reduce_min` | all others | the axes |
    | `lrn` | n, c, … | neighbouring channels |
    | `resize2d`, per axis, where it interpolates | n, c, h, w | h or w |
    | `gemm` | m, n | k |
    | `matmul` | batch, m, n | k |
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

#endif // KILN_CONVERSION_PASSES_TD
