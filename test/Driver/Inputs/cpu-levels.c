/* Runs digits, compiled for several CPU levels, at each level there is. Prints
 * the level that is chosen, and for each of 0 to 4 what asking for it returns;
 * where it runs, the logits have to be near those of level 0. */

#include "digits.h"
#include <math.h>
#include <stdio.h>

static _Alignas(
    DIGITS_WORKSPACE_ALIGNMENT) char workspace[DIGITS_WORKSPACE_SIZE];

int main(void) {
  float image[DIGITS_IMAGE_SIZE], expected[DIGITS_LOGITS_SIZE] = {0};
  for (int i = 0; i < DIGITS_IMAGE_SIZE; i++)
    image[i] = (float)(i * 37 % 17) / 17;
  printf("level %d\n", digits_cpu());
  for (int level = 0; level <= 4; level++) {
    float logits[DIGITS_LOGITS_SIZE] = {0}, worst = 0;
    int code = digits_set_cpu(level);
    if (code) {
      printf("level %d: %s\n", level, digits_error(code));
      continue;
    }
    code = digits_run(image, level == 0 ? expected : logits, workspace);
    for (int i = 0; level != 0 && i < DIGITS_LOGITS_SIZE; i++)
      worst = fmaxf(worst, fabsf(logits[i] - expected[i]));
    printf("level %d: runs level %d: %s, %s\n", level, digits_cpu(),
           digits_error(code), worst < 1e-4f ? "the same" : "not the same");
  }
  const kiln_model *model = &digits_model;
  printf("as data: %s\n",
         model->cpu == digits_cpu && model->set_cpu == digits_set_cpu
             ? "the same functions"
             : "others");
  return 0;
}
