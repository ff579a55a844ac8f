// Asks an x86-64 CPU for its level, in LLVM IR: no ifunc, no libc.

#include "CpuDispatch.h"
#include "CInterface.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

using namespace kiln;

namespace {

/// A register that the instruction cpuid fills, and which of its bits a level
/// wants (Intel SDM volume 2A, CPUID).
struct Wanted {
  uint32_t leaf;
  /// 0 to 3: eax, ebx, ecx, edx.
  unsigned result;
  uint32_t bits;
};

/// What a level has beyond the one before it (System V psABI for AMD64, table
/// "Micro-Architecture Levels").
struct Level {
  llvm::ArrayRef<Wanted> wanted;
  /// The parts of the registers that the operating system has to save, as xcr0
  /// tells: 0 for none beyond the basic ones.
  uint32_t saved;
};

constexpr uint32_t kExtended = 0x80000001;
/// SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; LAHF-SAHF.
constexpr Wanted kLevel2[] = {
    {1, 2, 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23},
    {kExtended, 2, 1u << 0}};
/// FMA, MOVBE, OSXSAVE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT.
constexpr Wanted kLevel3[] = {
    {1, 2, 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29},
    {7, 1, 1u << 3 | 1u << 5 | 1u << 8},
    {kExtended, 2, 1u << 5}};
/// AVX512F, AVX512DQ, AVX512CD, AVX512BW, AVX512VL.
constexpr Wanted kLevel4[] = {
    {7, 1, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31}};

constexpr int kUnsupportedCpu = 6;

class DispatchBuilder {
public:
  DispatchBuilder(llvm::Module &module, InterfaceAttr interface)
      : module(module), interface(interface), builder(module.getContext()),
        i32(builder.getInt32Ty()), name(interface.getName()) {}

  void build() {
    chosen = new llvm::GlobalVariable(
        module, i32, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
        builder.getInt32(kUnknown), name + ".cpu_level");
    llvm::Function *highest = createHighest();
    llvm::Function *current = createCurrent(highest);
    begin(name + "_cpu", {}, llvm::GlobalValue::ExternalLinkage);
    builder.CreateRet(builder.CreateCall(current));
    createSet(highest);
  }

private:
  static constexpr uint32_t kUnknown = ~0u;

  llvm::Function *begin(const llvm::Twine &functionName,
                        llvm::ArrayRef<llvm::Type *> parameters,
                        llvm::GlobalValue::LinkageTypes linkage) {
    std::string symbol = functionName.str();
    llvm::Function *function = module.getFunction(symbol);
    if (!function)
      function = llvm::Function::Create(
          llvm::FunctionType::get(i32, parameters, /*isVarArg=*/false), linkage,
          symbol, module);
    function->setLinkage(linkage);
    builder.SetInsertPoint(
        llvm::BasicBlock::Create(module.getContext(), "entry", function));
    return function;
  }

  llvm::BasicBlock *createBlock(const llvm::Twine &title) {
    return llvm::BasicBlock::Create(module.getContext(), title,
                                    builder.GetInsertBlock()->getParent());
  }

  /// Goes on in a new block if `condition`, in `otherwise` if not.
  void require(llvm::Value *condition, llvm::BasicBlock *otherwise) {
    llvm::BasicBlock *next = createBlock("has");
    builder.CreateCondBr(condition, next, otherwise);
    builder.SetInsertPoint(next);
  }

  /// The four registers that cpuid fills for `leaf`.
  llvm::Value *cpuid(uint32_t leaf) {
    auto *type = llvm::StructType::get(i32, i32, i32, i32);
    llvm::InlineAsm *code = llvm::InlineAsm::get(
        llvm::FunctionType::get(type, {i32, i32}, false), "cpuid",
        "={ax},={bx},={cx},={dx},{ax},{cx},~{dirflag},~{fpsr},~{flags}",
        /*hasSideEffects=*/true);
    return builder.CreateCall(code,
                              {builder.getInt32(leaf), builder.getInt32(0)});
  }

  /// The low half of xcr0, by xgetbv, which needs OSXSAVE.
  llvm::Value *readSavedState() {
    auto *type = llvm::StructType::get(i32, i32);
    llvm::InlineAsm *code = llvm::InlineAsm::get(
        llvm::FunctionType::get(type, {i32}, false), ".byte 0x0f, 0x01, 0xd0",
        "={ax},={dx},{cx},~{dirflag},~{fpsr},~{flags}",
        /*hasSideEffects=*/true);
    return builder.CreateExtractValue(
        builder.CreateCall(code, {builder.getInt32(0)}), 0);
  }

