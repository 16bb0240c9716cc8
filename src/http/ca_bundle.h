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

/// Throws Error(configuration), with file and source, unless the file can be read and has a
/// certificate. Only the TLS library finds damage inside a certificate.
void check_ca_bundle(const CaBundle& bundle);

/// Throws the Error for a bundle that cannot be used; `why` ends the sentence.
[[noreturn]] void throw_unusable(const CaBundle& bundle, std::string_view why);

}  // namespace gitctx
