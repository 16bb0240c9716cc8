#pragma once

#include <sys/stat.h>

namespace gitctx {

/// While this object exists, new files are accessible only to their owner, from the moment of their
/// creation.
class PrivateUmask {
 public:
  PrivateUmask() : before_(::umask(077)) {}
  ~PrivateUmask() { ::umask(before_); }
  PrivateUmask(const PrivateUmask&) = delete;
  PrivateUmask& operator=(const PrivateUmask&) = delete;

 private:
  mode_t before_;
};

}  // namespace gitctx
