// The spellings of docs/Convolution.md, with types: each one parses and verifies,
// and has the shape that PyTorch gives.

// RUN: kiln-opt %s

func.func @spellings(%x: tensor<1x1x32x32xf32>, %rgb: tensor<1x3x32x32xf32>,
    %c8: tensor<1x8x32x32xf32>, %c32: tensor<1x32x16x16xf32>,
    %b8: tensor<8xf32>, %b16: tensor<16xf32>, %b32: tensor<32xf32>,
    %b64: tensor<64xf32>, %w16: tensor<16x1x3x3xf32>, %w3: tensor<8x3x3x3xf32>,
    %w7: tensor<64x3x7x7xf32>, %w8: tensor<8x8x3x3xf32>,
    %wg: tensor<64x8x3x3xf32>, %wd: tensor<32x1x3x3xf32>) {
  // nn.Conv2d(1, 16, kernel_size=3)
  %0 = kiln.conv2d %x, %w16, %b16 : (tensor<1x1x32x32xf32>, tensor<16x1x3x3xf32>, tensor<16xf32>) -> tensor<1x16x30x30xf32>
  // nn.Conv2d(3, 8, kernel_size=3, bias=False)
  %1 = kiln.conv2d %rgb, %w3 : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>) -> tensor<1x8x30x30xf32>
  // nn.Conv2d(1, 16, kernel_size=3, stride=1, padding=1)
  %2 = kiln.conv2d %x, %w16, %b16 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x1x32x32xf32>, tensor<16x1x3x3xf32>, tensor<16xf32>) -> tensor<1x16x32x32xf32>
  // nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3)
  %3 = kiln.conv2d %rgb, %w7, %b64 {strides = array<i64: 2, 2>, pads = array<i64: 3, 3, 3, 3>} : (tensor<1x3x32x32xf32>, tensor<64x3x7x7xf32>, tensor<64xf32>) -> tensor<1x64x16x16xf32>
  // nn.Conv2d(8, 8, kernel_size=3, padding=2, dilation=2)
  %4 = kiln.conv2d %c8, %w8, %b8 {pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 2, 2>} : (tensor<1x8x32x32xf32>, tensor<8x8x3x3xf32>, tensor<8xf32>) -> tensor<1x8x32x32xf32>
  // nn.Conv2d(32, 64, kernel_size=3, groups=4)
  %5 = kiln.conv2d %c32, %wg, %b64 {groups = 4 : i64} : (tensor<1x32x16x16xf32>, tensor<64x8x3x3xf32>, tensor<64xf32>) -> tensor<1x64x14x14xf32>
  // nn.Conv2d(32, 32, kernel_size=3, padding=1, groups=32)
  %6 = kiln.conv2d %c32, %wd, %b32 {pads = array<i64: 1, 1, 1, 1>, groups = 32 : i64} : (tensor<1x32x16x16xf32>, tensor<32x1x3x3xf32>, tensor<32xf32>) -> tensor<1x32x16x16xf32>
  // nn.MaxPool2d(2), nn.MaxPool2d(3, stride=2, padding=1)
  %7 = kiln.maxpool2d %c8 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  %8 = kiln.maxpool2d %c8 {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  // nn.AvgPool2d(2), nn.AvgPool2d(3, stride=1, padding=1), nn.AdaptiveAvgPool2d(1)
  %9 = kiln.avgpool2d %c8 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  %10 = kiln.avgpool2d %c8 {kernel = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, count_include_pad = true} : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %11 = kiln.global_avgpool %c8 : (tensor<1x8x32x32xf32>) -> tensor<1x8x1x1xf32>
  // nn.BatchNorm2d(8)
  %12 = kiln.batch_norm %c8, %b8, %b8, %b8, %b8 {epsilon = 1.0e-5 : f32} : (tensor<1x8x32x32xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<1x8x32x32xf32>
  // nn.ReLU(), nn.LeakyReLU(0.1), nn.Sigmoid(), nn.Tanh(), nn.ReLU6(), nn.Softmax(dim=1)
  %13 = kiln.relu %c8 : tensor<1x8x32x32xf32>
  %14 = kiln.leaky_relu %c8 {alpha = 0.1 : f32} : tensor<1x8x32x32xf32>
  %15 = kiln.sigmoid %c8 : tensor<1x8x32x32xf32>
  %16 = kiln.tanh %c8 : tensor<1x8x32x32xf32>
  %17 = kiln.clip %c8 {min = 0.0 : f32, max = 6.0 : f32} : tensor<1x8x32x32xf32>
  %18 = kiln.softmax %c8 {axis = 1 : i64} : tensor<1x8x32x32xf32>
  // x + y and its kin
  %19 = kiln.add %c8, %13 : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %20 = kiln.sub %c8, %13 : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %21 = kiln.mul %c8, %13 : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %22 = kiln.div %c8, %13 : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  // torch.cat([x, y], dim=1), nn.ZeroPad2d(1), x.permute(0, 2, 3, 1), x.reshape(1, 4, 64, 32)
  %23 = kiln.concat %c8, %13 {axis = 1 : i64} : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xf32>) -> tensor<1x16x32x32xf32>
  %24 = kiln.pad %c8 {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>} : (tensor<1x8x32x32xf32>) -> tensor<1x8x34x34xf32>
  %25 = kiln.transpose %c8 {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x8x32x32xf32>) -> tensor<1x32x32x8xf32>
  %26 = kiln.reshape %c8 : (tensor<1x8x32x32xf32>) -> tensor<1x4x64x32xf32>
  return
}

func.func @matrices(%x: tensor<1x32x2x2xf32>, %w: tensor<10x128xf32>,
    %b: tensor<10xf32>, %m: tensor<128x10xf32>) {
  // nn.Flatten(), nn.Linear(128, 10), torch.matmul(x, y)
  %0 = kiln.flatten %x {axis = 1 : i64} : (tensor<1x32x2x2xf32>) -> tensor<1x128xf32>
  %1 = kiln.gemm %0, %w, %b {trans_b = true} : (tensor<1x128xf32>, tensor<10x128xf32>, tensor<10xf32>) -> tensor<1x10xf32>
  %2 = kiln.matmul %0, %m : (tensor<1x128xf32>, tensor<128x10xf32>) -> tensor<1x10xf32>
  return
}
