// What can be told of a model before it is compiled, as kilnc --check does.

#ifndef KILN_COMPILER_MODELFACTS_H
#define KILN_COMPILER_MODELFACTS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>
#include <vector>

namespace kiln {

struct ModelFacts {
  struct Port {
    std::string name;
    /// Of MLIR: "f32".
    std::string type;
    llvm::SmallVector<int64_t> shape;
  };
  std::vector<Port> inputs, outputs;
  /// Number of kiln ops by name, without the dialect.
  std::map<std::string, int64_t> ops;
  /// Bytes of constants, those that the compiler will fold included.
  int64_t weightBytes = 0;

  /// The facts of `module`, which is in the kiln dialect.
  static ModelFacts of(mlir::ModuleOp module);

  void print(llvm::raw_ostream &os) const;
  /// Fields `inputs` and `outputs` (arrays of objects with `name`, `type`,
  /// `shape`), `ops` (an object from name to number), `weightBytes`.
  llvm::json::Object toJson() const;
};

} // namespace kiln

#endif // KILN_COMPILER_MODELFACTS_H
