// Joins the modules of several CPU levels.

#include "MergeLevels.h"
#include "Kiln/IR/Constants.h"
#include "Kiln/IR/ModelFunction.h"
#include "Kiln/Target/CpuLevels.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace kiln;

namespace {

/// The one blob of all levels' weights.
class WeightsTable {
public:
  /// Where the blob has what `weight` holds: where an equal one already is, or
  /// behind all others.
  int64_t place(WeightAttr weight) {
    ElementsAttr value = weight.getValue();
    // There are weights without bytes only where emitting them fails, too.
    ArrayRef<char> bytes = getRawBytes(value).value_or(ArrayRef<char>());
    std::pair<Type, StringRef> key(value.getType(),
                                   StringRef(bytes.data(), bytes.size()));
    auto [entry, isNew] = offsets.try_emplace(key, size);
    if (isNew) {
      weights.push_back(
          WeightAttr::get(weight.getContext(), size, weight.getValue()));
      constexpr int64_t kAlignment = 64;
      size += llvm::alignTo(countBytes(weight), kAlignment);
    }
    return entry->second;
  }

  static int64_t countBytes(WeightAttr weight) {
    ElementsAttr value = weight.getValue();
    return value.getNumElements() *
           llvm::divideCeil(value.getElementType().getIntOrFloatBitWidth(), 8);
  }

  ArrayRef<Attribute> getWeights() const { return weights; }
  int64_t getSize() const { return size; }

private:
  llvm::DenseMap<std::pair<Type, StringRef>, int64_t> offsets;
  SmallVector<Attribute> weights;
  int64_t size = 0;
};

/// Points the code of one level at the weights' new places.
class WeightsMover {
public:
  WeightsMover(ModuleOp level, WeightsTable &table) : level(level) {
    auto weights = level->getAttrOfType<ArrayAttr>(KilnDialect::kWeightsAttr);
    if (!weights)
      return;
    for (auto weight : weights.getAsRange<WeightAttr>())
      moves.push_back({weight.getOffset(), table.place(weight)});
    llvm::sort(moves);
  }

  void run(LLVM::GlobalOp global) {
    SmallVector<LLVM::AddressOfOp> addresses;
    level.walk([&](LLVM::AddressOfOp address) {
      if (address.getGlobalName() == global.getSymName())
        addresses.push_back(address);
    });
    for (LLVM::AddressOfOp address : addresses)
      moveUses(address, address, 0);
  }

private:
  /// Moves what is `offset` bytes behind `address`, which `place` points at.
  /// What is computed from another weight's place may be a place of its own.
  void moveUses(LLVM::AddressOfOp address, Value place, int32_t offset) {
    for (OpOperand &use : llvm::make_early_inc_range(place.getUses())) {
      auto element = dyn_cast<LLVM::GEPOp>(use.getOwner());
      if (element && isByteOffset(element)) {
        moveUses(address, element,
                 offset + element.getRawConstantIndices().back());
        element.erase();
        continue;
      }
      OpBuilder builder(use.getOwner());
      use.set(LLVM::GEPOp::create(builder, address.getLoc(), address.getType(),
                                  builder.getI8Type(), address,
                                  LLVM::GEPArg(move(offset))));
    }
  }

  /// Whether `element` adds a constant number of bytes: it is into bytes, or
  /// an array of them.
  static bool isByteOffset(LLVM::GEPOp element) {
    Type type = element.getElemType();
    if (auto array = dyn_cast<LLVM::LLVMArrayType>(type))
      type = array.getElementType();
    return type.isInteger(8) && element.getDynamicIndices().empty();
  }

  int32_t move(int32_t offset) const {
    auto next = llvm::upper_bound(
        moves, std::pair<int64_t, int64_t>(offset, INT64_MAX));
    auto [from, to] = *std::prev(next);
    return to + (offset - from);
  }

  ModuleOp level;
  /// Old and new offset of each weight, ascending.
  SmallVector<std::pair<int64_t, int64_t>> moves;
};

/// Gives each function the CPU, the features and the vector width of `target`.
void setTargets(ModuleOp level, TargetAttr target) {
  MLIRContext *context = level.getContext();
  for (auto function : level.getOps<LLVM::LLVMFuncOp>()) {
    if (function.isExternal())
      continue;
    function.setTargetCpu(target.getCpu());
    if (!target.getFeatures().empty())
      function.setTargetFeaturesAttr(
          LLVM::TargetFeaturesAttr::get(context, target.getFeatures()));
    function.setPreferVectorWidth(std::to_string(8 * target.getVectorBytes()));
  }
}

class Merger {
public:
  Merger(ModuleOp module, MutableArrayRef<CompiledLevel> levels)
      : module(module), levels(levels), builder(module.getContext()),
        interface(levels.back().module.get()->getAttrOfType<InterfaceAttr>(
            KilnDialect::kInterfaceAttr)) {}

