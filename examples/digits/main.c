/* Reads handwritten digits with a network that was compiled into this program.
 *
 *     kilnc digits.onnx -o digits.o            writes digits.o and digits.h
 *     cc -O2 main.c digits.o -lm -o digits
 *     ./digits
 *
 * It classifies every image of test_images.h, none of which training has seen,
 * and prints how many are right, how long one takes, and a few of them. The
 * exit code is 1 if fewer than 97 % are right.
 */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */

#include "digits.h"
#include "test_images.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { SIDE = 8, PIXELS = SIDE * SIDE, CLASSES = 10, SHOWN = 6 };

/* The network keeps its intermediate results in memory of ours. C99 has no way
 * to ask for alignment, so take 64 bytes more and round up. */
static unsigned char memory[DIGITS_WORKSPACE_SIZE + 64];

static void *workspace(void) {
  return (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
}

/* '0'..'9', 'A'..'G' to 0..16. */
static int ink(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

/* The network was trained on ink from 0 (none) to 1. */
static void to_image(const char *pixels, float *image) {
  for (int i = 0; i < PIXELS; i++)
    image[i] = (float)ink(pixels[i]) / 16.0f;
}

/* The answer is the class with the largest logit. */
static int largest(const float *logits) {
  int best = 0;
  for (int i = 1; i < CLASSES; i++)
    if (logits[i] > logits[best])
      best = i;
  return best;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Draws images 0 to SHOWN - 1 side by side, two characters a pixel. */
static void draw(const int *answers) {
  static const char shades[] = " .:-=+*#%@";
  for (int y = 0; y < SIDE; y++) {
    for (int n = 0; n < SHOWN; n++) {
      for (int x = 0; x < SIDE; x++) {
        char shade = shades[ink(test_images[n].pixels[y * SIDE + x]) * 9 / 16];
        printf("%c%c", shade, shade);
      }
      printf(n + 1 < SHOWN ? "  " : "\n");
    }
  }
  for (int n = 0; n < SHOWN; n++)
    printf("    read as %d     ", answers[n]);
  printf("\n\n");
}

/* Classifies every image; returns 0, or the model's error code. */
static int classify(float images[][PIXELS], int *answers) {
  for (int n = 0; n < TEST_IMAGES; n++) {
    float logits[CLASSES];
    int code = digits_run(images[n], logits, workspace());
    if (code != 0)
      return code;
    answers[n] = largest(logits);
  }
  return 0;
}

int main(void) {
  static float images[TEST_IMAGES][PIXELS];
  static int answers[TEST_IMAGES];
  for (int n = 0; n < TEST_IMAGES; n++)
    to_image(test_images[n].pixels, images[n]);

  int code = classify(images, answers); /* the first round warms the caches */
  double start = seconds();
  if (code == 0)
    code = classify(images, answers);
  double elapsed = seconds() - start;
  if (code != 0) {
    fprintf(stderr, "error: %s\n", digits_error(code));
    return 1;
  }

  int right = 0;
  for (int n = 0; n < TEST_IMAGES; n++)
    right += answers[n] == test_images[n].label;
  double accuracy = 100.0 * right / TEST_IMAGES;

  draw(answers);
  printf("%d of %d unseen images read correctly: %.2f %%\n", right, TEST_IMAGES,
         accuracy);
  printf("%.2f microseconds per image\n", 1e6 * elapsed / TEST_IMAGES);
  return accuracy >= 97.0 ? 0 : 1;
}
