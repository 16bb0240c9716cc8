#pragma once

// GITCTX_HAS_SANITIZER is defined in a build with the address or the thread sanitizer, which need
// the address space that some tests take away.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GITCTX_HAS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GITCTX_HAS_SANITIZER
#endif
#endif
