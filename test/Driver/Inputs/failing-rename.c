/* To be loaded before the C library: no file can be renamed to a name that ends
 * as the environment variable FAILING_NAME says. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int rename(const char *from, const char *to) {
  const char *ending = getenv("FAILING_NAME");
  size_t length = strlen(to), wanted = ending ? strlen(ending) : 0;
  if (wanted > 0 && length >= wanted &&
      strcmp(to + length - wanted, ending) == 0) {
    errno = EIO;
    return -1;
  }
  int (*next)(const char *, const char *);
  *(void **)&next = dlsym(RTLD_NEXT, "rename");
  return next(from, to);
}
