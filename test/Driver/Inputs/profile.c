/* Runs digits three times and prints what its kernels counted. With code for
 * several CPU levels, at the lowest. */

#include "digits.h"
#include <stdio.h>

static _Alignas(
    DIGITS_WORKSPACE_ALIGNMENT) char workspace[DIGITS_WORKSPACE_SIZE];

int main(void) {
  static float image[DIGITS_IMAGE_SIZE], logits[DIGITS_LOGITS_SIZE];
#ifdef LEVEL
  if (digits_set_cpu(LEVEL))
    return 1;
#endif
  for (size_t i = 0; i < sizeof workspace; i++)
    workspace[i] = 0x55;
  digits_profile_reset(workspace);
  for (int i = 0; i < 3; i++)
    if (digits_run(image, logits, workspace))
      return 1;
  const kiln_profile *profile = digits_profile();
  const kiln_counter *counters = digits_profile_counters(workspace);
  unsigned long long flops = 0, ticks = 0;
  for (size_t i = 0; i < profile->num_kernels; i++) {
    const kiln_kernel *kernel = &profile->kernels[i];
    printf("%s: %s: %llu calls\n", kernel->symbol, kernel->layer,
           (unsigned long long)counters[i].calls);
    flops += kernel->flops;
    ticks += counters[i].ticks;
  }
  printf("%llu operations, %s\n", flops,
         ticks > 0 && ticks < 1ull << 40 ? "some ticks" : "strange ticks");
  return 0;
}
