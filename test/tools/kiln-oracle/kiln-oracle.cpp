// Says what a model must compute: makes seeded random inputs for a module of
// the kiln dialect, evaluates it with the reference, and writes each input and
// output to an .npy file that is named after it. kiln-run reads these files.
// Among the inputs may be infinities, NaN, denormals and other limits of reals.

#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Kiln/Reference/Evaluator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <limits>
#include <random>

using namespace mlir;
using namespace kiln;
using reference::Tensor;
namespace cl = llvm::cl;

static cl::opt<std::string> input(cl::Positional, cl::desc("<module>"),
                                  cl::Required);
static cl::opt<std::string> outputDir("output-dir", cl::desc("Existing folder"),
                                      cl::init("."));
static cl::opt<unsigned> seed("seed", cl::desc("Seed of the inputs"),
                              cl::init(1));

enum class Reals { Ordinary, Special, Spots };
static cl::opt<Reals> reals(
    "reals", cl::init(Reals::Ordinary), cl::desc("What reals the inputs hold"),
    cl::values(clEnumValN(Reals::Ordinary, "ordinary", "From -2 to 2"),
               clEnumValN(Reals::Special, "special",
                          "Every other one at a limit of f32, or beyond"),
               clEnumValN(Reals::Spots, "spots",
                          "One of 40 is infinite, NaN, a zero or denormal")));

/// A random real of f32.
static float makeReal(std::mt19937 &random) {
  using Limits = std::numeric_limits<float>;
  static constexpr float special[] = {
      // These may be part of a sum: the others can overflow in f32 alone.
      Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), 0.0f, -0.0f,
      Limits::denorm_min(), -1e-40f, Limits::min(),
      // In a sum with these, small numbers vanish.
      Limits::max(), Limits::lowest(), 1e30f, -3e9f, 0.5f, -2.5f, 1.0f};
  if (reals == Reals::Special && random() % 2)
    return special[random() % std::size(special)];
  if (reals == Reals::Spots && random() % 40 == 0)
    return special[random() % 8];
  return static_cast<float>(random() / 1073741824.0 - 2.0);
}

/// Random reals, integers from 0 to 7, bools.
static Tensor makeInput(RankedTensorType type, std::mt19937 &random) {
  Tensor tensor(type.getShape());
  Type element = type.getElementType();
  for (double &value : tensor.values)
    value = isa<FloatType>(element) ? makeReal(random)
                                    : random() % (element.isInteger(1) ? 2 : 8);
  return tensor;
}

/// What NumPy calls `element`.
static std::string numpyName(Type element) {
  if (element.isInteger(1))
    return "|b1";
  std::string bytes = std::to_string(storageBytes(element));
  return (bytes == "1" ? "|" : "<") +
         std::string(isa<FloatType>(element)       ? "f"
                     : element.isUnsignedInteger() ? "u"
                                                   : "i") +
         bytes;
}

/// The bytes of `value` as a little-endian `element`.
static std::string toBytes(double value, Type element) {
  uint64_t bits;
  if (element.isF32())
    bits = llvm::bit_cast<uint32_t>(static_cast<float>(value));
  else if (element.isF64())
    bits = llvm::bit_cast<uint64_t>(value);
  // The largest integers of 64 bits are no doubles: it is the next that comes.
  else if (value >= 0x1p64)
    bits = std::numeric_limits<uint64_t>::max();
  else if (value >= 0x1p63 && !element.isUnsignedInteger())
    bits = std::numeric_limits<int64_t>::max();
  else
    bits = value < 0 ? uint64_t(int64_t(value)) : uint64_t(value);
  char bytes[8];
  llvm::support::endian::write64le(bytes, bits);
  return std::string(bytes, storageBytes(element));
}

/// The name of argument or result `index`, as kiln-run knows it.
static std::string getName(Attribute attribute, StringRef prefix,
                           unsigned index) {
  if (auto name = dyn_cast_or_null<StringAttr>(attribute))
    return name.str();
  return (prefix + Twine(index)).str();
}

static LogicalResult writeNpy(const Tensor &tensor, Type type, StringRef name) {
  Type element = cast<RankedTensorType>(type).getElementType();
  std::string path = (outputDir + "/" + name + ".npy").str();
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error) {
    llvm::errs() << path << ": " << error.message() << '\n';
    return failure();
  }
  std::string header = "{'descr': '" + numpyName(element) +
                       "', 'fortran_order': False, 'shape': (";
  for (int64_t dim : tensor.shape)
    header += std::to_string(dim) + ",";
  header += "), }";
  // Magic, version and length take 10 bytes; the data begins at byte 64 * n.
  header.resize(llvm::alignTo(header.size() + 11, 64) - 11, ' ');
  header += '\n';
  char length[2];
  llvm::support::endian::write16le(length, header.size());
  os << StringRef("\x93NUMPY\x01\x00", 8) << StringRef(length, 2) << header;
  for (double value : tensor.values)
    os << toBytes(value, element);
  return success();
}

static LogicalResult evaluateModule(ModuleOp module) {
  auto functions = module.getOps<func::FuncOp>();
  if (!llvm::hasSingleElement(functions))
    return module.emitError("expected exactly one function");
  func::FuncOp function = *functions.begin();
  std::mt19937 random(seed);
  SmallVector<Tensor> inputs;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensorType = dyn_cast<RankedTensorType>(type);
    if (!tensorType || !tensorType.hasStaticShape())
      return function.emitError("expected tensors of static shape, got ")
             << type;
    inputs.push_back(makeInput(tensorType, random));
    if (failed(writeNpy(inputs.back(), type,
                        getName(function.getArgAttr(i, KilnDialect::kNameAttr),
                                "input", i))))
      return failure();
  }
  auto results = reference::evaluate(function, inputs);
  if (failed(results))
    return failure();
  for (auto [i, result] : llvm::enumerate(*results))
    if (failed(
            writeNpy(result, function.getResultTypes()[i],
                     getName(function.getResultAttr(i, KilnDialect::kNameAttr),
                             "output", i))))
      return failure();
  return success();
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv,
                              "Evaluates a model with the reference\n");
  MLIRContext context;
  context.printOpOnDiagnostic(false);
  context.loadDialect<KilnDialect, arith::ArithDialect, func::FuncDialect>();
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  OwningOpRef<ModuleOp> module =
      parseSourceFile<ModuleOp>(input, sources, &context);
  return !module || failed(evaluateModule(*module));
}
