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

    | kiln op | parallel loops | reduction loops |
    |---|---|---|
    | `conv2d`, one group | n, oc, oh, ow | ic, kh, kw |
    | `conv2d`, depthwise | n, c, oh, ow | kh, kw |
    | `conv2d`, depthwise with a multiplier | n, c, m, oh, ow | kh, kw |
    | `conv2d`, other groups | n, g, oc, oh, ow | ic, kh, kw |
    | `maxpool2d`, `avgpool2d` | n, c, oh, ow | kh, kw |
    | `global_avgpool` | n, c | h, w |
    | `gemm` | m, n | k |
    | `matmul` | batch, m, n | k |
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

#endif // KILN_CONVERSION_PASSES_TD
