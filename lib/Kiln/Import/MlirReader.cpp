// Parsing MLIR models and checking that they are what the pipeline takes.

#include "MlirReader.h"
#include "HostTensor.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Nesting.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace kiln;

/// Whether `text` has any word of an MLIR model, so that the parser's messages
/// help its author; any other text just is no model.
static bool resemblesMlir(const ModelFile &file) {
  llvm::StringRef text = file.buffer->getBuffer();
  return file.kind == ModelKind::MlirBytecode || text.contains("func.func") ||
         text.contains("module");
}

static OwningOpRef<ModuleOp> parse(ModelFile file, ImportContext &context) {
  const ImportLimits &limits = context.options.limits;
  bool keepMessages = resemblesMlir(file);
  if (file.kind == ModelKind::MlirText &&
      !nestsWithin(file.buffer->getBuffer(), limits.nesting)) {
    context.error("the text " + limits.exceeded(&ImportLimits::nesting));
    return nullptr;
  }
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(file.buffer), llvm::SMLoc());
  std::optional<ScopedDiagnosticHandler> silence;
  if (!keepMessages)
    silence.emplace(&context.mlirContext,
                    [](Diagnostic &) { return success(); });
  // The verifier's messages print types.
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(
      sources, ParserConfig(&context.mlirContext, /*verifyAfterParse=*/false));
  if (module && !nestsWithin(*module, limits.nesting)) {
    context.error("a type, an attribute or a location " +
                  limits.exceeded(&ImportLimits::nesting));
    return nullptr;
  }
  if (module && failed(verify(*module)))
    module = nullptr;
  if (!module)
    context.error(keepMessages ? "the MLIR module cannot be read"
                               : "neither an ONNX protobuf nor an MLIR module");
  return module;
}

/// The one public function of `module`, or null.
static func::FuncOp findModelFunction(ModuleOp module, ImportContext &context) {
  llvm::SmallVector<func::FuncOp> publicFuncs;
  for (auto func : module.getOps<func::FuncOp>())
    if (func.isPublic())
      publicFuncs.push_back(func);
  if (publicFuncs.size() != 1) {
    context.error("expected a module with exactly one public func.func, but it "
                  "has " +
                  llvm::Twine(publicFuncs.size()));
    return nullptr;
  }
  func::FuncOp func = publicFuncs.front();
  if (func.isExternal()) {
    context.error("the model function " + quoted(func.getName()) +
                  " has no body");
    return nullptr;
  }
  return func;
}

/// The number of ops and of elements.
static bool isWithinLimits(ModuleOp module, ImportContext &context) {
  const ImportLimits &limits = context.options.limits;
  int64_t ops = 0, elements = 0, largest = 0;
  module.walk([&](Operation *op) {
    ++ops;
    if (op->hasTrait<OpTrait::ConstantLike>())
      return;
    for (Type type : op->getResultTypes()) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor || !tensor.hasStaticShape())
        continue;
      int64_t count =
          countElements(tensor.getShape()).value_or(kMaxElements + 1);
      largest = std::max(largest, count);
      elements = std::min(elements + count, limits.totalElements + 1);
    }
  });
  auto check = [&](int64_t found, int64_t ImportLimits::*limit) {
    if (found > limits.*limit)
      context.error("the module " + limits.exceeded(limit));
    return found <= limits.*limit;
  };
  return check(ops, &ImportLimits::nodes) &&
         check(largest, &ImportLimits::tensorElements) &&
         check(elements, &ImportLimits::totalElements);
}

static void checkType(Type type, llvm::StringRef what, unsigned index,
                      ImportContext &context) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  std::string subject =
      (what + " " + llvm::Twine(index) + " of the model function").str();
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() ||
      !isElementType(tensor.getElementType()) || tensor.getEncoding()) {
    context.error(subject + " has type " + text +
                  ", expected a ranked tensor of f32, f64, i1 or integers of 8 "
                  "to 64 bits with a static shape");
    return;
  }
  std::optional<int64_t> count = countElements(tensor.getShape());
  if (!count || *count == 0)
    context.error(subject + " has type " + text +
                  ", expected between 1 and 2^31 elements");
}

/// Whether the data of `resource` is there and as much as its type says.
static bool fillsItsType(DenseResourceElementsAttr resource) {
  if (resource.getElementType().isF32())
    return getF32Data(resource).has_value();
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  std::optional<int64_t> count = countElements(resource.getType().getShape());
  return blob && count && isElementType(resource.getElementType()) &&
         !resource.getElementType().isInteger(1) &&
         blob->getData().size() ==
             uint64_t(*count) * storageBytes(resource.getElementType());
}

/// A resource may be named in the text and be absent from it, or be of another
/// size than the tensor that it fills.
static void checkResources(ModuleOp module, ImportContext &context) {
  module.walk([&](arith::ConstantOp op) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue());
    if (!resource || fillsItsType(resource))
      return;
    context.error("the resource " + quoted(resource.getRawHandle().getKey()) +
                  " of a constant is absent, or is not as many bytes as the "
                  "constant's type says");
  });
}

/// Renames `func` and whatever refers to it.
static void rename(func::FuncOp func, ModuleOp module, ImportContext &context) {
  std::string name = toCIdentifier(context.options.name);
  if (name == func.getName())
    return;
  auto symbol = StringAttr::get(module.getContext(), name);
  if (module.lookupSymbol(name) ||
      failed(SymbolTable::replaceAllSymbolUses(func, symbol, module))) {
    context.error("cannot name the model function " + quoted(name) +
                  ": the module has another symbol of that name, or uses of " +
                  quoted(func.getName()) + " that cannot be followed");
    return;
  }
  func.setName(name);
}

static void setDefaultNames(func::FuncOp func) {
  Builder builder(func.getContext());
  llvm::StringRef key = KilnDialect::kNameAttr;
  for (unsigned i = 0; i < func.getNumArguments(); ++i)
    if (!func.getArgAttrOfType<StringAttr>(i, key))
      func.setArgAttr(i, key, builder.getStringAttr("input" + llvm::Twine(i)));
  for (unsigned i = 0; i < func.getNumResults(); ++i)
    if (!func.getResultAttrOfType<StringAttr>(i, key))
      func.setResultAttr(i, key,
                         builder.getStringAttr("output" + llvm::Twine(i)));
}

OwningOpRef<ModuleOp> kiln::readMlir(ModelFile file, ImportContext &context) {
  OwningOpRef<ModuleOp> module = parse(std::move(file), context);
  if (!module || !isWithinLimits(*module, context))
    return nullptr;
  func::FuncOp func = findModelFunction(*module, context);
  if (!func)
    return nullptr;
  for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
    checkType(type, "argument", i, context);
  for (auto [i, type] : llvm::enumerate(func.getResultTypes()))
    checkType(type, "result", i, context);
  checkResources(*module, context);
  if (func.getNumResults() == 0)
    context.error("the model function " + quoted(func.getName()) +
                  " returns nothing");
  for (const auto &dim : context.options.dims)
    context.warning("dimension " + quoted(dim.getKey()) +
                    " was given a size, but shapes in MLIR are fixed already");
  for (const auto &shape : context.options.shapes)
    context.warning("input " + quoted(shape.getKey()) +
                    " was given a shape, but shapes in MLIR are fixed already");
  if (!context.options.name.empty())
    rename(func, *module, context);
  setDefaultNames(func);
  return module;
}