  llvm::Value *hasBits(llvm::Value *value, uint32_t bits) {
    llvm::Value *mask = builder.getInt32(bits);
    return builder.CreateICmpEQ(builder.CreateAnd(value, mask), mask);
  }

  /// i32 <name>.highest_cpu(): the highest level of the model's that the CPU
  /// runs, or 0.
  llvm::Function *createHighest() {
    static const Level levels[] = {
        {kLevel2, 0}, {kLevel3, 0x6}, {kLevel4, 0xe6}};
    llvm::Function *function =
        begin(name + ".highest_cpu", {}, llvm::GlobalValue::InternalLinkage);
    // Each level that is missing ends the search at the one before.
    llvm::ArrayRef<int64_t> compiled = interface.getLevels();
    int64_t highest = compiled.front() == 1 ? 1 : 0;
    auto createEnd = [&] {
      llvm::IRBuilderBase::InsertPointGuard guard(builder);
      llvm::BasicBlock *block = createBlock("highest");
      builder.SetInsertPoint(block);
      builder.CreateRet(builder.getInt32(highest));
      return block;
    };
    llvm::BasicBlock *end = createEnd();
    llvm::Value *leafCount = builder.CreateExtractValue(cpuid(0), 0);
    llvm::Value *extendedCount =
        builder.CreateExtractValue(cpuid(0x80000000), 0);
    for (int64_t number = 2; number <= compiled.back(); ++number) {
      const Level &level = levels[number - 2];
      for (const Wanted &each : level.wanted) {
        llvm::Value *count = each.leaf == kExtended ? extendedCount : leafCount;
        require(builder.CreateICmpUGE(count, builder.getInt32(each.leaf)), end);
        require(
            hasBits(builder.CreateExtractValue(cpuid(each.leaf), each.result),
                    each.bits),
            end);
      }
      if (level.saved)
        require(hasBits(readSavedState(), level.saved), end);
      if (llvm::is_contained(compiled, number)) {
        highest = number;
        end = createEnd();
      }
    }
    builder.CreateRet(builder.getInt32(highest));
    return function;
  }

  /// i32 <name>.cpu()
  llvm::Function *createCurrent(llvm::Function *highest) {
    llvm::Function *function =
        begin(name + ".cpu", {}, llvm::GlobalValue::InternalLinkage);
    llvm::LoadInst *level = builder.CreateLoad(i32, chosen);
    level->setAtomic(llvm::AtomicOrdering::Monotonic);
    level->setAlignment(llvm::Align(4));
    llvm::BasicBlock *known = createBlock("known");
    llvm::BasicBlock *unknown = createBlock("unknown");
    builder.CreateCondBr(
        builder.CreateICmpEQ(level, builder.getInt32(kUnknown)), unknown,
        known);
    builder.SetInsertPoint(known);
    builder.CreateRet(level);
    builder.SetInsertPoint(unknown);
    llvm::Value *found = builder.CreateCall(highest);
    store(found);
    builder.CreateRet(found);
    return function;
  }

  /// int <name>_set_cpu(int level)
  void createSet(llvm::Function *highest) {
    llvm::Function *function =
        begin(name + "_set_cpu", {i32}, llvm::GlobalValue::ExternalLinkage);
    llvm::Value *wanted = function->getArg(0);
    llvm::Value *most = builder.CreateCall(highest);
    llvm::Value *isCompiled = builder.getFalse();
    for (int64_t level : interface.getLevels())
      isCompiled = builder.CreateOr(
          isCompiled, builder.CreateICmpEQ(wanted, builder.getInt32(level)));
    llvm::Value *fits =
        builder.CreateAnd(isCompiled, builder.CreateICmpSLE(wanted, most));
    llvm::Value *isAutomatic = builder.CreateIsNull(wanted);
    llvm::BasicBlock *refuse = createBlock("refuse");
    require(builder.CreateOr(isAutomatic, fits), refuse);
    store(builder.CreateSelect(isAutomatic, most, wanted));
    builder.CreateRet(builder.getInt32(0));
    builder.SetInsertPoint(refuse);
    builder.CreateRet(builder.getInt32(kUnsupportedCpu));
  }

  void store(llvm::Value *level) {
    llvm::StoreInst *write = builder.CreateStore(level, chosen);
    write->setAtomic(llvm::AtomicOrdering::Monotonic);
    write->setAlignment(llvm::Align(4));
  }

  llvm::Module &module;
  InterfaceAttr interface;
  llvm::IRBuilder<> builder;
  llvm::IntegerType *i32;
  llvm::StringRef name;
  llvm::GlobalVariable *chosen = nullptr;
};

} // namespace

void kiln::addCpuDispatch(llvm::Module &module, InterfaceAttr interface) {
  DispatchBuilder(module, interface).build();
}
