// A filter that is packed differently for each width of vectors, and a constant
// that is the same for all: the first weight's copies move the second.
func.func @m(%x: tensor<1x3x4x4xf32>) -> (tensor<1x5x4x4xf32>, tensor<2x3xf32>) {
  %w = arith.constant dense<0.5> : tensor<5x3x1x1xf32>
  %c = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %y = kiln.conv2d %x, %w : (tensor<1x3x4x4xf32>, tensor<5x3x1x1xf32>) -> tensor<1x5x4x4xf32>
  return %y, %c : tensor<1x5x4x4xf32>, tensor<2x3xf32>
}
