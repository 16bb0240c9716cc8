#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gitctx {

/// A PEM file of certificate authorities.
struct CaBundle {
  std::filesystem::path file;
  std::string source;  ///< the setting or variable that names the file, for messages
};

/// Throws Error(configuration) with the file and its source, unless the file can be read and
/// contains a certificate. Damage inside a certificate is detected only by the TLS library.
void check_ca_bundle(const CaBundle& bundle);

/// Throws the Error that reports an unusable bundle; `why` is the last clause of the message.
[[noreturn]] void throw_unusable(const CaBundle& bundle, std::string_view why);

}  // namespace gitctx
