#include "base/error.h"

#include <cerrno>
#include <cstring>

namespace gitctx {

void throw_system_error(int error_number, const std::string& what, const std::string& path) {
  const bool denied = error_number == EACCES || error_number == EPERM || error_number == EROFS;
  std::string hint;
  if (denied) hint = "Check the owner and mode of that path";
  if (error_number == ENOSPC || error_number == EDQUOT)
    hint = "Free some disk space and run the command again";
  throw Error(denied ? ErrorCode::permission : ErrorCode::failure,
              what + " " + path + ": " + std::strerror(error_number), hint);
}

}  // namespace gitctx
