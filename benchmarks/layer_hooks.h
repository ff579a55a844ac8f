// How some kernels of a model are kept out of what is timed. A kernel is a
// function of the emitted assembly that takes pointers. layers.py gives each
// another label there, "real." and the old name; the calls still say the old
// name, which a hook takes over: it gets the kernel's arguments and may call it
// or not. For each kernel, layers.py writes a line HOOK(NUMBER, NAME).

#ifdef __cplusplus
extern "C" {
#endif

// As many arguments as any kernel has. A kernel ignores those that it does not
// know of, by the calling conventions of x86-64 and AArch64.
typedef void Kernel(void *, void *, void *, void *, void *, void *, void *,
                    void *, void *, void *, void *, void *, void *, void *,
                    void *, void *);

// Calls the kernel `name` with its 16 arguments, if layer.cpp wants it.
void callKernel(const char *name, Kernel *kernel, void *const *arguments);

#ifdef __cplusplus
}
#endif

#define HOOK(NUMBER, NAME)                                                     \
  Kernel real##NUMBER __asm__("real." NAME);                                   \
  Kernel hook##NUMBER __asm__(NAME);                                           \
  void hook##NUMBER(void *a, void *b, void *c, void *d, void *e, void *f,      \
                    void *g, void *h, void *i, void *j, void *k, void *l,      \
                    void *m, void *n, void *o, void *p) {                      \
    void *arguments[] = {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p};      \
    callKernel(NAME, real##NUMBER, arguments);                                 \
  }
