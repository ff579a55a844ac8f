/* What a model compiled with --profile tells of the time that its kernels take,
 * as C data: the one place where it is written. Programs that read profiles
 * include this file; the build puts the text between the two
 * KILN_PROFILE_DEFINED lines into the generated headers of such models. The
 * emitter lays its data out by it. */

#ifndef KILN_PROFILE_DEFINED
#define KILN_PROFILE_DEFINED

#include <stddef.h>
#include <stdint.h>

/* Version of the structs below; a reader refuses versions it does not know. */
#define KILN_PROFILE_VERSION 1

/* One call of a kernel, which a run makes for each row of a batch. */
typedef struct kiln_kernel {
  const char *layer;   /* the model's nodes that it computes, joined by " + " */
  const char *symbol;  /* the function that runs */
  uint64_t flops;      /* of the nodes as the model states them, its share */
  uint64_t bytes_read; /* each byte that it touches counts once */
  uint64_t bytes_written;
} kiln_kernel;

/* What the calls of one kernel took. A tick is one of the counter that `rdtsc`
 * reads on x86, `cntvct_el0` on AArch64, and `rdtime` on RISC-V. */
typedef struct kiln_counter {
  uint64_t calls;
  uint64_t ticks;
} kiln_counter;

typedef struct kiln_profile {
  uint32_t version;     /* KILN_PROFILE_VERSION of the compiler */
  uint32_t struct_size; /* sizeof(kiln_profile) */
  size_t num_kernels;
  const kiln_kernel *kernels; /* in the order in which they run */
  size_t counters; /* byte of the workspace at which there is a kiln_counter
                    * for each kernel */
} kiln_profile;

#endif /* KILN_PROFILE_DEFINED */
