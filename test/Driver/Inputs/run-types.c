/* A model written by hand whose inputs and outputs are not f32: j = i + 1 on
 * int64_t[3], v = 255 - u on uint8_t[2], q = !p on bool[2], d = i / 2 on
 * double[3]. */

#include "Kiln/Target/Model.h"
#include <stdbool.h>

static int run(const void *const *inputs, void *const *outputs,
               void *workspace) {
  const int64_t *i = inputs[0];
  const uint8_t *u = inputs[1];
  const bool *p = inputs[2];
  int64_t *j = outputs[0];
  uint8_t *v = outputs[1];
  bool *q = outputs[2];
  double *d = outputs[3];
  for (int k = 0; k < 3; k++) {
    j[k] = i[k] + 1;
    d[k] = i[k] / 2.0;
  }
  for (int k = 0; k < 2; k++) {
    v[k] = 255 - u[k];
    q[k] = !p[k];
  }
  return 0;
}

static const char *error(int code) { return "no such code"; }

static const int64_t three[] = {3}, two[] = {2};
static const kiln_tensor inputs[] = {{"i", KILN_I64, 1, three, 24},
                                     {"u", KILN_U8, 1, two, 2},
                                     {"p", KILN_BOOL, 1, two, 2}};
static const kiln_tensor outputs[] = {{"j", KILN_I64, 1, three, 24},
                                      {"v", KILN_U8, 1, two, 2},
                                      {"q", KILN_BOOL, 1, two, 2},
                                      {"d", KILN_F64, 1, three, 24}};

const kiln_model types_model = {KILN_MODEL_VERSION,
                                sizeof(kiln_model),
                                "types",
                                3,
                                4,
                                inputs,
                                outputs,
                                0,
                                1,
                                run,
                                error};
