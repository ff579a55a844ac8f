// Parsing of sizes and shapes. Whether a model has what they name is found out
// when it is imported.

#include "ImportFlags.h"

using namespace llvm;

Error kiln::addDim(StringRef text, ImportOptions &options) {
  auto [name, size] = text.split('=');
  int64_t value;
  if (name.empty() || size.getAsInteger(10, value) || value < 1)
    return createStringError("--dim=" + text +
                             ": expected NAME=SIZE with a size of 1 or more");
  if (!options.dims.try_emplace(name, value).second)
    return createStringError("--dim: '" + name + "' is given twice");
  return Error::success();
}

Error kiln::addShape(StringRef text, ImportOptions &options) {
  auto [name, sizes] = text.rsplit('=');
  SmallVector<StringRef> parts;
  if (sizes != "scalar")
    sizes.split(parts, 'x');
  SmallVector<int64_t> shape;
  bool valid = !name.empty() && text.contains('=');
  for (StringRef part : parts) {
    int64_t size = 0;
    valid &= !part.getAsInteger(10, size) && size >= 1;
    shape.push_back(size);
  }
  if (!valid)
    return createStringError("--shape=" + text +
                             ": expected INPUT=SIZExSIZEx… with sizes of 1 or "
                             "more, such as image=1x3x224x224");
  if (!options.shapes.try_emplace(name, std::move(shape)).second)
    return createStringError("--shape: '" + name + "' is given twice");
  return Error::success();
}
