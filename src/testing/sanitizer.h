#pragma once

// GITCTX_HAS_SANITIZER is defined in a build with the address or the thread sanitizer. These
// sanitizers need more address space than some tests permit.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GITCTX_HAS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GITCTX_HAS_SANITIZER
#endif
#endif
