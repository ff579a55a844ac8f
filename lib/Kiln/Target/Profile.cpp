// Builds, in LLVM IR, the functions and the data by which C reads a profile.
// The text that declares them is written by Header.cpp; the layout of the data
// is that of include/Kiln/Target/Profile.h.

#include "Profile.h"
#include "Kiln/Target/Profile.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace mlir;
using namespace kiln;

LogicalResult kiln::checkProfile(ModuleOp op, InterfaceAttr interface) {
  auto profiles = op->getAttrOfType<ArrayAttr>(KilnDialect::kProfileAttr);
  if (!profiles)
    return success();
  size_t expected = std::max<size_t>(interface.getLevels().size(), 1);
  if (profiles.size() != expected)
    return op.emitError("expected ")
           << expected << " #kiln.profile, one for each CPU level, got "
           << profiles.size();
  for (auto profile : profiles.getAsRange<ProfileAttr>()) {
    int64_t numKernels = profile.getKernels().size();
    int64_t room = interface.getWorkspace() - profile.getCounters();
    if (room < 0 || room / int64_t(sizeof(kiln_counter)) < numKernels)
      return op.emitError("the counters of ")
             << numKernels << " kernels at byte " << profile.getCounters()
             << " leave the workspace of " << interface.getWorkspace()
             << " bytes";
  }
  return success();
}

namespace {

class ProfileBuilder {
public:
  ProfileBuilder(llvm::Module &module, InterfaceAttr interface)
      : module(module), interface(interface), builder(module.getContext()),
        name(interface.getName()), ptr(builder.getPtrTy()),
        size(module.getDataLayout().getIntPtrType(module.getContext())),
        profileType(llvm::StructType::get(
            builder.getInt32Ty(), builder.getInt32Ty(), size, ptr, size)) {}

  void build(ArrayAttr profiles) {
    createProfile(profiles);
    createCounters();
    createReset();
  }

private:
  /// Which members of kiln_profile.
  static constexpr unsigned kNumKernels = 2, kCounters = 4;

  llvm::Function *begin(const llvm::Twine &functionName, llvm::Type *result,
                        ArrayRef<llvm::Type *> parameters) {
    auto *function = llvm::Function::Create(
        llvm::FunctionType::get(result, parameters, /*isVarArg=*/false),
        llvm::GlobalValue::ExternalLinkage, functionName, module);
    builder.SetInsertPoint(createBlock("entry", function));
    return function;
  }

  llvm::BasicBlock *createBlock(StringRef title, llvm::Function *function) {
    return llvm::BasicBlock::Create(module.getContext(), title, function);
  }

  /// Goes on in a new block if `pointer` is not null; else returns `result`, or
  /// nothing.
  void returnIfNull(llvm::Value *pointer, llvm::Value *result) {
    llvm::Function *function = builder.GetInsertBlock()->getParent();
    llvm::BasicBlock *none = createBlock("none", function);
    llvm::BasicBlock *next = createBlock("some", function);
    builder.CreateCondBr(builder.CreateIsNull(pointer), none, next);
    builder.SetInsertPoint(none);
    if (result)
      builder.CreateRet(result);
    else
      builder.CreateRetVoid();
    builder.SetInsertPoint(next);
  }

  llvm::Constant *createData(llvm::Constant *value, StringRef suffix) {
    return new llvm::GlobalVariable(module, value->getType(),
                                    /*isConstant=*/true,
                                    llvm::GlobalValue::InternalLinkage, value,
                                    name + "." + suffix);
  }

  llvm::Constant *createString(StringRef text) {
    // C reads up to the first zero byte.
    llvm::Constant *data =
        createData(llvm::ConstantDataArray::getString(module.getContext(),
                                                      text.split('\0').first),
                   "text");
    cast<llvm::GlobalVariable>(data)->setUnnamedAddr(
        llvm::GlobalValue::UnnamedAddr::Global);
    return data;
  }

