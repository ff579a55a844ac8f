// Asks an x86-64 CPU what it can do, in LLVM IR: no ifunc, no libc.

#include "CpuDispatch.h"
#include "CInterface.h"
#include "Kiln/Target/CpuFeatures.h"
#include "Kiln/Target/CpuLevels.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

using namespace kiln;

namespace {

/// One of those that a model is compiled for, in ascending order.
struct CompiledCpu {
  /// What tells that it is the one: its level, or 1 if there is no other.
  int64_t number;
  CpuRequirements requirements;
};

llvm::SmallVector<CompiledCpu>
collectCompiledCpus(InterfaceAttr interface,
                    const llvm::TargetMachine &machine) {
  if (interface.getLevels().empty())
    return {{1, getCpuRequirements(*machine.getMCSubtargetInfo())}};
  llvm::SmallVector<CompiledCpu> cpus;
  for (int64_t level : interface.getLevels()) {
    std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
        machine.getTarget().createMCSubtargetInfo(machine.getTargetTriple(),
                                                  cpuLevelName(level), ""));
    cpus.push_back({level, getCpuRequirements(*subtarget)});
  }
  return cpus;
}

constexpr int kUnsupportedCpu = 6;
/// From which leaf of cpuid on AMD's extensions are counted.
constexpr uint32_t kExtended = 0x80000000;

class DispatchBuilder {
public:
  DispatchBuilder(llvm::Module &module, llvm::StringRef name,
                  llvm::ArrayRef<CompiledCpu> cpus)
      : module(module), name(name), cpus(cpus), builder(module.getContext()),
        i32(builder.getInt32Ty()) {}

  /// With `hasChoice`, also the functions that C calls.
  llvm::Function *build(bool hasChoice) {
    chosen = new llvm::GlobalVariable(
        module, i32, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
        builder.getInt32(kUnknown), name + ".cpu_level");
    llvm::Function *highest = createHighest();
    llvm::Function *current = createCurrent(highest);
    if (!hasChoice)
      return current;
    begin(name + "_cpu", {}, llvm::GlobalValue::ExternalLinkage);
    builder.CreateRet(builder.CreateCall(current));
    createSet(highest);
    return current;
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
  llvm::Value *cpuid(uint32_t leaf, uint32_t subleaf = 0) {
    auto *type = llvm::StructType::get(i32, i32, i32, i32);
    llvm::InlineAsm *code = llvm::InlineAsm::get(
        llvm::FunctionType::get(type, {i32, i32}, false), "cpuid",
        "={ax},={bx},={cx},={dx},{ax},{cx},~{dirflag},~{fpsr},~{flags}",
        /*hasSideEffects=*/true);
    return builder.CreateCall(
        code, {builder.getInt32(leaf), builder.getInt32(subleaf)});
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

  /// i32 <name>.highest_cpu(): the highest of the model's that the CPU runs,
  /// or 0.
  llvm::Function *createHighest() {
    llvm::Function *function =
        begin(name + ".highest_cpu", {}, llvm::GlobalValue::InternalLinkage);
    // Whatever is missing ends the search at the one before.
    int64_t highest = 0;
    auto createEnd = [&] {
      llvm::IRBuilderBase::InsertPointGuard guard(builder);
      llvm::BasicBlock *block = createBlock("highest");
      builder.SetInsertPoint(block);
      builder.CreateRet(builder.getInt32(highest));
      return block;
    };
    llvm::Value *leafCount = builder.CreateExtractValue(cpuid(0), 0);
    llvm::Value *extendedCount =
        builder.CreateExtractValue(cpuid(kExtended), 0);
    for (const CompiledCpu &cpu : cpus) {
      llvm::BasicBlock *end = createEnd();
      for (const CpuidBits &each : cpu.requirements.features) {
        llvm::Value *count = each.leaf > kExtended ? extendedCount : leafCount;
        require(builder.CreateICmpUGE(count, builder.getInt32(each.leaf)), end);
        // A subleaf that the CPU does not know has no bits.
        llvm::Value *value = builder.CreateExtractValue(
            cpuid(each.leaf, each.subleaf), each.result);
        require(each.atLeast
                    ? builder.CreateICmpUGE(builder.CreateAnd(value, each.bits),
                                            builder.getInt32(each.atLeast))
                    : hasBits(value, each.bits),
                end);
      }
      if (cpu.requirements.saved)
        require(hasBits(readSavedState(), cpu.requirements.saved), end);
      highest = cpu.number;
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
    // What another thread has set meanwhile stays.
    llvm::Value *found = builder.CreateCall(highest);
    llvm::Value *exchange = builder.CreateAtomicCmpXchg(
        chosen, builder.getInt32(kUnknown), found, llvm::Align(4),
        llvm::AtomicOrdering::Monotonic, llvm::AtomicOrdering::Monotonic);
    builder.CreateRet(
        builder.CreateSelect(builder.CreateExtractValue(exchange, 1), found,
                             builder.CreateExtractValue(exchange, 0)));
    return function;
  }

  /// int <name>_set_cpu(int level)
  void createSet(llvm::Function *highest) {
    llvm::Function *function =
        begin(name + "_set_cpu", {i32}, llvm::GlobalValue::ExternalLinkage);
    llvm::Value *wanted = function->getArg(0);
    llvm::Value *most = builder.CreateCall(highest);
    llvm::Value *isCompiled = builder.getFalse();
    for (const CompiledCpu &cpu : cpus)
      isCompiled = builder.CreateOr(
          isCompiled,
          builder.CreateICmpEQ(wanted, builder.getInt32(cpu.number)));
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
  llvm::StringRef name;
  llvm::ArrayRef<CompiledCpu> cpus;
  llvm::IRBuilder<> builder;
  llvm::IntegerType *i32;
  llvm::GlobalVariable *chosen = nullptr;
};

} // namespace

llvm::Function *kiln::addCpuDispatch(llvm::Module &module,
                                     InterfaceAttr interface,
                                     const llvm::TargetMachine &machine) {
  if (machine.getTargetTriple().getArch() != llvm::Triple::x86_64)
    return nullptr;
  llvm::SmallVector<CompiledCpu> cpus = collectCompiledCpus(interface, machine);
  bool hasChoice = !interface.getLevels().empty();
  if (!hasChoice && cpus.front().requirements.features.empty())
    return nullptr;
  return DispatchBuilder(module, interface.getName(), cpus).build(hasChoice);
}
