// Parsing MLIR models and checking that they are what the pipeline takes.

#include "MlirReader.h"
#include "HostTensor.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Kiln.h"
#include "Nesting.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace kiln;

/// Whether `text` has any word of an MLIR model, so that the parser's messages
/// help its author; any other text just is no model.
static bool resemblesMlir(const ModelFile &file) {
  llvm::StringRef text = file.buffer->getBuffer();
  return text.contains("func.func") || text.contains("module");
}

static OwningOpRef<ModuleOp> parse(ModelFile file, ImportContext &context) {
  const ImportLimits &limits = context.options.limits;
  bool keepMessages = resemblesMlir(file);
  if (!nestsWithin(file.buffer->getBuffer(), limits.nesting)) {
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

/// The one op of `module`, a public function with a body, or null.
static func::FuncOp findModelFunction(ModuleOp module, ImportContext &context) {
  auto funcs = llvm::to_vector(module.getOps<func::FuncOp>());
  if (funcs.size() != 1 || !llvm::hasSingleElement(*module.getBody()) ||
      !funcs.front().isPublic()) {
    context.error(
        "expected a module of one public func.func, but it has " +
        llvm::Twine(funcs.size()) + " functions and " +
        llvm::Twine(module.getBody()->getOperations().size() - funcs.size()) +
        " other ops, or its function is private");
    return nullptr;
  }
  func::FuncOp func = funcs.front();
  if (!llvm::hasSingleElement(func.getBody())) {
    context.error("the model function " + quoted(func.getName()) +
                  " has branches");
    return nullptr;
  }
  return func;
}

/// A model computes with kiln ops. Others may do anything: call functions,
/// write to memory, be machine code.
static void checkOps(func::FuncOp func, ImportContext &context) {
  llvm::StringSet<> reported;
  for (Operation &op : func.getOps()) {
    llvm::StringRef name = op.getName().getStringRef();
    if (!isa_and_nonnull<KilnDialect>(op.getDialect()) &&
        !isa<arith::ConstantOp, func::ReturnOp>(op) &&
        reported.insert(name).second)
      context.report(DiagnosticSeverity::Error,
                     quoted(name) + " is not for models: expected kiln ops, "
                                    "arith.constant and func.return",
                     op.getLoc());
  }
}

/// Drops what the pipeline, or LLVM after it, would take for its own: all
/// attributes but those that a model may have, and what hangs on locations.
static void dropForeignAttrs(ModuleOp module, func::FuncOp func) {
  auto keep = [](Operation *op, std::initializer_list<llvm::StringRef> names) {
    llvm::SmallVector<NamedAttribute> kept;
    for (NamedAttribute attr : op->getDiscardableAttrs())
      if (llvm::is_contained(names, attr.getName().getValue()))
        kept.push_back(attr);
    op->setDiscardableAttrs(kept);
  };
  keep(module, {KilnDialect::kDynamicBatchAttr});
  keep(func, {});
  for (Operation &op : func.getOps())
    keep(&op, {KilnDialect::kConvAlgorithmAttr});

  AttrTypeReplacer replacer;
  replacer.addReplacement([](FusedLoc loc) -> Attribute {
    return FusedLoc::get(loc.getContext(), loc.getLocations());
  });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/false,
                                        /*replaceLocs=*/true);
}

/// The number of ops and of their operands and elements.
static bool isWithinLimits(ModuleOp module, ImportContext &context) {
  const ImportLimits &limits = context.options.limits;
  int64_t ops = 0, operands = 0, rank = 0, elements = 0, largest = 0;
  auto measure = [&](Type type) {
    if (auto shaped = dyn_cast<RankedTensorType>(type))
      rank = std::max(rank, shaped.getRank());
  };
  module.walk([&](Operation *op) {
    ++ops;
    operands = std::max<int64_t>(
        {operands, op->getNumOperands(), op->getNumResults()});
    llvm::for_each(op->getResultTypes(), measure);
    for (Region &region : op->getRegions()) {
      operands = std::max<int64_t>(operands, region.getNumArguments());
      llvm::for_each(region.getArgumentTypes(), measure);
    }
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
         check(operands, &ImportLimits::operands) &&
         check(rank, &ImportLimits::rank) &&
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

/// Constants are dense. A resource may be named in the text and be absent from
/// it, or be of another size than the tensor that it fills.
static void checkConstants(ModuleOp module, ImportContext &context) {
  module.walk([&](arith::ConstantOp op) {
    if (isa<TensorType>(op.getType()) &&
        !isa<DenseElementsAttr, DenseResourceElementsAttr>(op.getValue()))
      context.report(DiagnosticSeverity::Error,
                     "expected a constant tensor to be dense", op.getLoc());
    auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue());
    if (!resource || fillsItsType(resource))
      return;
    context.error("the resource " + quoted(resource.getRawHandle().getKey()) +
                  " of a constant is absent, or is not as many bytes as the "
                  "constant's type says");
  });
}

/// `attrs` with a name, `what` and `index` if it has none, and nothing else.
static DictionaryAttr namePort(DictionaryAttr attrs, llvm::StringRef what,
                               unsigned index, MLIRContext *context) {
  llvm::StringRef key = KilnDialect::kNameAttr;
  Attribute name = attrs ? attrs.get(key) : Attribute();
  if (!name)
    name = StringAttr::get(context, what + llvm::Twine(index));
  return DictionaryAttr::get(
      context, NamedAttribute(StringAttr::get(context, key), name));
}

static void namePorts(func::FuncOp func) {
  MLIRContext *context = func.getContext();
  llvm::SmallVector<DictionaryAttr> inputs, outputs;
  for (unsigned i = 0; i < func.getNumArguments(); ++i)
    inputs.push_back(namePort(func.getArgAttrDict(i), "input", i, context));
  for (unsigned i = 0; i < func.getNumResults(); ++i)
    outputs.push_back(
        namePort(func.getResultAttrDict(i), "output", i, context));
  func.setAllArgAttrs(inputs);
  func.setAllResultAttrs(outputs);
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
  checkOps(func, context);
  checkConstants(*module, context);
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
    func.setName(toCIdentifier(context.options.name));
  dropForeignAttrs(*module, func);
  namePorts(func);
  return module;
}
