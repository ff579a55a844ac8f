/* A model written by hand, so that kiln-run can be tested without compiling
 * one: y[2][3] is twice x[2][3], and "nan/0"[2] is NaN and infinity. Macros
 * make it misbehave. */

#include "Kiln/Target/Model.h"
#include <math.h>

#ifndef MODEL_VERSION
#define MODEL_VERSION KILN_MODEL_VERSION
#endif
#ifndef MODEL_TYPE
#define MODEL_TYPE KILN_F32
#endif
#ifndef MODEL_BYTES
#define MODEL_BYTES 24
#endif
#ifndef MODEL_SYMBOL
#define MODEL_SYMBOL twice_model
#endif

static int run(const void *const *inputs, void *const *outputs,
               void *workspace) {
  const float *x = inputs[0];
  float *y = outputs[0], *special = outputs[1], *scratch = workspace;
#ifdef MODEL_FAILS
  return 3;
#endif
#ifdef MODEL_ILLEGAL
  __builtin_trap();
#endif
#ifdef MODEL_UNDERRUN_OUTPUT
  y[-1] = 0;
#endif
#ifdef MODEL_UNDERREAD_INPUT
  special[0] = x[-1];
#endif
#ifdef MODEL_UNDERRUN_WORKSPACE
  scratch[-1] = 0;
#endif
#ifdef MODEL_OVERRUN_OUTPUT
  y[6] = 0;
#endif
#ifdef MODEL_OVERREAD_INPUT
  special[0] = x[6];
#endif
#ifdef MODEL_OVERRUN_WORKSPACE
  scratch[16] = 0;
#endif
  scratch[0] = 2;
  for (int i = 0; i < 6; i++)
    y[i] = scratch[0] * x[i];
#ifdef MODEL_FORGETS
  y[4] = scratch[1];
#endif
  special[0] = NAN;
  special[1] = INFINITY;
  return 0;
}

static const char *error(int code) {
  return code == 3 ? "the oven is cold" : "no such code";
}

static const int64_t shape[] = {2, 3}, special_shape[] = {2};
static const kiln_tensor inputs[] = {{"x", MODEL_TYPE, 2, shape, MODEL_BYTES}};
static const kiln_tensor outputs[] = {{"y", KILN_F32, 2, shape, 24},
                                      {"nan/0", KILN_F32, 1, special_shape, 8}};

const kiln_model MODEL_SYMBOL = {MODEL_VERSION,
                                 sizeof(kiln_model),
                                 "twice",
                                 1,
                                 2,
                                 inputs,
                                 outputs,
                                 64,
                                 64,
                                 run,
                                 error};
#ifdef MODEL_SECOND
const kiln_model other_model = {MODEL_VERSION,
                                sizeof(kiln_model),
                                "other",
                                1,
                                2,
                                inputs,
                                outputs,
                                64,
                                64,
                                run,
                                error};
#endif
