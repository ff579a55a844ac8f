// What schedules are chosen by, told from a CPU's name and features. The answer
// depends on these alone and never on the machine that compiles, so that the
// same CPU name gives the same code everywhere.

#ifndef KILN_LIB_TARGET_TARGETFACTS_H
#define KILN_LIB_TARGET_TARGETFACTS_H

#include <cstdint>

namespace llvm {
class MCSubtargetInfo;
}

namespace kiln {

struct TargetFacts {
  /// Bytes of one vector register.
  int64_t vectorBytes;
  int64_t vectorRegisters;
  /// Bytes of the first and second level data cache of one core.
  int64_t l1Bytes;
  int64_t l2Bytes;
};

TargetFacts getTargetFacts(const llvm::MCSubtargetInfo &subtarget);

} // namespace kiln

#endif // KILN_LIB_TARGET_TARGETFACTS_H
