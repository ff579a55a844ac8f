// Two convolutions, of which the second's batch norm folds into it and whose
// residual and ReLU run in its loops; a view; a product.
func.func @net(%image: tensor<1x32x14x14xf32>) -> tensor<1x10xf32> {
  %w0 = arith.constant dense<0.01> : tensor<32x32x3x3xf32>
  %w1 = arith.constant dense<0.02> : tensor<32x32x1x1xf32>
  %w2 = arith.constant dense<0.03> : tensor<32x10xf32>
  %one = arith.constant dense<1.0> : tensor<32xf32>
  %0 = kiln.conv2d %image, %w0 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x32x14x14xf32>, tensor<32x32x3x3xf32>) -> tensor<1x32x14x14xf32> loc("first")
  %1 = kiln.relu %0 : tensor<1x32x14x14xf32> loc("first relu")
  %2 = kiln.conv2d %1, %w1 : (tensor<1x32x14x14xf32>, tensor<32x32x1x1xf32>) -> tensor<1x32x14x14xf32> loc("second")
  %3 = kiln.batch_norm %2, %one, %one, %one, %one {epsilon = 1.0e-5 : f32} : (tensor<1x32x14x14xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<1x32x14x14xf32> loc("norm")
  %4 = kiln.add %3, %1 : (tensor<1x32x14x14xf32>, tensor<1x32x14x14xf32>) -> tensor<1x32x14x14xf32> loc("residual")
  %5 = kiln.relu %4 : tensor<1x32x14x14xf32> loc("last relu")
  %6 = kiln.global_avgpool %5 : (tensor<1x32x14x14xf32>) -> tensor<1x32x1x1xf32> loc("pool")
  %7 = kiln.flatten %6 {axis = 1 : i64} : (tensor<1x32x1x1xf32>) -> tensor<1x32xf32> loc("view")
  %8 = kiln.matmul %7, %w2 : (tensor<1x32xf32>, tensor<32x10xf32>) -> tensor<1x10xf32> loc("classes")
  return %8 : tensor<1x10xf32>
}
