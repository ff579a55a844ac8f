// What an x86-64 CPU has to have for code to run on it.

#ifndef KILN_TARGET_CPUFEATURES_H
#define KILN_TARGET_CPUFEATURES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class MCSubtargetInfo;
} // namespace llvm

namespace kiln {

/// Bits of a register that the instruction cpuid fills: all of them have to be
/// set or, with `atLeast`, to be a number as large as that.
struct CpuidBits {
  uint32_t leaf;
  uint32_t subleaf;
  /// 0 to 3: eax, ebx, ecx, edx.
  unsigned result;
  uint32_t bits;
  uint32_t atLeast = 0;
};

/// What a CPU and its operating system need to run some code.
struct CpuRequirements {
  llvm::SmallVector<CpuidBits> features;
  /// The parts of the registers that the operating system has to save, as xcr0
  /// tells (Intel SDM volume 1, section 13.1); 0 for none beyond SSE's.
  uint32_t saved = 0;
};

/// What code for `subtarget`, of x86-64, needs beyond what every CPU has.
CpuRequirements getCpuRequirements(const llvm::MCSubtargetInfo &subtarget);

/// Whether code for a CPU of x86-64 with `feature`, by LLVM's name, may need
/// it. Others, such as those of the system or of cryptography, are not selected
/// for a model.
bool isCpuRequirement(llvm::StringRef feature);

} // namespace kiln

#endif // KILN_TARGET_CPUFEATURES_H
