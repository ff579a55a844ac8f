// What threads share in different ways: a convolution by Winograd's algorithm
// in chunks and in one, directly, depthwise and with a stride; pooling; a
// fully connected layer. Some loops have too few iterations for even shares.
func.func @model(%x: tensor<1x48x60x60xf32>) -> tensor<1x200xf32> {
  %w0 = arith.constant dense<0.0125> : tensor<80x48x3x3xf32>
  %w1 = arith.constant dense<0.0075> : tensor<80x80x3x3xf32>
  %w2 = arith.constant dense<0.05> : tensor<80x1x3x3xf32>
  %w3 = arith.constant dense<0.015> : tensor<112x80x1x1xf32>
  %w4 = arith.constant dense<0.003> : tensor<200x112xf32>
  %0 = kiln.conv2d %x, %w0 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x48x60x60xf32>, tensor<80x48x3x3xf32>) -> tensor<1x80x60x60xf32>
  %1 = kiln.relu %0 : tensor<1x80x60x60xf32>
  %2 = kiln.maxpool2d %1 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x80x60x60xf32>) -> tensor<1x80x30x30xf32>
  %3 = kiln.conv2d %2, %w1 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x80x30x30xf32>, tensor<80x80x3x3xf32>) -> tensor<1x80x30x30xf32>
  %4 = kiln.add %3, %2 : (tensor<1x80x30x30xf32>, tensor<1x80x30x30xf32>) -> tensor<1x80x30x30xf32>
  %5 = kiln.conv2d %4, %w2 {pads = array<i64: 1, 1, 1, 1>, groups = 80} : (tensor<1x80x30x30xf32>, tensor<80x1x3x3xf32>) -> tensor<1x80x30x30xf32>
  %6 = kiln.relu %5 : tensor<1x80x30x30xf32>
  %7 = kiln.conv2d %6, %w3 {strides = array<i64: 2, 2>} : (tensor<1x80x30x30xf32>, tensor<112x80x1x1xf32>) -> tensor<1x112x15x15xf32>
  %8 = kiln.global_avgpool %7 : (tensor<1x112x15x15xf32>) -> tensor<1x112x1x1xf32>
  %9 = kiln.flatten %8 {axis = 1 : i64} : (tensor<1x112x1x1xf32>) -> tensor<1x112xf32>
  %10 = kiln.gemm %9, %w4 {trans_b = true} : (tensor<1x112xf32>, tensor<200x112xf32>) -> tensor<1x200xf32>
  return %10 : tensor<1x200xf32>
}
