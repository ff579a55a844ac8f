// The generated definitions of the dialect's attributes, what makes each valid,
// and their entry in the dialect. Where an attribute may stand is checked in
// KilnDialect.cpp.

#include "Kiln/IR/Kiln.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

#include "Kiln/IR/KilnEnums.cpp.inc"

/// What an interface rarely has, each after a comma.
static ParseResult parseExtras(AsmParser &parser, bool &dynamicBatch,
                               int64_t &threadWorkspace, Threads &threads) {
  auto parseInto = [&](auto &field) -> ParseResult {
    auto value =
        FieldParser<std::remove_reference_t<decltype(field)>>::parse(parser);
    if (failed(value))
      return failure();
    field = *value;
    return success();
  };
  while (succeeded(parser.parseOptionalComma())) {
    llvm::SMLoc place = parser.getCurrentLocation();
    StringRef key;
    if (parser.parseKeyword(&key) || parser.parseEqual())
      return failure();
    ParseResult parsed = success();
    if (key == "dynamic_batch")
      parsed = parseInto(dynamicBatch);
    else if (key == "thread_workspace")
      parsed = parseInto(threadWorkspace);
    else if (key == "threads")
      parsed = parseInto(threads);
    else
      parsed = parser.emitError(place, "expected dynamic_batch, "
                                       "thread_workspace or threads");
    if (parsed)
      return failure();
  }
  return success();
}

static void printExtras(AsmPrinter &printer, bool dynamicBatch,
                        int64_t threadWorkspace, Threads threads) {
  if (dynamicBatch)
    printer << ", dynamic_batch = true";
  if (threadWorkspace)
    printer << ", thread_workspace = " << threadWorkspace;
  if (threads != Threads::None)
    printer << ", threads = " << stringifyThreads(threads);
}

#define GET_ATTRDEF_CLASSES
#include "Kiln/IR/KilnAttrs.cpp.inc"

void KilnDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Kiln/IR/KilnAttrs.cpp.inc"
      >();
}

using EmitError = function_ref<InFlightDiagnostic()>;

static LogicalResult checkRange(EmitError emitError, StringRef subject,
                                int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high)
    return success();
  return emitError() << "expected " << subject << " from " << low << " to "
                     << high << ", got " << value;
}

LogicalResult TargetAttr::verify(EmitError emitError, StringRef triple,
                                 StringRef cpu, StringRef features,
                                 int64_t vectorBytes, int64_t vectorRegisters,
                                 int64_t l1Bytes, int64_t l2Bytes) {
  constexpr int64_t max = std::numeric_limits<int32_t>::max();
  if (failed(checkRange(emitError, "vector_bytes", vectorBytes, 4, 65536)) ||
      failed(
          checkRange(emitError, "vector_registers", vectorRegisters, 1, max)) ||
      failed(checkRange(emitError, "l1_bytes", l1Bytes, 1, max)) ||
      failed(checkRange(emitError, "l2_bytes", l2Bytes, 1, max)))
    return failure();
  if (!llvm::isPowerOf2_64(vectorBytes))
    return emitError() << "expected vector_bytes to be a power of two, got "
                       << vectorBytes;
  return success();
}

LogicalResult ScheduleAttr::verify(EmitError emitError,
                                   ArrayRef<int64_t> parallel,
                                   ArrayRef<int64_t> order,
                                   ArrayRef<int64_t> reduction,
                                   int64_t winograd) {
  for (int64_t size : llvm::concat<const int64_t>(parallel, reduction))
    if (failed(checkRange(emitError, "tile size", size, 0,
                          std::numeric_limits<int32_t>::max())))
      return failure();
  if (winograd != 0 && winograd != 2 && winograd != 4 && winograd != 6)
    return emitError() << "expected winograd to be 2, 4 or 6, got " << winograd;
  if (order.empty())
    return success();
  if (order.size() != parallel.size() || !isPermutationVector(order))
    return emitError() << "expected order to have each dimension from 0 to "
                       << int64_t(parallel.size()) - 1 << " once, got ["
                       << order << "]";
  if (winograd != 0)
    return emitError() << "expected no order with winograd, got [" << order
                       << "]";
  return success();
}

LogicalResult WeightAttr::verify(EmitError emitError, int64_t offset,
                                 ElementsAttr value) {
  return checkRange(emitError, "offset", offset, 0,
                    std::numeric_limits<int64_t>::max());
}

