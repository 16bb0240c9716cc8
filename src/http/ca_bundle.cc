#include "http/ca_bundle.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "base/error.h"
#include "base/file.h"

namespace gitctx {
namespace {

constexpr std::uintmax_t largest_bundle = std::uintmax_t{64} * 1024 * 1024;

}  // namespace

void throw_unusable(const CaBundle& bundle, std::string_view why) {
  throw Error(ErrorCode::configuration,
              fmt::format("cannot use the certificate authorities of {} ({}): {}",
                          bundle.file.string(), bundle.source, why),
              fmt::format("Set {} to a PEM file, or remove it", bundle.source));
}

void check_ca_bundle(const CaBundle& bundle) {
  if (::access(bundle.file.c_str(), R_OK) != 0) throw_unusable(bundle, std::strerror(errno));
  std::error_code failed;
  if (!std::filesystem::is_regular_file(bundle.file, failed)) throw_unusable(bundle, "not a file");
  if (std::filesystem::file_size(bundle.file, failed) > largest_bundle) {
    throw_unusable(bundle, "it is larger than 64 MB");
  }
  const std::string text = read_file(bundle.file);
  for (const char* const begin : {"-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE",
                                  "-----BEGIN X509 CERTIFICATE"}) {
    if (text.find(begin) != std::string::npos) return;
  }
  throw_unusable(bundle, "it has no certificate");
}

}  // namespace gitctx
