// A source for CMake to precompile Headers.h with.