LogicalResult LayerAttr::verify(EmitError emitError, StringRef name,
                                int64_t flops) {
  return checkRange(emitError, "flops", flops, 0,
                    std::numeric_limits<int64_t>::max());
}

LogicalResult KernelAttr::verify(EmitError emitError, StringRef symbol,
                                 StringRef layer, int64_t flops,
                                 int64_t bytesRead, int64_t bytesWritten) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  if (failed(checkRange(emitError, "flops", flops, 0, most)) ||
      failed(checkRange(emitError, "bytes_read", bytesRead, 0, most)))
    return failure();
  return checkRange(emitError, "bytes_written", bytesWritten, 0, most);
}

LogicalResult ProfileAttr::verify(EmitError emitError, int64_t counters,
                                  ArrayAttr kernels) {
  if (failed(checkRange(emitError, "counters", counters, 0,
                        std::numeric_limits<int64_t>::max())))
    return failure();
  if (counters % 8 != 0)
    return emitError() << "expected counters to be a multiple of 8, got "
                       << counters;
  for (Attribute kernel : kernels)
    if (!isa<KernelAttr>(kernel))
      return emitError() << "expected kernels to be #kiln.kernel, got "
                         << kernel;
  return success();
}

static LogicalResult checkPorts(EmitError emitError, StringRef subject,
                                ArrayAttr names, ArrayAttr types) {
  if (names.size() != types.size())
    return emitError() << "expected as many " << subject << " names as types ("
                       << types.size() << "), got " << names.size();
  for (Attribute name : names)
    if (!isa<StringAttr>(name) || cast<StringAttr>(name).empty())
      return emitError() << "expected " << subject
                         << " names to be strings that are not empty, got "
                         << name;
  for (Attribute type : types)
    if (!isa<TypeAttr>(type) ||
        !isa<RankedTensorType>(cast<TypeAttr>(type).getValue()))
      return emitError() << "expected " << subject
                         << " types to be ranked tensors, got " << type;
  return success();
}

/// Each type is that of one row of a batch.
static LogicalResult checkRows(EmitError emitError, StringRef subject,
                               ArrayAttr types) {
  for (auto type : types.getAsValueRange<TypeAttr>()) {
    auto tensor = cast<RankedTensorType>(type);
    if (tensor.getRank() == 0 || tensor.getDimSize(0) != 1)
      return emitError() << "expected " << subject
                         << " types of a dynamic batch to have a leading "
                            "dimension of 1, got "
                         << tensor;
  }
  return success();
}

LogicalResult InterfaceAttr::verify(EmitError emitError, StringRef name,
                                    ArrayAttr inputs, ArrayAttr inputTypes,
                                    ArrayAttr outputs, ArrayAttr outputTypes,
                                    int64_t workspace, bool dynamicBatch,
                                    ArrayRef<int64_t> levels,
                                    int64_t threadWorkspace, Threads threads) {
  if (failed(checkPorts(emitError, "input", inputs, inputTypes)) ||
      failed(checkPorts(emitError, "output", outputs, outputTypes)))
    return failure();
  for (auto [i, level] : llvm::enumerate(levels))
    if (failed(checkRange(emitError, "level", level,
                          i == 0 ? 1 : levels[i - 1] + 1, 4)))
      return failure();
  if (dynamicBatch && (failed(checkRows(emitError, "input", inputTypes)) ||
                       failed(checkRows(emitError, "output", outputTypes))))
    return failure();
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  if (failed(checkRange(emitError, "workspace", workspace, 0, most)))
    return failure();
  return checkRange(emitError, "thread_workspace", threadWorkspace, 0, most);
}

InterfaceAttr InterfaceAttr::withWorkspace(int64_t bytes,
                                           int64_t threadBytes) const {
  return get(getContext(), getName(), getInputs(), getInputTypes(),
             getOutputs(), getOutputTypes(), bytes, getDynamicBatch(),
             getLevels(), threadBytes, getThreads());
}

InterfaceAttr InterfaceAttr::withThreads(Threads threads) const {
  return get(getContext(), getName(), getInputs(), getInputTypes(),
             getOutputs(), getOutputTypes(), getWorkspace(), getDynamicBatch(),
             getLevels(), getThreadWorkspace(), threads);
}
