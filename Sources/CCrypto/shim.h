#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/http.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

// openssl/engine.h marks these as deprecated, which Swift takes for an error; Debian 12 reaches
// PKCS #11 by nothing else. OpenSSL 3.0, ENGINE_init(3) and ENGINE_load_private_key(3).
ENGINE *ENGINE_by_id(const char *id);
int ENGINE_free(ENGINE *engine);
int ENGINE_init(ENGINE *engine);
int ENGINE_finish(ENGINE *engine);
int ENGINE_ctrl_cmd_string(ENGINE *engine, const char *name, const char *value, int optional);
EVP_PKEY *ENGINE_load_private_key(ENGINE *engine, const char *key, UI_METHOD *method, void *data);

// The digest of a short row costs a sixth less than through EVP, which asks its provider at every step.
// OpenSSL 3.0 calls these functions deprecated, which Swift takes for an error. SHA256_Init(3).
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline int sha256_of(const void *bytes, size_t count, unsigned char *digest) {
  SHA256_CTX context;
  return SHA256_Init(&context) && SHA256_Update(&context, bytes, count)
    && SHA256_Final(digest, &context);
}
#pragma clang diagnostic pop
