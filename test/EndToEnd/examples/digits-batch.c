/* The digits model compiled for a batch of any size: 0, 1, 3 and 360 images at
 * once give the logits of one image at a time, to the bit, and nothing beyond
 * the rows asked for is written.
 *
 * REQUIRES: end-to-end
 * RUN: rm -rf %t && mkdir %t
 * RUN: kilnc --dynamic-batch %examples/digits/digits.onnx -o %t/digits.o
 * RUN: kilnc --name=one %examples/digits/digits.onnx -o %t/one.o
 * RUN: %host-cc -std=c99 -Wall -Wextra -pedantic -Werror -I%t \
 * RUN:   -I%examples/digits %s %t/digits.o %t/one.o -lm -o %t/batch
 * RUN: %t/batch | FileCheck %s
 * RUN: %host-cxx -x c++ -std=c++17 -Wall -Wextra -pedantic -Werror -I%t \
 * RUN:   -I%examples/digits %s -x none %t/digits.o %t/one.o -lm -o %t/batch++
 * RUN: %t/batch++ | FileCheck %s
 *
 * CHECK: a batch of that size is larger than memory
 * CHECK-NEXT: 0 rows: same
 * CHECK-NEXT: 1 rows: same
 * CHECK-NEXT: 3 rows: same
 * CHECK-NEXT: 360 rows: same
 */
#include "digits.h"
#include "one.h"
#include "test_images.h"
#include <stdio.h>
#include <string.h>

static float images[TEST_IMAGES][DIGITS_IMAGE_SIZE];
static float expected[TEST_IMAGES][DIGITS_LOGITS_SIZE];
static float got[TEST_IMAGES + 1][DIGITS_LOGITS_SIZE];
static double memory[DIGITS_WORKSPACE_SIZE / 8 + ONE_WORKSPACE_SIZE / 8 + 8];

/* Whether the first n rows of `got` are what is expected, and the others -1. */
static int is_expected(size_t n) {
  size_t i, j;
  for (i = 0; i < TEST_IMAGES + 1; i++)
    for (j = 0; j < DIGITS_LOGITS_SIZE; j++)
      if (got[i][j] != (i < n ? expected[i][j] : -1.0f))
        return 0;
  return 1;
}

static void clear(void) {
  size_t i;
  for (i = 0; i < (TEST_IMAGES + 1) * DIGITS_LOGITS_SIZE; i++)
    got[0][i] = -1.0f;
}

int main(void) {
  static const size_t sizes[] = {0, 1, 3, TEST_IMAGES};
  char *workspace = (char *)memory + (64 - (uintptr_t)memory % 64) % 64;
  const void *inputs[1];
  void *outputs[1];
  size_t i, j;
  inputs[0] = images;
  outputs[0] = got;
  for (i = 0; i < TEST_IMAGES; i++) {
    for (j = 0; j < DIGITS_IMAGE_SIZE; j++) {
      char ink = test_images[i].pixels[j];
      images[i][j] = (float)(ink <= '9' ? ink - '0' : ink - 'A' + 10) / 16;
    }
    if (one_run(images[i], expected[i], workspace) != ONE_OK)
      return 1;
  }
  clear();

  /* Nothing to do; and more than there can be, which is found out before
   * anything is read or written. */
  if (digits_run(0, NULL, NULL, NULL) != DIGITS_OK ||
      digits_model.run_batch(0, NULL, NULL, NULL) != DIGITS_OK ||
      digits_run(1, NULL, got[0], workspace) != DIGITS_NULL_POINTER ||
      digits_run(1, images[0], got[0], workspace + 4) !=
          DIGITS_MISALIGNED_WORKSPACE ||
      digits_run((size_t)-1, images[0], got[0], workspace) !=
          DIGITS_BATCH_TOO_LARGE ||
      digits_run((size_t)-1 / 2 / sizeof images[0] + 1, images[0], got[0],
                 workspace) != DIGITS_BATCH_TOO_LARGE ||
      !is_expected(0))
    return 2;
  puts(digits_error(DIGITS_BATCH_TOO_LARGE));

  for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    int same;
    clear();
    same = digits_run(sizes[i], images[0], got[0], workspace) == DIGITS_OK &&
           is_expected(sizes[i]);
    clear();
    same &= digits_model.run_batch(sizes[i], inputs, outputs, workspace) ==
                DIGITS_OK &&
            is_expected(sizes[i]);
    printf("%d rows: %s\n", (int)sizes[i], same ? "same" : "DIFFERENT");
  }

  /* The table's other function runs one row; a model of one size has no
   * function for several. */
  clear();
  return digits_model.run(inputs, outputs, workspace) != DIGITS_OK ||
         !is_expected(1) || one_model.run_batch != NULL;
}
