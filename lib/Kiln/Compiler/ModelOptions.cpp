// The table of options and the parsing of their values.

#include "Kiln/Compiler/ModelOptions.h"
#include "Kiln/IR/Identifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace kiln;
using llvm::Error;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;

static Error fail(const Twine &message) {
  return llvm::createStringError(message);
}

static Error setDim(ModelOptions &options, StringRef text) {
  auto [name, size] = text.split('=');
  int64_t value;
  if (name.empty() || size.getAsInteger(10, value) || value < 1)
    return fail("expected NAME=SIZE with a size of 1 or more");
  if (!options.import.dims.try_emplace(name, value).second)
    return fail("'" + name + "' is given twice");
  return Error::success();
}

static Error setShape(ModelOptions &options, StringRef text) {
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
    return fail("expected INPUT=SIZExSIZEx… with sizes of 1 or more, such as "
                "image=1x3x224x224");
  if (!options.import.shapes.try_emplace(name, std::move(shape)).second)
    return fail("'" + name + "' is given twice");
  return Error::success();
}

static Error setOptLevel(ModelOptions &options, StringRef text) {
  unsigned level;
  if (text.getAsInteger(10, level) || level > 3)
    return fail("expected 0 to 3");
  options.compile.optLevel = level;
  return Error::success();
}

static Error setConvAlgorithm(ModelOptions &options, StringRef text) {
  std::optional<ConvAlgorithm> algorithm = parseConvAlgorithm(text);
  if (!algorithm)
    return fail("expected auto, direct or winograd");
  options.compile.convAlgorithm = *algorithm;
  return Error::success();
}

static Error setThreads(ModelOptions &options, StringRef text) {
  std::optional<Threads> threads = symbolizeThreads(text);
  if (!threads)
    return fail("expected none, openmp or callback");
  options.compile.threads = *threads;
  return Error::success();
}

static Error setSanitizer(ModelOptions &options, StringRef text) {
  if (text != "address")
    return fail("expected address");
  options.compile.sanitizeAddress = true;
  return Error::success();
}

static Error setName(ModelOptions &options, StringRef text) {
  if (text.empty() || toCIdentifier(text) != text)
    return fail("expected a C identifier");
  options.import.name = text;
  return Error::success();
}

static Error setStage(ModelOptions &options, StringRef text) {
  std::optional<Stage> stage = parseStage(text);
  if (!stage)
    return fail("unknown stage; expected kiln, linalg, scheduled, vector, "
                "memref, llvm, llvm-ir, asm, obj or shared");
  options.stage = *stage;
  return Error::success();
}

static Error setFlag(bool &flag, StringRef text) {
  if (text != "true" && text != "false")
    return fail("expected true or false");
  flag = text == "true";
  return Error::success();
}

static Error setText(std::string &member, StringRef text) {
  member = text;
  return Error::success();
}

Error kiln::setOption(ModelOptions &options, StringRef name, StringRef value) {
  TargetOptions &target = options.compile.target;
  if (name == "target")
    return setText(target.triple, value);
  if (name == "cpu")
    return setText(target.cpu, value);
  if (name == "features")
    return setText(target.features, value);
  if (name == "opt-level")
    return setOptLevel(options, value);
  if (name == "conv-algorithm")
    return setConvAlgorithm(options, value);
  if (name == "threads")
    return setThreads(options, value);
  if (name == "sanitize")
    return setSanitizer(options, value);
  if (name == "name")
    return setName(options, value);
  if (name == "dim")
    return setDim(options, value);
  if (name == "shape")
    return setShape(options, value);
  if (name == "limit") {
    auto [limit, number] = value.split('=');
    return options.import.limits.set(limit, number);
  }
  if (name == "dynamic-batch")
    return setFlag(options.import.dynamicBatch, value);
  if (name == "debug-info")
    return setFlag(options.compile.debugInfo, value);
  if (name == "profile")
    return setFlag(options.compile.profile, value);
  if (name == "emit")
    return setStage(options, value);
  return fail("there is no option of that name");
}
