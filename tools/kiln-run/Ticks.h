// The counter by which models measure time, of the machine that this runs on.

#ifndef KILN_RUN_TICKS_H
#define KILN_RUN_TICKS_H

#include <cstdint>
#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

namespace kiln::run {

/// Ticks since some time; 0 on machines that no profile is measured on.
inline uint64_t readTicks() {
#if defined(__x86_64__) || defined(__i386__)
  return __rdtsc();
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#elif defined(__riscv) && __riscv_xlen == 64
  uint64_t ticks;
  __asm__ volatile("rdtime %0" : "=r"(ticks));
  return ticks;
#else
  return 0;
#endif
}

} // namespace kiln::run

#endif // KILN_RUN_TICKS_H
