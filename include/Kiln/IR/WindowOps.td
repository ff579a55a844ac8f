// Ops that slide a window over height and width: convolution and pooling.

#ifndef KILN_IR_WINDOWOPS_TD
#define KILN_IR_WINDOWOPS_TD

include "Kiln/IR/KilnOpBase.td"

def Kiln_Conv2DOp : Kiln_InferredOp<"conv2d"> {
  let summary = "2-D convolution";
  let description = [{
    Slides the filter over the zero-padded input and sums, at each place, the
    products over the channels of the group and over the filter's height and
    width. The filter is not mirrored. With `C` input channels, `O` output
    channels and `g = o / (O / groups)`, the group of output channel `o`:

    ```
    result[n, o, y, x] = bias[o] + sum over c < C / groups, i < KH, j < KW of
        input[n, g * (C / groups) + c,
              y * strides[0] + i * dilations[0] - pads[0],
              x * strides[1] + j * dilations[1] - pads[1]] * filter[o, c, i, j]
    ```

    where an input element outside the input is 0 and a missing bias is 0.
    `strides`, `dilations` and `groups` are 1 and `pads` (top, left, bottom,
    right) 0 unless given. `groups = C` is a depthwise
    convolution. The order of the sum is not defined. The height of the result
    is `floor((H + pads[0] + pads[2] - E) / strides[0]) + 1`, where
    `E = (KH - 1) * dilations[0] + 1` is the extent of the dilated kernel; the
    width likewise.

    ```mlir
    %y = kiln.conv2d %x, %w, %b {pads = array<i64: 1, 1, 1, 1>}
        : (tensor<1x3x32x32xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>)
        -> tensor<1x16x32x32xf32>
    ```

    Constraints:

    - (conv2d_C1) Every operand and the result have 1 to 2^31 elements.
    - (conv2d_C2) The result has the shape given above.
    - (conv2d_C3) `input` is of rank 4: batch, channels, height, width.
    - (conv2d_C4) `filter` is of rank 4: output channels, input channels of one
      group, height, width.
    - (conv2d_C5) `strides` has 2 entries, each from 1 to 2^31 - 1.
    - (conv2d_C6) `pads` has 4 entries, each from 0 to 2^31 - 1.
    - (conv2d_C7) `dilations` has 2 entries, each from 1 to 2^31 - 1.
    - (conv2d_C8) `groups` is at least 1 and divides the input channels.
    - (conv2d_C9) `groups` divides the output channels.
    - (conv2d_C10) `filter` dimension 1 is input channels / groups.
    - (conv2d_C11) `bias` is of rank 1 and holds one element for each output
      channel.
    - (conv2d_C12) The dilated kernel fits the padded input in both dimensions.
  }];
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
  let hasCanonicalizer = 1;
}

def Kiln_ConvTranspose2DOp : Kiln_InferredOp<"conv_transpose2d"> {
  let summary = "2-D transposed convolution";
  let description = [{
    The linear map that is the transpose of a convolution's: each input element
    adds the filter, scaled by it, to the result, `strides` apart. With `C`
    input channels, `O` output channels and `g = o / (O / groups)`, the group of
    output channel `o`:

    ```
    result[n, o, y, x] = bias[o] + sum over all c, h, w, i, j where
            g * (C / groups) <= c < (g + 1) * (C / groups),
            y = h * strides[0] + i * dilations[0] - pads[0],
            x = w * strides[1] + j * dilations[1] - pads[1] of
        input[n, c, h, w] * filter[c, o % (O / groups), i, j]
    ```

    where a missing bias is 0. `strides`, `dilations` and `groups` are 1, `pads`
    (top, left, bottom, right) and `output_padding` 0 unless given. The order of
    the sum is not defined, and it may hold further products of an input element
    and 0: an infinity or NaN can spread. The height of the result is
    `(H - 1) * strides[0] + E + output_padding[0] - pads[0] - pads[2]`, where
    `E = (KH - 1) * dilations[0] + 1` is the extent of the dilated kernel; the
    width likewise.

    ```mlir
    %y = kiln.conv_transpose2d %x, %w, %b {strides = array<i64: 2, 2>}
        : (tensor<1x32x16x16xf32>, tensor<32x16x2x2xf32>, tensor<16xf32>)
        -> tensor<1x16x32x32xf32>
    ```

    Constraints:

    - (conv_transpose2d_C1) Every operand and the result have 1 to 2^31 elements.
    - (conv_transpose2d_C2) The result has the shape given above.
    - (conv_transpose2d_C3) `input` is of rank 4: batch, channels, height, width.
    - (conv_transpose2d_C4) `filter` is of rank 4: input channels, output
      channels of one group, height, width.
    - (conv_transpose2d_C5) `strides` has 2 entries, each from 1 to 2^31 - 1.
    - (conv_transpose2d_C6) `pads` has 4 entries, each from 0 to 2^31 - 1.
    - (conv_transpose2d_C7) `dilations` has 2 entries, each from 1 to 2^31 - 1.
    - (conv_transpose2d_C8) `output_padding` has 2 entries, each from 0 to
      2^31 - 1.
    - (conv_transpose2d_C9) `groups` is at least 1 and divides the input
      channels.
    - (conv_transpose2d_C10) `filter` dimension 0 is the input channels.
    - (conv_transpose2d_C11) `bias` is of rank 1 and holds one element for each
      output channel.
  }];
  let arguments = (ins
    Kiln_Tensor:$input, Kiln_Tensor:$filter, Optional<Kiln_Tensor>:$bias,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0}">:$output_padding,
    DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $filter (`,` $bias^)? attr-dict `:` functional-type(operands, results)
  }];
}

