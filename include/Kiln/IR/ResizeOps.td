// Resampling of images.

#ifndef KILN_IR_RESIZEOPS_TD
#define KILN_IR_RESIZEOPS_TD

include "Kiln/IR/KilnOpBase.td"

def Kiln_Resize2DOp : Kiln_InferredOp<"resize2d"> {
  let summary = "resample height and width";
  let description = [{
    The input's planes at another resolution. With `S` the input's and `R`
    the result's size along an axis and `s` its entry in `scales`, the place `r`
    of the result lies in the input at

    | `coordinates` | place |
    |---|---|
    | `"asymmetric"` | `r / s` |
    | `"half_pixel"` | `(r + 0.5) / s - 0.5` |
    | `"half_pixel_symmetric"` | the same, plus `S / 2 * (1 - R / (s * S))` |
    | `"pytorch_half_pixel"` | as `"half_pixel"`, but 0 where `R` is 1 |
    | `"tf_half_pixel_for_nn"` | `(r + 0.5) / s` |
    | `"align_corners"` | `r * (S - 1) / (R - 1)`, or 0 where `R` is 1 |
    | `"tf_crop_and_resize"` | `a * (S - 1) + r * (b - a) * (S - 1) / (R - 1)`, or the middle of `a * (S - 1)` and `b * (S - 1)` where `R` is 1; `roi` holds `a` of height and of width, then `b` of both |

    `mode` says what is taken there:

    | `mode` | element |
    |---|---|
    | `"floor"`, `"ceil"` | the next one at or before, or at or after the place |
    | `"round_prefer_floor"`, `"round_prefer_ceil"` | the nearest, of two equally near ones the first or the second |
    | `"linear"` | the mean of both neighbours along each axis, weighted by nearness |
    | `"cubic"` | the mean of four neighbours along each axis, weighted by Keys' cubic convolution with the coefficient `cubic_coeff`, -0.75 unless given |

    Places are computed in f32, as ONNX Runtime does, so a rounded scale such
    as `19 / 14` can move one: `p` counts as in the middle of two elements up to
    a distance of `2^-23 * max(1, p)` from it, but `"floor"` and `"ceil"` take
    it as it is.

    An axis with `S = R` and `s = 1` stays as it is, unless `coordinates` is
    `"tf_crop_and_resize"`. A neighbour outside the input means the element at
    the border; with `exclude_outside` it has no weight, and the weights of the
    others are scaled to the sum 1. With `antialias`, where `s < 1`, the weights
    of `"linear"` and `"cubic"` reach `1 / s` times as far, and are scaled to
    the sum 1 before neighbours outside the input are treated as said. With
    `"tf_crop_and_resize"`, the result at a place outside the input is
    `extrapolation`, 0 unless given. An element of
    weight 0 may count nevertheless: an infinity or NaN can spread over its
    row and column.

    ```mlir
    %y = kiln.resize2d %x {mode = "linear", coordinates = "half_pixel",
                           sizes = array<i64: 16, 16>, scales = array<f32: 2.0, 2.0>}
        : (tensor<1x64x8x8xf32>) -> tensor<1x64x16x16xf32>
    ```

    Constraints:

    - (resize2d_C1) The operand and the result have 1 to 2^31 elements.
    - (resize2d_C2) The result has the input's batch and channels, and the
      height and width `sizes`.
    - (resize2d_C3) `input` is of rank 4: batch, channels, height, width.
    - (resize2d_C4) `sizes` has 2 entries, each from 1 to 2^31 - 1.
    - (resize2d_C5) `scales` has 2 entries, each finite and greater than 0.
    - (resize2d_C6) `mode` is one of those above.
    - (resize2d_C7) `coordinates` is one of those above.
    - (resize2d_C8) Along each axis, the input's size times the result's is at
      most 2^26.
    - (resize2d_C9) `roi` has 4 entries, each finite, if `coordinates` is
      `"tf_crop_and_resize"`, and is absent otherwise.
    - (resize2d_C10) `cubic_coeff` is finite.
  }];
  let arguments = (ins Kiln_Tensor:$input, StrAttr:$mode, StrAttr:$coordinates,
    DenseI64ArrayAttr:$sizes, DenseF32ArrayAttr:$scales,
    OptionalAttr<DenseF32ArrayAttr>:$roi,
    DefaultValuedAttr<F32Attr, "0.0f">:$extrapolation,
    DefaultValuedAttr<F32Attr, "-0.75f">:$cubic_coeff,
    DefaultValuedAttr<BoolAttr, "false">:$exclude_outside,
    DefaultValuedAttr<BoolAttr, "false">:$antialias);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

#endif // KILN_IR_RESIZEOPS_TD
