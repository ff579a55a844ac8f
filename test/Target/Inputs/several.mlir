// A model of several inputs and outputs, for contracts.test.
func.func @model(%a: tensor<2x3xf32> {kiln.name = "a"}, %b: tensor<2x3xf32> {kiln.name = "b"}, %c: tensor<3xf32> {kiln.name = "c"}) -> (tensor<2x3xf32> {kiln.name = "sum"}, tensor<2x3xf32> {kiln.name = "product"}) {
  %sum = kiln.add %a, %b : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %product = kiln.mul %sum, %c : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %sum, %product : tensor<2x3xf32>, tensor<2x3xf32>
}
