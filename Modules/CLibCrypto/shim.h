// SHA-2 of the system's own library, by one name each on both systems. Why no package's, and why the functions for
// one hash each, which OpenSSL 3 calls deprecated: docs/decisions/0005-digests-of-the-system.md.
#pragma once

#ifdef __APPLE__
#include <CommonCrypto/CommonDigest.h>

typedef CC_SHA256_CTX SHA256_CTX;
typedef CC_SHA512_CTX SHA512_CTX;

static inline void SHA224_Init(SHA256_CTX *state) { CC_SHA224_Init(state); }
static inline void SHA256_Init(SHA256_CTX *state) { CC_SHA256_Init(state); }
static inline void SHA384_Init(SHA512_CTX *state) { CC_SHA384_Init(state); }
static inline void SHA512_Init(SHA512_CTX *state) { CC_SHA512_Init(state); }

// One call of theirs takes fewer than 4 GiB.
static inline void SHA256_Update(SHA256_CTX *state, const void *bytes, size_t count) {
  CC_SHA256_Update(state, bytes, (CC_LONG)count);
}

static inline void SHA512_Update(SHA512_CTX *state, const void *bytes, size_t count) {
  CC_SHA512_Update(state, bytes, (CC_LONG)count);
}

static inline void SHA256_Final(unsigned char *digest, SHA256_CTX *state) {
  CC_SHA256_Final(digest, state);
}

static inline void SHA512_Final(unsigned char *digest, SHA512_CTX *state) {
  CC_SHA512_Final(digest, state);
}
#else
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#endif