  /// A kiln_profile.
  llvm::Constant *createData(ProfileAttr profile) {
    llvm::Type *i64 = builder.getInt64Ty();
    auto *kernelType = llvm::StructType::get(ptr, ptr, i64, i64, i64);
    SmallVector<llvm::Constant *> kernels;
    for (auto kernel : profile.getKernels().getAsRange<KernelAttr>())
      kernels.push_back(llvm::ConstantStruct::get(
          kernelType, createString(kernel.getLayer()),
          createString(kernel.getSymbol()), builder.getInt64(kernel.getFlops()),
          builder.getInt64(kernel.getBytesRead()),
          builder.getInt64(kernel.getBytesWritten())));
    llvm::Constant *array = llvm::ConstantPointerNull::get(ptr);
    if (!kernels.empty())
      array = createData(
          llvm::ConstantArray::get(
              llvm::ArrayType::get(kernelType, kernels.size()), kernels),
          "kernels");
    uint64_t bytes = module.getDataLayout().getTypeAllocSize(profileType);
    return createData(llvm::ConstantStruct::get(
                          profileType, builder.getInt32(KILN_PROFILE_VERSION),
                          builder.getInt32(bytes),
                          llvm::ConstantInt::get(size, kernels.size()), array,
                          llvm::ConstantInt::get(size, profile.getCounters())),
                      "profile");
  }

  /// const kiln_profile *<name>_profile(void)
  void createProfile(ArrayAttr profiles) {
    current = begin(name + "_profile", ptr, {});
    if (interface.getLevels().empty()) {
      builder.CreateRet(createData(cast<ProfileAttr>(profiles[0])));
      return;
    }
    llvm::Value *level =
        builder.CreateCall(module.getFunction((name + ".cpu").str()));
    llvm::Value *found = llvm::ConstantPointerNull::get(ptr);
    for (auto [number, profile] : llvm::zip_equal(
             interface.getLevels(), profiles.getAsRange<ProfileAttr>()))
      found = builder.CreateSelect(
          builder.CreateICmpEQ(level, builder.getInt32(number)),
          createData(profile), found);
    builder.CreateRet(found);
  }

  llvm::Value *loadMember(llvm::Value *profile, unsigned member) {
    return builder.CreateLoad(
        size, builder.CreateStructGEP(profileType, profile, member));
  }

  /// kiln_counter *<name>_profile_counters(void *workspace)
  void createCounters() {
    counters = begin(name + "_profile_counters", ptr, {ptr});
    llvm::Value *profile = builder.CreateCall(current);
    returnIfNull(profile, llvm::ConstantPointerNull::get(ptr));
    builder.CreateRet(builder.CreateGEP(builder.getInt8Ty(),
                                        counters->getArg(0),
                                        loadMember(profile, kCounters)));
  }

  /// void <name>_profile_reset(void *workspace)
  void createReset() {
    llvm::Function *reset =
        begin(name + "_profile_reset", builder.getVoidTy(), {ptr});
    // The loop shall not become a call of memset.
    reset->addFnAttr("no-builtins");
    llvm::Value *profile = builder.CreateCall(current);
    returnIfNull(profile, nullptr);
    llvm::Value *first = builder.CreateCall(counters, {reset->getArg(0)});
    llvm::Value *count = builder.CreateMul(loadMember(profile, kNumKernels),
                                           llvm::ConstantInt::get(size, 2));
    llvm::BasicBlock *before = builder.GetInsertBlock();
    llvm::BasicBlock *check = createBlock("check", reset);
    llvm::BasicBlock *clear = createBlock("clear", reset);
    llvm::BasicBlock *done = createBlock("done", reset);
    builder.CreateBr(check);
    builder.SetInsertPoint(check);
    llvm::PHINode *index = builder.CreatePHI(size, 2);
    builder.CreateCondBr(builder.CreateICmpEQ(index, count), done, clear);
    builder.SetInsertPoint(clear);
    builder.CreateStore(
        builder.getInt64(0),
        builder.CreateInBoundsGEP(builder.getInt64Ty(), first, index));
    llvm::Value *next =
        builder.CreateAdd(index, llvm::ConstantInt::get(size, 1));
    builder.CreateBr(check);
    index->addIncoming(llvm::ConstantInt::get(size, 0), before);
    index->addIncoming(next, clear);
    builder.SetInsertPoint(done);
    builder.CreateRetVoid();
  }

  llvm::Module &module;
  InterfaceAttr interface;
  llvm::IRBuilder<> builder;
  StringRef name;
  llvm::PointerType *ptr;
  llvm::IntegerType *size;
  llvm::StructType *profileType;
  llvm::Function *current = nullptr, *counters = nullptr;
};

} // namespace

void kiln::addProfile(llvm::Module &module, InterfaceAttr interface,
                      ArrayAttr profiles) {
  ProfileBuilder(module, interface).build(profiles);
}
