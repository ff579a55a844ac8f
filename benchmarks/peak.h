// How many floating-point operations a second one core does at most.

#ifdef __cplusplus
extern "C" {
#endif

// Measures for about `seconds`, at least once. Returns GFLOP/s, the best of
// slices of some microseconds, and the vector width; 0 for a CPU without known
// instructions.
double kiln_measure_peak(double seconds, int *vector_bits);

#ifdef __cplusplus
}
#endif
