// The signature of the compiled function: outputs become memref arguments.

#include "Kiln/IR/Kiln.h"
#include "Kiln/Memory/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

namespace kiln {
#define GEN_PASS_DEF_ADDOUTPUTARGUMENTS
#include "Kiln/Memory/Passes.h.inc"
} // namespace kiln

using namespace mlir;
using namespace kiln;

namespace {

MemRefType memrefOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return MemRefType::get(tensor.getShape(), tensor.getElementType());
}

/// Writes `value` to `destination`.
void materialize(OpBuilder &builder, Location loc, Value value,
                 Value destination) {
  auto write = bufferization::MaterializeInDestinationOp::create(
      builder, loc, /*result=*/Type(), value, destination);
  write.setRestrict(true);
  write.setWritable(true);
}

ArrayAttr takeNames(Builder &builder, size_t count, StringRef prefix,
                    llvm::function_ref<Attribute(unsigned)> take) {
  SmallVector<Attribute> names;
  for (unsigned i = 0; i < count; ++i) {
    Attribute name = take(i);
    if (!name)
      name = builder.getStringAttr(prefix + Twine(i));
    names.push_back(name);
  }
  return builder.getArrayAttr(names);
}

/// The types that the caller sees: those of the function, unless one is noted.
ArrayAttr takeTypes(Builder &builder, TypeRange types,
                    llvm::function_ref<Attribute(unsigned)> take) {
  SmallVector<Attribute> seen;
  for (auto [i, type] : llvm::enumerate(types)) {
    Attribute noted = take(i);
    seen.push_back(noted ? noted : TypeAttr::get(type));
  }
  return builder.getArrayAttr(seen);
}

struct AddOutputArgumentsPass
    : public kiln::impl::AddOutputArgumentsBase<AddOutputArgumentsPass> {
  void runOnOperation() override {
    auto functions = getOperation().getOps<func::FuncOp>();
    if (!llvm::hasSingleElement(functions)) {
      getOperation().emitError("expected exactly one function");
      return signalPassFailure();
    }
    func::FuncOp function = *functions.begin();
    recordInterface(function);

    OpBuilder builder(&getContext());
    Block &body = function.getBody().front();
    Operation *exit = body.getTerminator();
    builder.setInsertionPoint(exit);
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      function.setArgAttr(
          i, bufferization::BufferizationDialect::kWritableAttrName,
          builder.getBoolAttr(false));
    FunctionType type = function.getFunctionType();
    SmallVector<Type> arguments(type.getInputs());
    for (Value result : exit->getOperands()) {
      arguments.push_back(memrefOf(result.getType()));
      Value destination = body.addArgument(arguments.back(), function.getLoc());
      materialize(builder, exit->getLoc(), result, destination);
    }
    exit->setOperands({});
    SmallVector<DictionaryAttr> attributes;
    function.getAllArgAttrs(attributes);
    attributes.resize(arguments.size(), builder.getDictionaryAttr({}));
    function.removeResAttrsAttr();
    function.setFunctionType(builder.getFunctionType(arguments, {}));
    function.setAllArgAttrs(attributes);
  }

  void recordInterface(func::FuncOp function) {
    Builder builder(&getContext());
    FunctionType type = function.getFunctionType();
    ArrayAttr inputs =
        takeNames(builder, type.getNumInputs(), "input", [&](unsigned i) {
          return function.removeArgAttr(
              i, builder.getStringAttr(KilnDialect::kNameAttr));
        });
    ArrayAttr outputs =
        takeNames(builder, type.getNumResults(), "output", [&](unsigned i) {
          return function.removeResultAttr(
              i, builder.getStringAttr(KilnDialect::kNameAttr));
        });
    StringAttr key = builder.getStringAttr(KilnDialect::kTypeAttr);
    ArrayAttr inputTypes =
        takeTypes(builder, type.getInputs(),
                  [&](unsigned i) { return function.removeArgAttr(i, key); });
    ArrayAttr outputTypes =
        takeTypes(builder, type.getResults(), [&](unsigned i) {
          return function.removeResultAttr(i, key);
        });
    Attribute dynamicBatch =
        getOperation()->removeAttr(KilnDialect::kDynamicBatchAttr);
    getOperation()->setAttr(
        KilnDialect::kInterfaceAttr,
        InterfaceAttr::get(&getContext(), function.getName(), inputs,
                           inputTypes, outputs, outputTypes,
                           /*workspace=*/0, bool(dynamicBatch), /*levels=*/{},
                           /*threadWorkspace=*/0, Threads::None));
  }
};

} // namespace
