#pragma once
#include <zlib.h>

/// Begins to unpack a stream: `inflateInit2` is a macro, which Swift does not see.
static inline int swiftpip_inflate_begin(z_stream *stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}
