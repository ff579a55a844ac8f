// A model written by hand: it finds the edges of a picture.
//
//     kilnc edges.mlir -o edges.o         writes edges.o and edges.h
//
// A model is one function. It takes and returns tensors: multi-dimensional
// arrays of 32-bit floating-point numbers whose sizes are part of the type.
// tensor<1x1x128x128xf32> is 1 picture of 1 channel (grey) with 128 rows of 128
// pixels; the order "picture, channel, row, column" is called NCHW.
// docs/Convolution.md explains, with this model's pictures, what a convolution
// computes.

// "picture" and "edges" become the argument names of the C function edges_run.
func.func @edges(
    %picture: tensor<1x1x128x128xf32> {kiln.name = "picture"})
    -> (tensor<1x1x64x64xf32> {kiln.name = "edges"}) {

  // Four kernels of 3x3 weights. Each one compares the pixels on two opposite
  // sides of the pixel in its middle: the result is large where the picture
  // changes in that direction, and zero where it is even. These are the Sobel
  // kernels; dimension by dimension: 4 output channels, 1 input channel, 3
  // rows, 3 columns.
  %sobel = arith.constant dense<[
      [[[-1.0,  0.0,  1.0],      // channel 0: brighter to the right
        [-2.0,  0.0,  2.0],
        [-1.0,  0.0,  1.0]]],
      [[[ 1.0,  0.0, -1.0],      // channel 1: brighter to the left
        [ 2.0,  0.0, -2.0],
        [ 1.0,  0.0, -1.0]]],
      [[[-1.0, -2.0, -1.0],      // channel 2: brighter below
        [ 0.0,  0.0,  0.0],
        [ 1.0,  2.0,  1.0]]],
      [[[ 1.0,  2.0,  1.0],      // channel 3: brighter above
        [ 0.0,  0.0,  0.0],
        [-1.0, -2.0, -1.0]]]
    ]> : tensor<4x1x3x3xf32>

  // Slide the four kernels over the picture. The border of one zero on each
  // side (pads: top, left, bottom, right) lets a kernel's middle reach the
  // outermost pixels, so the result has as many rows and columns as the picture.
  %slopes = kiln.conv2d %picture, %sobel {pads = array<i64: 1, 1, 1, 1>}
      : (tensor<1x1x128x128xf32>, tensor<4x1x3x3xf32>)
      -> tensor<1x4x128x128xf32>

  // An edge that is brighter to the right is a negative number for "brighter to
  // the left". ReLU keeps the positive numbers and makes the others zero, so
  // that each channel holds the edges of its own direction alone.
  %directed = kiln.relu %slopes : tensor<1x4x128x128xf32>

  // Add the four channels up. That is a convolution too, with a 1x1 kernel: it
  // looks at one pixel, but at all of its input channels. A step from 0 to 1
  // makes a slope of 4, so the weights 1/4 bring it back to 1. The bias is
  // added to every result: -0.1 and one more ReLU hide slopes that are too
  // gentle to be an edge.
  %quarter = arith.constant dense<0.25> : tensor<1x4x1x1xf32>
  %threshold = arith.constant dense<-0.1> : tensor<1xf32>
  %sum = kiln.conv2d %directed, %quarter, %threshold
      : (tensor<1x4x128x128xf32>, tensor<1x4x1x1xf32>, tensor<1xf32>)
      -> tensor<1x1x128x128xf32>
  %strong = kiln.relu %sum : tensor<1x1x128x128xf32>

  // Halve the size: of each 2x2 square keep the strongest edge. The window is
  // as large as its step (strides), so the squares do not overlap.
  %edges = kiln.maxpool2d %strong
      {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>}
      : (tensor<1x1x128x128xf32>) -> tensor<1x1x64x64xf32>

  return %edges : tensor<1x1x64x64xf32>
}
