// RUN: kiln-opt %s --kiln-pack-weights --verify-diagnostics

// expected-error @+1 {{expected kiln.interface}}
module {
memref.global "private" constant @a : memref<3xf32> = dense<1.0>
}
