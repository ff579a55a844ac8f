// Measures how many floating-point operations a second one core does at most:
// chains of fused multiply-adds on full-width f32 registers, nothing else.
// A library that run.py loads and layer.cpp links.

#include "peak.h"

#include <stddef.h>
#include <time.h>

// Twelve independent chains cover a latency of up to five cycles on two ports
// and fit in sixteen registers.
#define CHAINS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define CHAIN_COUNT 12
#define ROUNDS 4000

// Values that neither grow nor become denormal; volatile, so that they are not
// known when this is compiled, and each chain counts as different.
static volatile float scale = 0.999f, offset = 0.001f;
static volatile float sink;

#define DEFINE_PEAK(NAME, TARGET, TYPE, SET1)                                  \
  TARGET static void NAME(void) {                                              \
    TYPE a = SET1(scale), b = SET1(offset);                                    \
    CHAINS(DECLARE_##NAME)                                                     \
    for (int round = 0; round < ROUNDS; round++) {                             \
      CHAINS(STEP_##NAME)                                                      \
    }                                                                          \
    CHAINS(KEEP_##NAME)                                                        \
  }

#define KEEP(I) sink = ((const float *)&c##I)[0];

#if defined(__x86_64__)
#include <immintrin.h>

#define DECLARE_avx512(I) __m512 c##I = _mm512_set1_ps(scale);
#define STEP_avx512(I) c##I = _mm512_fmadd_ps(c##I, a, b);
#define KEEP_avx512(I) KEEP(I)
DEFINE_PEAK(avx512, __attribute__((target("avx512f"))), __m512, _mm512_set1_ps)

#define DECLARE_avx2(I) __m256 c##I = _mm256_set1_ps(scale);
#define STEP_avx2(I) c##I = _mm256_fmadd_ps(c##I, a, b);
#define KEEP_avx2(I) KEEP(I)
DEFINE_PEAK(avx2, __attribute__((target("avx2,fma"))), __m256, _mm256_set1_ps)

static void (*choose(int *lanes))(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f"))
    return *lanes = 16, avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return *lanes = 8, avx2;
  return NULL;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

#define DECLARE_neon(I) float32x4_t c##I = vdupq_n_f32(scale);
#define STEP_neon(I) c##I = vfmaq_f32(b, c##I, a);
#define KEEP_neon(I) KEEP(I)
DEFINE_PEAK(neon, , float32x4_t, vdupq_n_f32)

static void (*choose(int *lanes))(void) {
  *lanes = 4;
  return neon;
}

#else
static void (*choose(int *lanes))(void) {
  (void)lanes;
  return NULL;
}
#endif

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double kiln_measure_peak(double seconds, int *vector_bits) {
  int lanes = 0;
  void (*run)(void) = choose(&lanes);
  if (!run)
    return 0;
  double best = 1e9, end = now() + seconds;
  do {
    double start = now();
    run();
    double time = now() - start;
    if (time < best)
      best = time;
  } while (now() < end);
  *vector_bits = 32 * lanes;
  return 2e-9 * lanes * CHAIN_COUNT * ROUNDS / best;
}
