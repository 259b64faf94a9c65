// Asks for the cache line at an address without waiting for it; any address will do.
static inline void fetch_line(const void *address) { __builtin_prefetch(address); }