class Kiln_PoolOp<string mnemonic> : Kiln_InferredOp<mnemonic> {
  let hasFolder = 1;
  let results = (outs Kiln_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def Kiln_MaxPool2DOp : Kiln_PoolOp<"maxpool2d"> {
  let summary = "2-D max pooling";
  let description = [{
    The largest element of each window, channel by channel:

    ```
    result[n, c, y, x] = max over i < kernel[0], j < kernel[1] of
        input[n, c, y * strides[0] + i * dilations[0] - pads[0],
                    x * strides[1] + j * dilations[1] - pads[1]]
    ```

    where an input element outside the input is -infinity. A NaN in the window
    gives NaN. `strides` and `dilations` are 1, `pads` (top, left, bottom,
    right) 0 and `ceil_mode` false unless given. The height of the result is
    `floor((H + pads[0] + pads[2] - E) / strides[0]) + 1`, where
    `E = (kernel[0] - 1) * dilations[0] + 1` is the extent of the dilated
    kernel; the width likewise. With `ceil_mode` the quotient is rounded up,
    unless the last window would then start in the bottom or right padding.

    ```mlir
    %y = kiln.maxpool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>}
        : (tensor<1x16x32x32xf32>) -> tensor<1x16x16x16xf32>
    ```

    Constraints:

    - (maxpool2d_C1) The operand and the result have 1 to 2^31 elements.
    - (maxpool2d_C2) The result has the shape given above.
    - (maxpool2d_C3) `input` is of rank 4: batch, channels, height, width.
    - (maxpool2d_C4) `kernel` has 2 entries, each from 1 to 2^31 - 1.
    - (maxpool2d_C5) `strides` has 2 entries, each from 1 to 2^31 - 1.
    - (maxpool2d_C6) `pads` has 4 entries, each from 0 to 2^31 - 1.
    - (maxpool2d_C7) `dilations` has 2 entries, each from 1 to 2^31 - 1.
    - (maxpool2d_C8) Each of `pads` is less than the extent of the dilated
      kernel in its dimension.
    - (maxpool2d_C9) The dilated kernel fits the padded input in both
      dimensions.
  }];
  let arguments = (ins Kiln_Tensor:$input,
    DenseI64ArrayAttr:$kernel,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<BoolAttr, "false">:$ceil_mode);
  let hasCanonicalizer = 1;
}

def Kiln_AvgPool2DOp : Kiln_PoolOp<"avgpool2d"> {
  let summary = "2-D average pooling";
  let description = [{
    The mean of each window, channel by channel:

    ```
    result[n, c, y, x] = (sum over i < kernel[0], j < kernel[1] of
        input[n, c, y * strides[0] + i * dilations[0] - pads[0],
                    x * strides[1] + j * dilations[1] - pads[1]]) / count
    ```

    where an input element outside the input is 0. `count` is the number of the
    window's elements that lie in the input or, with `count_include_pad`, in
    the padded input; elements beyond the padding, which `ceil_mode` makes
    possible, are never counted. A dilated window that meets no input element
    at all gives NaN unless the padding counts. The order of the sum is not
    defined. The attributes' defaults and the shape of the result are those of
    `kiln.maxpool2d`; `count_include_pad` is false unless given.

    ```mlir
    %y = kiln.avgpool2d %x {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>,
                            count_include_pad = true}
        : (tensor<1x16x32x32xf32>) -> tensor<1x16x32x32xf32>
    ```

    Constraints:

    - (avgpool2d_C1) The operand and the result have 1 to 2^31 elements.
    - (avgpool2d_C2) The result has the shape given above.
    - (avgpool2d_C3) `input` is of rank 4: batch, channels, height, width.
    - (avgpool2d_C4) `kernel` has 2 entries, each from 1 to 2^31 - 1.
    - (avgpool2d_C5) `strides` has 2 entries, each from 1 to 2^31 - 1.
    - (avgpool2d_C6) `pads` has 4 entries, each from 0 to 2^31 - 1.
    - (avgpool2d_C7) `dilations` has 2 entries, each from 1 to 2^31 - 1.
    - (avgpool2d_C8) Each of `pads` is less than the extent of the dilated
      kernel in its dimension.
    - (avgpool2d_C9) The dilated kernel fits the padded input in both
      dimensions.
  }];
  let arguments = (ins Kiln_Tensor:$input,
    DenseI64ArrayAttr:$kernel,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<BoolAttr, "false">:$ceil_mode,
    DefaultValuedAttr<BoolAttr, "false">:$count_include_pad);
  let hasCanonicalizer = 1;
}

def Kiln_GlobalAvgPoolOp : Kiln_PoolOp<"global_avgpool"> {
  let summary = "mean over height and width";
  let description = [{
    The mean of each channel's plane, in a result of height and width 1:

    ```
    result[n, c, 0, 0] = (sum over y < H, x < W of input[n, c, y, x]) / (H * W)
    ```

    The order of the sum is not defined.

    ```mlir
    %y = kiln.global_avgpool %x : (tensor<1x512x7x7xf32>) -> tensor<1x512x1x1xf32>
    ```

    Constraints:

    - (global_avgpool_C1) The operand and the result have 1 to 2^31 elements.
    - (global_avgpool_C2) The result has the input's batch and channels, and
      height and width 1.
    - (global_avgpool_C3) `input` is of rank 4: batch, channels, height, width.
  }];
  let arguments = (ins Kiln_Tensor:$input);
}

#endif // KILN_IR_WINDOWOPS_TD