  void run(TargetAttr lowest) {
    module.getBody()->clear();
    builder.setInsertionPointToEnd(module.getBody());
    mainName = (interface.getName() + ".main").str();
    weightsName = (interface.getName() + ".weights").str();
    int64_t workspace = 0, threadWorkspace = 0, live = 0;
    for (CompiledLevel &each : levels) {
      ModuleOp level = each.module.get();
      auto own =
          level->getAttrOfType<InterfaceAttr>(KilnDialect::kInterfaceAttr);
      workspace = std::max(workspace, own.getWorkspace());
      threadWorkspace = std::max(threadWorkspace, own.getThreadWorkspace());
      if (auto bytes =
              level->getAttrOfType<IntegerAttr>(KilnDialect::kLiveBytesAttr))
        live = std::max(live, bytes.getInt());
      takeOver(level, "." + cpuLevelName(each.level));
      takeProfile(level, "." + cpuLevelName(each.level));
    }
    createWeights();
    createMain();
    module->setAttr(KilnDialect::kTargetAttr, lowest);
    module->setAttr(KilnDialect::kLiveBytesAttr,
                    builder.getI64IntegerAttr(live));
    if (!profiles.empty())
      module->setAttr(KilnDialect::kProfileAttr,
                      builder.getArrayAttr(profiles));
    SmallVector<int64_t> numbers;
    for (CompiledLevel &each : levels)
      numbers.push_back(each.level);
    module->setAttr(
        KilnDialect::kInterfaceAttr,
        InterfaceAttr::get(module.getContext(), interface.getName(),
                           interface.getInputs(), interface.getInputTypes(),
                           interface.getOutputs(), interface.getOutputTypes(),
                           workspace, interface.getDynamicBatch(), numbers,
                           threadWorkspace, interface.getThreads()));
  }

private:
  /// Moves what `level` holds into the module, with `suffix` behind each name.
  void takeOver(ModuleOp level, const std::string &suffix) {
    setTargets(level,
               level->getAttrOfType<TargetAttr>(KilnDialect::kTargetAttr));
    WeightsMover mover(level, table);
    SymbolTable symbols(level);
    if (auto global = symbols.lookup<LLVM::GlobalOp>(weightsName)) {
      mover.run(global);
      global.erase();
    }
    for (auto symbol : level.getOps<SymbolOpInterface>()) {
      if (isDeclaration(symbol))
        continue;
      std::string renamed = (symbol.getName() + suffix).str();
      (void)SymbolTable::replaceAllSymbolUses(
          symbol, builder.getStringAttr(renamed), level);
      symbol.setName(renamed);
    }
    for (Operation &op :
         llvm::make_early_inc_range(level.getBody()->getOperations())) {
      // The functions of the C library are the same for all levels.
      if (isDeclaration(&op) &&
          module.lookupSymbol(SymbolTable::getSymbolName(&op)))
        op.erase();
      else
        op.moveBefore(module.getBody(), module.getBody()->end());
    }
  }

  /// Adds the profile of `level`, whose kernels now have `suffix` behind their
  /// names.
  void takeProfile(ModuleOp level, const std::string &suffix) {
    auto own = level->getAttrOfType<ArrayAttr>(KilnDialect::kProfileAttr);
    if (!own)
      return;
    auto profile = cast<ProfileAttr>(own[0]);
    SmallVector<Attribute> kernels;
    for (auto kernel : profile.getKernels().getAsRange<KernelAttr>())
      kernels.push_back(KernelAttr::get(
          kernel.getContext(), (kernel.getSymbol() + suffix).str(),
          kernel.getLayer(), kernel.getFlops(), kernel.getBytesRead(),
          kernel.getBytesWritten()));
    profiles.push_back(ProfileAttr::get(profile.getContext(),
                                        profile.getCounters(),
                                        builder.getArrayAttr(kernels)));
  }

  static bool isDeclaration(Operation *op) {
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    return function && function.isExternal();
  }

  void createWeights() {
    if (table.getSize() == 0)
      return;
    module->setAttr(KilnDialect::kWeightsAttr,
                    builder.getArrayAttr(table.getWeights()));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), table.getSize());
    auto global = LLVM::GlobalOp::create(
        builder, module.getLoc(), type, /*isConstant=*/true,
        LLVM::Linkage::Internal, weightsName, Attribute(), /*alignment=*/64);
    builder.createBlock(&global.getInitializerRegion());
    Value zero = LLVM::ZeroOp::create(builder, module.getLoc(), type);
    LLVM::ReturnOp::create(builder, module.getLoc(), zero);
  }

  /// The main function of all levels: calls that of the CPU's.
  void createMain() {
    Location loc = module.getLoc();
    auto mainOf = [&](int64_t level) {
      return module.lookupSymbol<LLVM::LLVMFuncOp>(mainName + "." +
                                                   cpuLevelName(level));
    };
    auto cpu = LLVM::LLVMFuncOp::create(
        builder, loc, (interface.getName() + ".cpu").str(),
        LLVM::LLVMFunctionType::get(builder.getI32Type(), {}));
    auto function = LLVM::LLVMFuncOp::create(
        builder, loc, mainName, mainOf(levels.front().level).getFunctionType(),
        LLVM::Linkage::Internal);
    Block *entry = function.addEntryBlock(builder);
    SmallVector<Block *> calls;
    SmallVector<int32_t> numbers;
    for (CompiledLevel &each : levels) {
      Block *call = builder.createBlock(&function.getBody());
      LLVM::CallOp::create(builder, loc, mainOf(each.level),
                           entry->getArguments());
      LLVM::ReturnOp::create(builder, loc, ValueRange{});
      calls.push_back(call);
      numbers.push_back(each.level);
    }
    builder.setInsertionPointToEnd(entry);
    Value level =
        LLVM::CallOp::create(builder, loc, cpu, ValueRange{}).getResult();
    // The lowest level is the default: a CPU below it does not come here.
    SmallVector<ValueRange> noOperands(calls.size() - 1);
    LLVM::SwitchOp::create(builder, loc, level, calls.front(), ValueRange{},
                           ArrayRef(numbers).drop_front(),
                           BlockRange(ArrayRef(calls).drop_front()),
                           noOperands);
  }

  ModuleOp module;
  MutableArrayRef<CompiledLevel> levels;
  OpBuilder builder;
  InterfaceAttr interface;
  WeightsTable table;
  SmallVector<Attribute> profiles;
  std::string mainName, weightsName;
};

} // namespace

void kiln::mergeLevels(ModuleOp module, MutableArrayRef<CompiledLevel> levels,
                       TargetAttr lowest) {
  Merger(module, levels).run(lowest);
}
