// The features of x86-64 that code generation makes use of without being asked.

#include "Kiln/Target/CpuFeatures.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace kiln;

namespace {

/// A feature of x86-64 beyond level 1, by LLVM's name for it, what tells of it
/// (Intel SDM volume 2A, CPUID; AMD APM volume 3, appendix E), and the
/// registers that it needs saved.
struct Feature {
  llvm::StringLiteral name;
  CpuidBits wanted;
  uint32_t saved = 0;
};

enum { EAX, EBX, ECX, EDX };
constexpr uint32_t kExtendedFeatures = 0x80000001;
constexpr uint32_t kAvxState = 0x6;
constexpr uint32_t kAvx512State = 0xe0;
constexpr uint32_t kApxState = 0x80000;
/// By which the system says that it saves registers.
constexpr CpuidBits kOsxsave = {1, 0, ECX, 1u << 27};
/// All parts of APX come together.
constexpr CpuidBits kApx = {7, 1, EDX, 1u << 21};

constexpr Feature kFeatures[] = {
    {"sse3", {1, 0, ECX, 1u << 0}},
    {"ssse3", {1, 0, ECX, 1u << 9}},
    {"fma", {1, 0, ECX, 1u << 12}},
    {"cx16", {1, 0, ECX, 1u << 13}},
    {"sse4.1", {1, 0, ECX, 1u << 19}},
    {"sse4.2", {1, 0, ECX, 1u << 20}},
    {"movbe", {1, 0, ECX, 1u << 22}},
    {"popcnt", {1, 0, ECX, 1u << 23}},
    {"avx", {1, 0, ECX, 1u << 28}, kAvxState},
    {"f16c", {1, 0, ECX, 1u << 29}},
    {"bmi", {7, 0, EBX, 1u << 3}},
    {"avx2", {7, 0, EBX, 1u << 5}},
    {"bmi2", {7, 0, EBX, 1u << 8}},
    {"avx512f", {7, 0, EBX, 1u << 16}, kAvx512State},
    {"avx512dq", {7, 0, EBX, 1u << 17}},
    {"avx512ifma", {7, 0, EBX, 1u << 21}},
    {"avx512cd", {7, 0, EBX, 1u << 28}},
    {"avx512bw", {7, 0, EBX, 1u << 30}},
    {"avx512vl", {7, 0, EBX, 1u << 31}},
    {"avx512vbmi", {7, 0, ECX, 1u << 1}},
    {"avx512vbmi2", {7, 0, ECX, 1u << 6}},
    {"gfni", {7, 0, ECX, 1u << 8}},
    {"avx512vnni", {7, 0, ECX, 1u << 11}},
    {"avx512bitalg", {7, 0, ECX, 1u << 12}},
    {"avx512vpopcntdq", {7, 0, ECX, 1u << 14}},
    {"avx512fp16", {7, 0, EDX, 1u << 23}},
    {"avxvnni", {7, 1, EAX, 1u << 4}},
    {"avx512bf16", {7, 1, EAX, 1u << 5}},
    {"avxifma", {7, 1, EAX, 1u << 23}},
    {"avxvnniint8", {7, 1, EDX, 1u << 4}},
    {"avxneconvert", {7, 1, EDX, 1u << 5}},
    {"avxvnniint16", {7, 1, EDX, 1u << 10}},
    {"avx10.1", {7, 1, EDX, 1u << 19}},
    {"avx10.2", {0x24, 0, EBX, 0xff, /*atLeast=*/2}},
    {"egpr", kApx, kApxState},
    {"ndd", kApx, kApxState},
    {"ccmp", kApx, kApxState},
    {"nf", kApx, kApxState},
    {"cf", kApx, kApxState},
    {"zu", kApx, kApxState},
    {"ppx", kApx, kApxState},
    {"push2pop2", kApx, kApxState},
    {"sahf", {kExtendedFeatures, 0, ECX, 1u << 0}},
    {"lzcnt", {kExtendedFeatures, 0, ECX, 1u << 5}},
    {"sse4a", {kExtendedFeatures, 0, ECX, 1u << 6}},
    {"xop", {kExtendedFeatures, 0, ECX, 1u << 11}},
    {"fma4", {kExtendedFeatures, 0, ECX, 1u << 16}},
    {"tbm", {kExtendedFeatures, 0, ECX, 1u << 21}}};

} // namespace

CpuRequirements
kiln::getCpuRequirements(const llvm::MCSubtargetInfo &subtarget) {
  CpuRequirements result;
  // One question for each register.
  auto add = [&](const CpuidBits &wanted) {
    auto *same = llvm::find_if(result.features, [&](const CpuidBits &each) {
      return each.leaf == wanted.leaf && each.subleaf == wanted.subleaf &&
             each.result == wanted.result && !each.atLeast && !wanted.atLeast;
    });
    if (same != result.features.end())
      same->bits |= wanted.bits;
    else
      result.features.push_back(wanted);
  };
  for (const Feature &feature : kFeatures) {
    if (!subtarget.checkFeatures(("+" + feature.name).str()))
      continue;
    add(feature.wanted);
    result.saved |= feature.saved;
  }
  if (result.saved)
    add(kOsxsave);
  return result;
}

bool kiln::isCpuRequirement(llvm::StringRef name) {
  return llvm::any_of(
      kFeatures, [&](const Feature &feature) { return feature.name == name; });
}
