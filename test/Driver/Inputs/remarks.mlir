// A model with one layer of several kinds, for remarks.test.

func.func @net(%x: tensor<1x32x14x14xf32>) -> (tensor<1x32x14x14xf32>, tensor<1x10xf32>, tensor<1x32x14x15xf32>) {
  %w = arith.constant dense<0.125> : tensor<32x32x3x3xf32>
  %m = arith.constant dense<0.5> : tensor<32x10xf32>
  %0 = kiln.conv2d %x, %w {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x32x14x14xf32>, tensor<32x32x3x3xf32>) -> tensor<1x32x14x14xf32> loc("conv1")
  %1 = kiln.relu %0 : tensor<1x32x14x14xf32> loc("relu1")
  %2 = kiln.global_avgpool %1 : (tensor<1x32x14x14xf32>) -> tensor<1x32x1x1xf32> loc("pool")
  %3 = kiln.reshape %2 : (tensor<1x32x1x1xf32>) -> tensor<1x32xf32> loc("flatten")
  %4 = kiln.matmul %3, %m : (tensor<1x32xf32>, tensor<32x10xf32>) -> tensor<1x10xf32> loc("fc")
  %5 = kiln.softmax %4 {axis = 1 : i64} : tensor<1x10xf32> loc("softmax")
  %6 = kiln.pad %x {low = array<i64: 0, 0, 0, 1>, high = array<i64: 0, 0, 0, 0>, value = 0.0 : f32} : (tensor<1x32x14x14xf32>) -> tensor<1x32x14x15xf32> loc("border")
  return %1, %5, %6 : tensor<1x32x14x14xf32>, tensor<1x10xf32>, tensor<1x32x14x15xf32>
}
