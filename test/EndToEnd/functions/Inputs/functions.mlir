func.func @functions(%x: tensor<4096xf32>)
    -> (tensor<4096xf32>, tensor<4096xf32>, tensor<4096xf32>) {
  %0 = kiln.exp %x : tensor<4096xf32>
  %1 = kiln.sigmoid %x : tensor<4096xf32>
  %2 = kiln.tanh %x : tensor<4096xf32>
  return %0, %1, %2 : tensor<4096xf32>, tensor<4096xf32>, tensor<4096xf32>
}
