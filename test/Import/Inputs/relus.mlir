// A module, a function, two ops of 6 elements, and a return.
func.func @relus(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = kiln.relu %x : tensor<2x3xf32>
  %z = kiln.tanh %y : tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}
