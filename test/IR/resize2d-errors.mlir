// RUN: kiln-opt %s -verify-diagnostics -split-input-file

func.func @no_elements(%a: tensor<1x0x4x5xf32>) {
  // expected-error@+1 {{'kiln.resize2d' op resize2d_C1: expected operand 0 of 1 to 2147483648 elements, got shape 1x0x4x5}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x0x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @result_shape(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C2: expected result of shape 1x2x8x10, got 1x2x4x5}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return
}

// -----

func.func @rank_3(%a: tensor<2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C3: expected input of rank 4, got rank 3}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<2x4x5xf32>) -> tensor<2x8x10xf32>
  return
}

// -----

func.func @size_0(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C4: expected sizes[0] from 1 to 2147483647, got 0}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 0, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @scale_count(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C5: expected scales to have 2 entries, got 1}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.0>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @scale_nan(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C5: expected scales finite and greater than 0, got nan}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 0x7FC00000, 2.0>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @mode(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C6: expected mode to be one of floor, ceil, round_prefer_floor, round_prefer_ceil, linear, cubic, got area}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "area", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @coordinates(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C7: expected coordinates to be one of asymmetric, half_pixel, half_pixel_symmetric, pytorch_half_pixel, tf_half_pixel_for_nn, align_corners, tf_crop_and_resize, got polar}}
  %0 = kiln.resize2d %a {coordinates = "polar", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @matrix_too_large(%a: tensor<1x1x4x65536xf32>) {
  // expected-error@+1 {{resize2d_C8: expected the input's size times the result's to be at most 67108864, got 65536 * 65536}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 65536>} : (tensor<1x1x4x65536xf32>) -> tensor<1x1x8x65536xf32>
  return
}

// -----

func.func @roi_missing(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C9: expected roi to have 4 entries, got 0}}
  %0 = kiln.resize2d %a {coordinates = "tf_crop_and_resize", mode = "linear", scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @roi_unused(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C9: expected roi to have 0 entries, got 4}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "linear", roi = array<f32: 0.0, 0.0, 1.0, 1.0>, scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @roi_infinite(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C9: expected the entries of roi to be finite}}
  %0 = kiln.resize2d %a {coordinates = "tf_crop_and_resize", mode = "linear", roi = array<f32: 0.0, 0.0, 1.0, 0x7F800000>, scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}

// -----

func.func @coefficient(%a: tensor<1x2x4x5xf32>) {
  // expected-error@+1 {{resize2d_C10: expected cubic_coeff to be finite}}
  %0 = kiln.resize2d %a {coordinates = "half_pixel", mode = "cubic", cubic_coeff = 0x7FC00000 : f32, scales = array<f32: 2.000000e+00, 2.000000e+00>, sizes = array<i64: 8, 10>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x10xf32>
  return
}
