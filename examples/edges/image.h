/* Writing grey pictures as files: PGM, which is a header and the bytes, and PNG
 * without compression, which web pages can show. Nothing here knows of models.
 *
 * Each function takes `pixels[height][width]`, 0 black to 255 white, and
 * returns 0, or -1 when the file can't be written. */

#ifndef IMAGE_H
#define IMAGE_H

#include <stdint.h>
#include <stdio.h>

static int image_close(FILE *file) {
  int failed = ferror(file);
  return fclose(file) != 0 || failed ? -1 : 0;
}

static int image_write_pgm(const char *path, const uint8_t *pixels, int width,
                           int height) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return -1;
  fprintf(file, "P5\n%d %d\n255\n", width, height);
  fwrite(pixels, 1, (size_t)width * (size_t)height, file);
  return image_close(file);
}

/* A PNG chunk under way: its bytes go to the file and into the checksum. */
typedef struct {
  FILE *file;
  uint32_t crc;
} image_chunk;

static void image_put(image_chunk *chunk, uint8_t byte) {
  fputc(byte, chunk->file);
  chunk->crc ^= byte;
  for (int bit = 0; bit < 8; bit++)
    chunk->crc = chunk->crc >> 1 ^ (chunk->crc & 1 ? 0xEDB88320u : 0);
}

static void image_put32(image_chunk *chunk, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    image_put(chunk, (uint8_t)(value >> shift));
}

static image_chunk image_begin(FILE *file, uint32_t size, const char *type) {
  image_chunk chunk = {file, 0};
  image_put32(&chunk, size);
  chunk.crc = 0xFFFFFFFFu; /* the checksum covers type and data */
  for (int i = 0; i < 4; i++)
    image_put(&chunk, (uint8_t)type[i]);
  return chunk;
}

static void image_end(image_chunk *chunk) { image_put32(chunk, ~chunk->crc); }

/* The picture as a zlib stream of one "stored" block for each row. */
static void image_put_rows(image_chunk *chunk, const uint8_t *pixels, int width,
                           int height) {
  uint32_t a = 1, b = 0; /* Adler-32 of the rows with their filter bytes */
  uint16_t size = (uint16_t)(width + 1);
  image_put(chunk, 0x78);
  image_put(chunk, 0x01);
  for (int y = 0; y < height; y++) {
    image_put(chunk, y + 1 == height); /* the last block says so */
    image_put(chunk, (uint8_t)size);
    image_put(chunk, (uint8_t)(size >> 8));
    image_put(chunk, (uint8_t)~size);
    image_put(chunk, (uint8_t)(~size >> 8));
    for (int x = -1; x < width; x++) {
      uint8_t byte = x < 0 ? 0 : pixels[y * width + x];
      image_put(chunk, byte);
      a = (a + byte) % 65521;
      b = (b + a) % 65521;
    }
  }
  image_put32(chunk, b << 16 | a);
}

/* `width` is at most 65534. */
static int image_write_png(const char *path, const uint8_t *pixels, int width,
                           int height) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return -1;
  fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);

  image_chunk header = image_begin(file, 13, "IHDR");
  image_put32(&header, (uint32_t)width);
  image_put32(&header, (uint32_t)height);
  image_put(&header, 8);      /* bits a sample */
  for (int i = 0; i < 4; i++) /* grey; the only compression and filter */
    image_put(&header, 0);    /* methods; not interlaced */
  image_end(&header);

  uint32_t row = (uint32_t)width + 1 + 5;
  image_chunk data = image_begin(file, 2 + (uint32_t)height * row + 4, "IDAT");
  image_put_rows(&data, pixels, width, height);
  image_end(&data);

  image_chunk end = image_begin(file, 0, "IEND");
  image_end(&end);
  return image_close(file);
}

#endif /* IMAGE_H */
