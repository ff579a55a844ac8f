// Builds, in LLVM IR, the functions and the data by which C calls a model. The
// text that declares them is written by Header.cpp; the layout of the data is
// that of include/Kiln/Target/Model.h.

#include "CInterface.h"
#include "CpuDispatch.h"
#include "Kiln/IR/ElementTypes.h"
#include "Kiln/Target/ElementType.h"
#include "Kiln/Target/Model.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace mlir;
using namespace kiln;

namespace {
/// The members of kiln_model that run it: by what they take.
enum class RunKind { Once, Batch, Threads };

/// Emits the interface of one model.
class InterfaceBuilder {
public:
  InterfaceBuilder(llvm::Module &module, InterfaceAttr interface,
                   const llvm::TargetMachine &machine)
      : module(module), interface(interface), machine(machine),
        builder(module.getContext()), name(interface.getName()),
        ptr(builder.getPtrTy()),
        size(module.getDataLayout().getIntPtrType(module.getContext())),
        numInputs(interface.getInputs().size()),
        numOutputs(interface.getOutputs().size()) {}

  void build();

private:
  llvm::Function *createFunction(const llvm::Twine &name, llvm::Type *result,
                                 ArrayRef<llvm::Type *> parameters,
                                 bool isPublic);
  llvm::Function *createRun(llvm::Function *mainFunc, llvm::Function *findCpu);
  void checkArguments(ArrayRef<llvm::Value *> arguments);
  void callForEachRow(llvm::Function *mainFunc, llvm::Value *numRows,
                      ArrayRef<llvm::Value *> arguments,
                      ArrayRef<llvm::Value *> threading);
  void checkThreads(ArrayRef<llvm::Value *> threading);
  llvm::Function *createRunArray(llvm::Function *run, RunKind kind);
  llvm::Function *createError();
  void createModel(llvm::Function *runArray, llvm::Function *error,
                   llvm::Constant *runBatch, llvm::Constant *runThreads);
  /// Returns `code` from the current function if `condition`; goes on after.
  void returnCodeIf(llvm::Value *condition, int code);
  llvm::Constant *createData(llvm::Constant *value, StringRef suffix);
  llvm::Constant *createString(StringRef text, StringRef suffix);
  llvm::Constant *createTensors(ArrayAttr names, ArrayAttr types,
                                StringRef suffix);

  llvm::Module &module;
  InterfaceAttr interface;
  const llvm::TargetMachine &machine;
  llvm::IRBuilder<> builder;
  StringRef name;
  llvm::PointerType *ptr;
  llvm::IntegerType *size;
  unsigned numInputs;
  unsigned numOutputs;
  bool isBatched = interface.getDynamicBatch();
  Threads threads = interface.getThreads();
};
} // namespace

static int64_t getBytes(RankedTensorType type) {
  return type.getNumElements() * storageBytes(type.getElementType());
}

llvm::Function *InterfaceBuilder::createFunction(
    const llvm::Twine &functionName, llvm::Type *result,
    ArrayRef<llvm::Type *> parameters, bool isPublic) {
  auto *function = llvm::Function::Create(
      llvm::FunctionType::get(result, parameters, /*isVarArg=*/false),
      isPublic ? llvm::GlobalValue::ExternalLinkage
               : llvm::GlobalValue::InternalLinkage,
      functionName, module);
  builder.SetInsertPoint(
      llvm::BasicBlock::Create(module.getContext(), "entry", function));
  return function;
}

void InterfaceBuilder::returnCodeIf(llvm::Value *condition, int code) {
  llvm::Function *function = builder.GetInsertBlock()->getParent();
  llvm::LLVMContext &context = module.getContext();
  auto *fail = llvm::BasicBlock::Create(context, "fail", function);
  auto *next = llvm::BasicBlock::Create(context, "checked", function);
  builder.CreateCondBr(condition, fail, next);
  builder.SetInsertPoint(fail);
  builder.CreateRet(builder.getInt32(code));
  builder.SetInsertPoint(next);
}

/// With debug information, makes `caller`'s call of the main function a place
/// of its own: without one, inlining would drop the lines of what is inlined.
static void addDebugPlace(llvm::Function &caller, llvm::CallInst &call) {
  llvm::DISubprogram *callee = call.getCalledFunction()->getSubprogram();
  if (!callee)
    return;
  llvm::DIBuilder builder(*caller.getParent(), /*AllowUnresolved=*/false,
                          callee->getUnit());
  llvm::DISubprogram *scope = builder.createFunction(
      callee->getFile(), caller.getName(), caller.getName(), callee->getFile(),
      /*LineNo=*/0, callee->getType(), /*ScopeLine=*/0,
      llvm::DINode::FlagArtificial,
      llvm::DISubprogram::SPFlagDefinition |
          llvm::DISubprogram::SPFlagOptimized);
  builder.finalizeSubprogram(scope);
  caller.setSubprogram(scope);
  call.setDebugLoc(llvm::DILocation::get(caller.getContext(), 0, 0, scope));
}

