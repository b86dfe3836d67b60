#pragma once
#include <zlib.h>

/* zlib's initialisers are macros that pass the version and size of z_stream, which Swift cannot import. */
static inline int sojourn_inflateInit2(z_streamp stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}

static inline int sojourn_deflateInit2(z_streamp stream, int level, int windowBits) {
  return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
