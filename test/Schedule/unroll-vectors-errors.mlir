// RUN: kiln-opt %s --kiln-unroll-vectors --verify-diagnostics --split-input-file

#l = affine_map<(w, l, m) -> (w, m)>
#r = affine_map<(w, l, m) -> (m, l)>
#a = affine_map<(w, l, m) -> (w, l)>
func.func @product(%x: vector<2x2xf32>, %acc: vector<2x2xf32>) -> vector<2x2xf32> {
  // expected-error @+1 {{failed to legalize operation 'vector.contract'}}
  %s = vector.contract {indexing_maps = [#l, #r, #a], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<mul>} %x, %x, %acc : vector<2x2xf32>, vector<2x2xf32> into vector<2x2xf32>
  return %s : vector<2x2xf32>
}