/// Returns from the current function if a pointer is null or the workspace, the
/// last of `arguments`, is not aligned.
void InterfaceBuilder::checkArguments(ArrayRef<llvm::Value *> arguments) {
  bool hasWorkspace = getWorkspaceOfOne(interface) > 0;
  llvm::Value *anyNull = builder.getFalse();
  for (llvm::Value *argument : arguments.drop_back(hasWorkspace ? 0 : 1))
    anyNull = builder.CreateOr(anyNull, builder.CreateIsNull(argument), "null");
  returnCodeIf(anyNull, 1);
  if (!hasWorkspace)
    return;
  llvm::Value *low =
      builder.CreateAnd(builder.CreatePtrToInt(arguments.back(), size),
                        llvm::ConstantInt::get(size, workspaceAlignment - 1));
  returnCodeIf(builder.CreateIsNotNull(low), 2);
}

/// Returns from the current function if `threading`, the number of threads and
/// what the caller runs them by, if it does, asks for what cannot be.
void InterfaceBuilder::checkThreads(ArrayRef<llvm::Value *> threading) {
  if (threads == Threads::None)
    return;
  returnCodeIf(builder.CreateIsNull(threading[0]), 4);
  if (threads != Threads::Callback)
    return;
  llvm::Value *many =
      builder.CreateICmpUGT(threading[0], llvm::ConstantInt::get(size, 1));
  returnCodeIf(builder.CreateAnd(many, builder.CreateIsNull(threading[1])), 5);
}

/// Calls the main function `numRows` times, which is at least once. Each time
/// the inputs and outputs move on by a row; the workspace is the same.
void InterfaceBuilder::callForEachRow(llvm::Function *mainFunc,
                                      llvm::Value *numRows,
                                      ArrayRef<llvm::Value *> arguments,
                                      ArrayRef<llvm::Value *> threading) {
  SmallVector<uint64_t> rowBytes;
  for (ArrayAttr types :
       {interface.getInputTypes(), interface.getOutputTypes()})
    for (Type type : types.getAsValueRange<TypeAttr>())
      rowBytes.push_back(getBytes(cast<RankedTensorType>(type)));
  // No array has more bytes than the difference of two pointers can be.
  uint64_t most = llvm::maxIntN(size->getBitWidth()) /
                  *std::max_element(rowBytes.begin(), rowBytes.end());
  returnCodeIf(
      builder.CreateICmpUGT(numRows, llvm::ConstantInt::get(size, most)), 3);

  llvm::BasicBlock *before = builder.GetInsertBlock();
  llvm::LLVMContext &context = module.getContext();
  auto *loop = llvm::BasicBlock::Create(context, "row", before->getParent());
  auto *after = llvm::BasicBlock::Create(context, "done", before->getParent());
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  llvm::PHINode *row = builder.CreatePHI(size, 2);
  SmallVector<llvm::Value *> places;
  for (auto [argument, bytes] : llvm::zip(arguments, rowBytes))
    places.push_back(builder.CreateInBoundsGEP(
        builder.getInt8Ty(), argument,
        builder.CreateMul(row, llvm::ConstantInt::get(size, bytes))));
  places.push_back(arguments.back());
  llvm::append_range(places, threading);
  addDebugPlace(*before->getParent(), *builder.CreateCall(mainFunc, places));
  llvm::Value *next = builder.CreateAdd(row, llvm::ConstantInt::get(size, 1));
  row->addIncoming(llvm::ConstantInt::get(size, 0), before);
  row->addIncoming(next, loop);
  builder.CreateCondBr(builder.CreateICmpEQ(next, numRows), after, loop);
  builder.SetInsertPoint(after);
}

