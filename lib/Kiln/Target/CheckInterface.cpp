// What has to be true of a module for C to call it.

#include "CInterface.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/IR/Identifier.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace kiln;

static LogicalResult checkTensors(ModuleOp module, StringRef kind,
                                  ArrayAttr names, ArrayAttr types) {
  if (names.size() != types.size())
    return module.emitError("kiln.interface names ")
           << names.size() << " " << kind << "s but has " << types.size()
           << " types for them";
  for (auto [name, type] : llvm::zip_equal(names, types)) {
    auto typeAttr = dyn_cast<TypeAttr>(type);
    auto tensor = typeAttr ? dyn_cast<RankedTensorType>(typeAttr.getValue())
                           : RankedTensorType();
    if (!isa<StringAttr>(name) || !tensor || !tensor.hasStaticShape() ||
        !isElementType(tensor.getElementType()))
      return module.emitError("kiln.interface expects a name and a static "
                              "tensor type for each ")
             << kind << " but has " << name << " of type " << type;
  }
  return success();
}

LogicalResult kiln::checkInterface(ModuleOp module, InterfaceAttr interface) {
  StringRef name = interface.getName();
  if (name.empty() || toCIdentifier(name) != name)
    return module.emitError("the model's name '")
           << name << "' is no C identifier";
  if (name == "kiln")
    return module.emitError("the model's name 'kiln' makes its description a "
                            "second kiln_model; give it another with --name");
  if (interface.getWorkspace() < 0)
    return module.emitError("the workspace of ")
           << interface.getWorkspace() << " bytes is negative";
  if (failed(checkTensors(module, "input", interface.getInputs(),
                          interface.getInputTypes())) ||
      failed(checkTensors(module, "output", interface.getOutputs(),
                          interface.getOutputTypes())))
    return failure();

  std::string mainName = (name + ".main").str();
  auto mainFunc = module.lookupSymbol<LLVM::LLVMFuncOp>(mainName);
  if (!mainFunc || mainFunc.isExternal())
    return module.emitError("function '") << mainName << "' is not defined";
  LLVM::LLVMFunctionType type = mainFunc.getFunctionType();
  size_t numPointers =
      interface.getInputs().size() + interface.getOutputs().size() + 1;
  Type ptr = LLVM::LLVMPointerType::get(module.getContext());
  SmallVector<Type> expected(numPointers, ptr);
  Threads threads = interface.getThreads();
  if (threads != Threads::None)
    expected.push_back(IntegerType::get(module.getContext(), 64));
  if (threads == Threads::Callback)
    expected.append(2, ptr);
  if (isa<LLVM::LLVMVoidType>(type.getReturnType()) && !type.isVarArg() &&
      type.getParams() == ArrayRef(expected))
    return success();
  InFlightDiagnostic error = mainFunc.emitError("must return nothing and take ")
                             << numPointers
                             << " pointers, to the inputs, the outputs and the "
                                "workspace, ";
  if (threads != Threads::None)
    error << "and the number of threads as an i64, ";
  if (threads == Threads::Callback)
    error << "and the caller's function that runs tasks and its argument, ";
  return error << "but its type is " << type;
}
