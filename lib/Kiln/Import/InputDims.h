// The sizes of the inputs' dimensions: those that the model fixes and those
// that the options --dim and --shape choose. Element types are
// GraphInterface's.

#ifndef KILN_LIB_IMPORT_INPUTDIMS_H
#define KILN_LIB_IMPORT_INPUTDIMS_H

#include "HostTensor.h"
#include "ImportContext.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace onnx {
class ValueInfoProto;
} // namespace onnx

namespace kiln {

class InputDims {
public:
  explicit InputDims(ImportContext &context) : context(context) {}

  /// Checks the options against `inputs` and settles the size of every
  /// symbolic dimension that they name, or that leads an input: a batch that is
  /// not given is 1. Reports what is wrong, and what was chosen.
  void settle(llvm::ArrayRef<const onnx::ValueInfoProto *> inputs);
  /// The shape of `input`, which is a tensor; nothing when a size is not known,
  /// which is reported.
  std::optional<Shape> getShape(const onnx::ValueInfoProto &input);
  /// Warns of sizes that no input asked for.
  void reportUnused();

private:
  void checkOptions(llvm::ArrayRef<const onnx::ValueInfoProto *> inputs);
  void bindShape(const onnx::ValueInfoProto &input,
                 llvm::ArrayRef<int64_t> sizes);
  void bind(const std::string &name, int64_t size,
            const onnx::ValueInfoProto &input);
  void defaultBatch(const onnx::ValueInfoProto &input);
  std::optional<int64_t> getSize(const onnx::ValueInfoProto &input, int index);
  std::optional<int64_t> getAsked(llvm::StringRef dim);
  /// The sizes that --shape gives for `input`; null if it gives none.
  const llvm::SmallVector<int64_t> *
  findShape(const onnx::ValueInfoProto &input);

  ImportContext &context;
  /// A size, and the name of the input whose --shape set it; empty: by default.
  struct Choice {
    int64_t size;
    std::string from;
  };
  /// What was chosen for symbolic dimensions that --dim does not name.
  llvm::StringMap<Choice> choices;
  /// Every symbolic dimension of the inputs, in their order.
  llvm::SetVector<llvm::StringRef> knownDims;
  /// Keys of --dim that some input has.
  llvm::StringSet<> usedDims;
};

} // namespace kiln

#endif // KILN_LIB_IMPORT_INPUTDIMS_H