/// int <name>_run(const float *in…, float *out…, void *workspace), before these
/// `size_t n` if the batch is dynamic, and after them `size_t threads`, or this
/// and kiln_parallel_for parallel_for, void *pool.
/// `findCpu` may be null.
llvm::Function *InterfaceBuilder::createRun(llvm::Function *mainFunc,
                                            llvm::Function *findCpu) {
  SmallVector<llvm::Type *> parameters(numInputs + numOutputs + 1, ptr);
  if (isBatched)
    parameters.insert(parameters.begin(), size);
  if (threads != Threads::None)
    parameters.push_back(size);
  if (threads == Threads::Callback)
    parameters.append(2, ptr);
  llvm::Function *run =
      createFunction(name + "_run", builder.getInt32Ty(), parameters, true);
  SmallVector<llvm::Value *> arguments(llvm::make_pointer_range(run->args()));
  llvm::Value *numRows = isBatched ? arguments.front() : nullptr;
  if (isBatched) {
    arguments.erase(arguments.begin());
    // Arrays of no rows may be null.
    returnCodeIf(builder.CreateIsNull(numRows), 0);
  }
  unsigned numPointers = numInputs + numOutputs + 1;
  SmallVector<llvm::Value *> threading(
      llvm::drop_begin(arguments, numPointers));
  arguments.truncate(numPointers);
  checkArguments(arguments);
  if (findCpu)
    returnCodeIf(builder.CreateIsNull(builder.CreateCall(findCpu)), 6);
  checkThreads(threading);
  if (!threading.empty())
    threading[0] = builder.CreateZExt(threading[0], builder.getInt64Ty());
  if (isBatched) {
    callForEachRow(mainFunc, numRows, arguments, threading);
  } else {
    llvm::append_range(arguments, threading);
    addDebugPlace(*run, *builder.CreateCall(mainFunc, arguments));
  }
  builder.CreateRet(builder.getInt32(0));
  return run;
}

/// int run(const void *const *inputs, void *const *outputs, void *workspace).
/// Those that take more take size_t n before these, and on threads also
/// size_t threads, kiln_parallel_for parallel_for and void *pool after them.
llvm::Function *InterfaceBuilder::createRunArray(llvm::Function *run,
                                                 RunKind kind) {
  bool takesRows = kind != RunKind::Once;
  SmallVector<llvm::Type *> parameters(3, ptr);
  if (takesRows)
    parameters.insert(parameters.begin(), size);
  if (kind == RunKind::Threads)
    parameters.append({size, ptr, ptr});
  static constexpr StringRef suffixes[] = {".run_array", ".run_batch",
                                           ".run_threads"};
  llvm::Function *function = createFunction(
      name + suffixes[unsigned(kind)], builder.getInt32Ty(), parameters, false);
  SmallVector<llvm::Value *> arguments;
  llvm::Argument *given = function->arg_begin();
  if (takesRows) {
    returnCodeIf(builder.CreateIsNull(given), 0);
    if (isBatched)
      arguments.push_back(given);
    ++given;
  } else if (isBatched) {
    arguments.push_back(llvm::ConstantInt::get(size, 1));
  }
  auto load = [&](llvm::Argument *array, unsigned count) {
    if (count > 0)
      returnCodeIf(builder.CreateIsNull(array), 1);
    for (unsigned i = 0; i < count; ++i)
      arguments.push_back(builder.CreateLoad(
          ptr, builder.CreateConstInBoundsGEP1_64(ptr, array, i)));
  };
  load(given++, numInputs);
  load(given++, numOutputs);
  arguments.push_back(given++);
  // The others run on the caller's thread.
  SmallVector<llvm::Value *> threading{llvm::ConstantInt::get(size, 1),
                                       llvm::ConstantPointerNull::get(ptr),
                                       llvm::ConstantPointerNull::get(ptr)};
  if (kind == RunKind::Threads)
    threading.assign({given, given + 1, given + 2});
  arguments.append(threading.begin(),
                   threading.begin() + (run->arg_size() - arguments.size()));
  // One copy of the model's code is enough.
  llvm::CallInst *call = builder.CreateCall(run, arguments);
  call->setIsNoInline();
  builder.CreateRet(call);
  return function;
}

/// const char *<name>_error(int code)
llvm::Function *InterfaceBuilder::createError() {
  llvm::Function *function =
      createFunction(name + "_error", ptr, {builder.getInt32Ty()}, true);
  llvm::Value *text = createString("unknown error code", "text");
  for (const ErrorCode &error : getErrorCodes(interface)) {
    llvm::Value *matches =
        builder.CreateICmpEQ(function->getArg(0), builder.getInt32(error.code));
    text =
        builder.CreateSelect(matches, createString(error.text, "text"), text);
  }
  builder.CreateRet(text);
  return function;
}

llvm::Constant *InterfaceBuilder::createData(llvm::Constant *value,
                                             StringRef suffix) {
  auto *global = new llvm::GlobalVariable(
      module, value->getType(), /*isConstant=*/true,
      llvm::GlobalValue::InternalLinkage, value, name + "." + suffix);
  return global;
}

llvm::Constant *InterfaceBuilder::createString(StringRef text,
                                               StringRef suffix) {
  // C reads up to the first zero byte.
  llvm::Constant *value = llvm::ConstantDataArray::getString(
      module.getContext(), text.split('\0').first);
  llvm::Constant *data = createData(value, suffix);
  cast<llvm::GlobalVariable>(data)->setUnnamedAddr(
      llvm::GlobalValue::UnnamedAddr::Global);
  return data;
}

