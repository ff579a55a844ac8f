// Tables of vector registers by instruction set and of cache sizes by CPU
// model. Looking up and checking targets is in TargetMachine.cpp.

#include "TargetFacts.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/TargetParser/Triple.h"

using namespace kiln;
using llvm::MCSubtargetInfo;
using llvm::StringRef;
using llvm::Triple;

namespace {
struct VectorUnit {
  StringRef feature;
  int64_t bytes;
  int64_t registers;
};

struct CacheSizes {
  StringRef cpuPrefix;
  int64_t l1KiB;
  int64_t l2KiB;
};
} // namespace

// Widest first: the first feature that a CPU has decides.
static constexpr VectorUnit x86Units[] = {
    {"+avx512f", 64, 32}, {"+avx", 32, 16}, {"+sse", 16, 16}};
static constexpr VectorUnit aarch64Units[] = {{"+neon", 16, 32}};
static constexpr VectorUnit armUnits[] = {{"+neon", 16, 16}};
static constexpr VectorUnit ppcUnits[] = {{"+vsx", 16, 64},
                                          {"+altivec", 16, 32}};
static constexpr VectorUnit loongArchUnits[] = {{"+lasx", 32, 32},
                                                {"+lsx", 16, 32}};
// The vector length of RISC-V is only known to be at least that of its zvl
// extension; code with that fixed length runs on every such machine.
static constexpr VectorUnit riscvUnits[] = {
    {"+zve32f,+zvl512b", 64, 32},
    {"+zve32f,+zvl256b", 32, 32},
    {"+zve32f,+zvl128b", 16, 32},
};
// Four lanes in scalar registers, where there is no vector unit.
static constexpr VectorUnit scalarUnit = {"", 16, 8};

// By the beginning of the CPU's name; the first match counts.
static constexpr CacheSizes x86Caches[] = {
    {"skylake-avx512", 32, 1024}, {"cascadelake", 32, 1024},
    {"cooperlake", 32, 1024},     {"cannonlake", 32, 256},
    {"icelake-server", 48, 1280}, {"icelake", 48, 512},
    {"rocketlake", 48, 512},      {"tigerlake", 48, 1280},
    {"alderlake", 48, 1280},      {"raptorlake", 48, 2048},
    {"meteorlake", 48, 2048},     {"arrowlake", 48, 2048},
    {"lunarlake", 48, 2048},      {"sapphirerapids", 48, 2048},
    {"emeraldrapids", 48, 2048},  {"graniterapids", 48, 2048},
    {"diamondrapids", 48, 2048},  {"znver5", 48, 1024},
    {"znver4", 32, 1024},         {"znver", 32, 512},
    {"x86-64-v4", 32, 1024},      {"", 32, 256}};
static constexpr CacheSizes armCaches[] = {{"neoverse-v2", 64, 2048},
                                           {"neoverse-v3", 64, 2048},
                                           {"neoverse-", 64, 1024},
                                           {"apple-", 64, 2048},
                                           {"cortex-x", 64, 1024},
                                           {"cortex-a53", 32, 256},
                                           {"cortex-a55", 32, 256},
                                           {"a64fx", 64, 1024},
                                           {"", 32, 512}};
static constexpr CacheSizes otherCaches[] = {{"", 32, 256}};

static llvm::ArrayRef<VectorUnit> getUnits(const Triple &triple) {
  if (triple.isX86())
    return x86Units;
  if (triple.isAArch64())
    return aarch64Units;
  if (triple.isARM() || triple.isThumb())
    return armUnits;
  if (triple.isPPC())
    return ppcUnits;
  if (triple.isLoongArch())
    return loongArchUnits;
  if (triple.isRISCV())
    return riscvUnits;
  return {};
}

static llvm::ArrayRef<CacheSizes> getCaches(const Triple &triple) {
  if (triple.isX86())
    return x86Caches;
  if (triple.isAArch64() || triple.isARM() || triple.isThumb())
    return armCaches;
  return otherCaches;
}

TargetFacts kiln::getTargetFacts(const MCSubtargetInfo &subtarget) {
  const Triple &triple = subtarget.getTargetTriple();
  VectorUnit unit = scalarUnit;
  for (const VectorUnit &candidate : getUnits(triple)) {
    if (subtarget.checkFeatures(candidate.feature)) {
      unit = candidate;
      break;
    }
  }
  const CacheSizes *caches = getCaches(triple).begin();
  while (!subtarget.getCPU().starts_with(caches->cpuPrefix))
    ++caches;
  return {unit.bytes, unit.registers, caches->l1KiB * 1024,
          caches->l2KiB * 1024};
}
