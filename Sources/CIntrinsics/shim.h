/// What Swift has no word for, or does number by number: some operations on several numbers at once, and
/// hints about memory, which change how fast it is and nothing else.
#ifndef SOJOURN_INTRINSICS_H
#define SOJOURN_INTRINSICS_H

#include <stddef.h>
#include <sys/mman.h>

typedef float sojourn_float2 __attribute__((ext_vector_type(2)));
typedef float sojourn_float4 __attribute__((ext_vector_type(4)));
typedef float sojourn_float8 __attribute__((ext_vector_type(8)));
typedef double sojourn_double8 __attribute__((ext_vector_type(8)));

/// The roots of eight numbers, rounded as IEEE 754 has it.
static inline sojourn_float8 sojourn_roots8(sojourn_float8 x) { return __builtin_elementwise_sqrt(x); }

/// The lesser of each two of eight numbers.
static inline sojourn_float8 sojourn_least8(sojourn_float8 x, sojourn_float8 y) {
  return __builtin_elementwise_min(x, y);
}

/// The greater of each two of eight numbers.
static inline sojourn_float8 sojourn_greatest8(sojourn_float8 x, sojourn_float8 y) {
  return __builtin_elementwise_max(x, y);
}

/// Eight numbers in 64 bits.
static inline sojourn_double8 sojourn_widened8(sojourn_float8 x) {
  return __builtin_convertvector(x, sojourn_double8);
}

/// Moves four weights, each of which lies before the sum of its squared gradients:
/// n += squares; w -= moves / (offset + root of n). The four pairs lie apart.
static inline void sojourn_move4(
    sojourn_float2 *a, sojourn_float2 *b, sojourn_float2 *c, sojourn_float2 *d, float squares,
    float moves, float offset) {
  sojourn_float4 low = __builtin_shufflevector(*a, *b, 0, 1, 2, 3);
  sojourn_float4 high = __builtin_shufflevector(*c, *d, 0, 1, 2, 3);
  sojourn_float4 n = __builtin_shufflevector(low, high, 1, 3, 5, 7) + squares;
  sojourn_float4 w = __builtin_shufflevector(low, high, 0, 2, 4, 6);
  w -= moves / (offset + __builtin_elementwise_sqrt(n));
  low = __builtin_shufflevector(w, n, 0, 4, 1, 5);
  high = __builtin_shufflevector(w, n, 2, 6, 3, 7);
  *a = low.lo;
  *b = low.hi;
  *c = high.lo;
  *d = high.hi;
}

/// Asks for the cache line at an address, which need not be readable; it will be written soon.
static inline void sojourn_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

/// Asks for large pages, where there are some: a table that is read all over then needs few of them.
static inline void sojourn_prefer_large_pages(void *start, size_t count) {
#ifdef MADV_HUGEPAGE
  (void)madvise(start, count, MADV_HUGEPAGE);
#endif
}

#endif
