// Asks an x86-64 CPU what it can do, in LLVM IR: no ifunc, no libc.

#include "CpuDispatch.h"
#include "CInterface.h"
#include "Kiln/Target/CpuLevels.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

using namespace kiln;

namespace {

/// A register that the instruction cpuid fills, and bits of it.
struct CpuidBits {
  uint32_t leaf;
  uint32_t subleaf;
  /// 0 to 3: eax, ebx, ecx, edx.
  unsigned result;
  uint32_t bits;
};

/// A feature of x86-64 beyond level 1, by LLVM's name for it, that code may be
/// selected for without being asked to, and the bit that tells of it (Intel SDM
/// volume 2A, CPUID; AMD APM volume 3, appendix E).
struct Feature {
  llvm::StringLiteral name;
  CpuidBits wanted;
};

constexpr uint32_t kExtended = 0x80000001;
enum { EAX, EBX, ECX, EDX };
/// Those of one register follow each other.
constexpr Feature kFeatures[] = {
    {"+sse3", {1, 0, ECX, 1u << 0}},
    {"+ssse3", {1, 0, ECX, 1u << 9}},
    {"+fma", {1, 0, ECX, 1u << 12}},
    {"+cx16", {1, 0, ECX, 1u << 13}},
    {"+sse4.1", {1, 0, ECX, 1u << 19}},
    {"+sse4.2", {1, 0, ECX, 1u << 20}},
    {"+movbe", {1, 0, ECX, 1u << 22}},
    {"+popcnt", {1, 0, ECX, 1u << 23}},
    // With OSXSAVE, by which the system says that it saves the registers.
    {"+avx", {1, 0, ECX, 1u << 27 | 1u << 28}},
    {"+f16c", {1, 0, ECX, 1u << 29}},
    {"+bmi", {7, 0, EBX, 1u << 3}},
    {"+avx2", {7, 0, EBX, 1u << 5}},
    {"+bmi2", {7, 0, EBX, 1u << 8}},
    {"+avx512f", {7, 0, EBX, 1u << 16}},
    {"+avx512dq", {7, 0, EBX, 1u << 17}},
    {"+avx512ifma", {7, 0, EBX, 1u << 21}},
    {"+avx512cd", {7, 0, EBX, 1u << 28}},
    {"+avx512bw", {7, 0, EBX, 1u << 30}},
    {"+avx512vl", {7, 0, EBX, 1u << 31}},
    {"+avx512vbmi", {7, 0, ECX, 1u << 1}},
    {"+avx512vbmi2", {7, 0, ECX, 1u << 6}},
    {"+gfni", {7, 0, ECX, 1u << 8}},
    {"+avx512vnni", {7, 0, ECX, 1u << 11}},
    {"+avx512bitalg", {7, 0, ECX, 1u << 12}},
    {"+avx512vpopcntdq", {7, 0, ECX, 1u << 14}},
    {"+avx512fp16", {7, 0, EDX, 1u << 23}},
    {"+avxvnni", {7, 1, EAX, 1u << 4}},
    {"+avx512bf16", {7, 1, EAX, 1u << 5}},
    {"+avxifma", {7, 1, EAX, 1u << 23}},
    {"+avxvnniint8", {7, 1, EDX, 1u << 4}},
    {"+avxneconvert", {7, 1, EDX, 1u << 5}},
    {"+avxvnniint16", {7, 1, EDX, 1u << 10}},
    {"+avx10.1", {7, 1, EDX, 1u << 19}},
    {"+egpr", {7, 1, EDX, 1u << 21}},
    {"+sahf", {kExtended, 0, ECX, 1u << 0}},
    {"+lzcnt", {kExtended, 0, ECX, 1u << 5}},
    {"+sse4a", {kExtended, 0, ECX, 1u << 6}},
    {"+xop", {kExtended, 0, ECX, 1u << 11}},
    {"+fma4", {kExtended, 0, ECX, 1u << 16}},
    {"+tbm", {kExtended, 0, ECX, 1u << 21}}};

/// What a CPU and its operating system need to run some code.
struct Requirements {
  llvm::SmallVector<CpuidBits> features;
  /// The parts of the registers that the operating system has to save, as xcr0
  /// tells (Intel SDM volume 1, section 13.1); 0 for none beyond SSE's.
  uint32_t saved = 0;
};

Requirements getRequirements(const llvm::MCSubtargetInfo &subtarget) {
  Requirements result;
  for (const Feature &feature : kFeatures) {
    if (!subtarget.checkFeatures(feature.name))
      continue;
    const CpuidBits &wanted = feature.wanted;
    if (CpuidBits *last =
            result.features.empty() ? nullptr : &result.features.back();
        last && last->leaf == wanted.leaf && last->subleaf == wanted.subleaf &&
        last->result == wanted.result)
      last->bits |= wanted.bits;
    else
      result.features.push_back(wanted);
  }
  if (subtarget.checkFeatures("+avx"))
    result.saved |= 0x6;
  if (subtarget.checkFeatures("+avx512f"))
    result.saved |= 0xe0;
  if (subtarget.checkFeatures("+egpr"))
    result.saved |= 0x80000;
  return result;
}

/// One of those that a model is compiled for, in ascending order.
struct CompiledCpu {
  /// What tells that it is the one: its level, or 1 if there is no other.
  int64_t number;
  Requirements requirements;
};

llvm::SmallVector<CompiledCpu>
collectCompiledCpus(InterfaceAttr interface,
                    const llvm::TargetMachine &machine) {
  if (interface.getLevels().empty())
    return {{1, getRequirements(*machine.getMCSubtargetInfo())}};
  llvm::SmallVector<CompiledCpu> cpus;
  for (int64_t level : interface.getLevels()) {
    std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
        machine.getTarget().createMCSubtargetInfo(machine.getTargetTriple(),
                                                  cpuLevelName(level), ""));
    cpus.push_back({level, getRequirements(*subtarget)});
  }
  return cpus;
}

constexpr int kUnsupportedCpu = 6;

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
        builder.CreateExtractValue(cpuid(0x80000000), 0);
    for (const CompiledCpu &cpu : cpus) {
      llvm::BasicBlock *end = createEnd();
      for (const CpuidBits &each : cpu.requirements.features) {
        llvm::Value *count = each.leaf == kExtended ? extendedCount : leafCount;
        require(builder.CreateICmpUGE(count, builder.getInt32(each.leaf)), end);
        // A subleaf that the CPU does not know has no bits.
        llvm::Value *registers = cpuid(each.leaf, each.subleaf);
        require(hasBits(builder.CreateExtractValue(registers, each.result),
                        each.bits),
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