/// An array of kiln_tensor, or null if there are none.
llvm::Constant *InterfaceBuilder::createTensors(ArrayAttr names,
                                                ArrayAttr types,
                                                StringRef suffix) {
  if (names.empty())
    return llvm::ConstantPointerNull::get(ptr);
  auto *structType = llvm::StructType::get(ptr, builder.getInt32Ty(),
                                           builder.getInt32Ty(), ptr, size);
  SmallVector<llvm::Constant *> tensors;
  for (auto [tensorName, typeAttr] : llvm::zip_equal(
           names.getAsRange<StringAttr>(), types.getAsValueRange<TypeAttr>())) {
    auto type = cast<RankedTensorType>(typeAttr);
    SmallVector<uint64_t> shape(type.getShape());
    // C has no arrays of no elements; a scalar's shape is never read.
    llvm::Constant *shapeData =
        shape.empty()
            ? cast<llvm::Constant>(llvm::ConstantPointerNull::get(ptr))
            : createData(
                  llvm::ConstantDataArray::get(module.getContext(), shape),
                  "shape");
    tensors.push_back(llvm::ConstantStruct::get(
        structType, createString(tensorName.getValue(), "text"),
        builder.getInt32(getElementType(type.getElementType()).code),
        builder.getInt32(type.getRank()), shapeData,
        llvm::ConstantInt::get(size, getBytes(type))));
  }
  auto *arrayType = llvm::ArrayType::get(structType, tensors.size());
  return createData(llvm::ConstantArray::get(arrayType, tensors), suffix);
}

void InterfaceBuilder::createModel(llvm::Function *runArray,
                                   llvm::Function *error,
                                   llvm::Constant *runBatch,
                                   llvm::Constant *runThreads) {
  llvm::Type *i32 = builder.getInt32Ty();
  auto *type =
      llvm::StructType::get(i32, i32, ptr, i32, i32, ptr, ptr, size, size, ptr,
                            ptr, ptr, i32, size, ptr, ptr, ptr);
  auto functionOrNull = [&](StringRef suffix) -> llvm::Constant * {
    if (llvm::Function *function = module.getFunction((name + suffix).str()))
      return function;
    return llvm::ConstantPointerNull::get(ptr);
  };
  int32_t runner = threads == Threads::OpenMP     ? KILN_THREADS_OPENMP
                   : threads == Threads::Callback ? KILN_THREADS_CALLBACK
                                                  : KILN_THREADS_NONE;
  uint64_t bytes = module.getDataLayout().getTypeAllocSize(type);
  llvm::Constant *value = llvm::ConstantStruct::get(
      type, builder.getInt32(KILN_MODEL_VERSION), builder.getInt32(bytes),
      createString(name, "text"), builder.getInt32(numInputs),
      builder.getInt32(numOutputs),
      createTensors(interface.getInputs(), interface.getInputTypes(), "inputs"),
      createTensors(interface.getOutputs(), interface.getOutputTypes(),
                    "outputs"),
      llvm::ConstantInt::get(size, getWorkspaceOfOne(interface)),
      llvm::ConstantInt::get(size, workspaceAlignment), runArray, error,
      runBatch, builder.getInt32(runner),
      llvm::ConstantInt::get(size, interface.getThreadWorkspace()), runThreads,
      functionOrNull("_cpu"), functionOrNull("_set_cpu"));
  new llvm::GlobalVariable(module, type, /*isConstant=*/true,
                           llvm::GlobalValue::ExternalLinkage, value,
                           name + "_model");
}

void InterfaceBuilder::build() {
  // Only what is created below is visible from outside.
  for (llvm::GlobalValue &value : module.global_values())
    if (!value.isDeclaration())
      value.setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::Function *findCpu = addCpuDispatch(module, interface, machine);
  llvm::Function *run =
      createRun(module.getFunction((name + ".main").str()), findCpu);
  llvm::Constant *runBatch = llvm::ConstantPointerNull::get(ptr),
                 *runThreads = runBatch;
  if (isBatched)
    runBatch = createRunArray(run, RunKind::Batch);
  if (threads != Threads::None)
    runThreads = createRunArray(run, RunKind::Threads);
  createModel(createRunArray(run, RunKind::Once), createError(), runBatch,
              runThreads);
}

void kiln::addCInterface(llvm::Module &module, InterfaceAttr interface,
                         const llvm::TargetMachine &machine) {
  InterfaceBuilder(module, interface, machine).build();
}
