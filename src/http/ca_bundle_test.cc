#include "http/ca_bundle.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

class CaBundleTest : public testing::Test {
 protected:
  std::filesystem::path write(std::string_view text) { return folder_.write("ca.pem", text); }

  /// The sentence after the name of the file and its source; empty if the bundle is accepted.
  static std::string fault(const std::filesystem::path& file) {
    try {
      check_ca_bundle({file, "SSL_CERT_FILE"});
      return {};
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration);
      EXPECT_EQ(error.hint(), "Set SSL_CERT_FILE to a PEM file, or remove it");
      const std::string begin =
          "cannot use the certificate authorities of " + file.string() + " (SSL_CERT_FILE): ";
      EXPECT_TRUE(error.message().starts_with(begin)) << error.message();
      return error.message().substr(begin.size());
    }
  }

  TempDir folder_;
};

TEST_F(CaBundleTest, TakesAFileWithACertificate) {
  EXPECT_EQ(fault(write("# company\n-----BEGIN CERTIFICATE-----\nMII\n")), "");
  EXPECT_EQ(fault(write("-----BEGIN TRUSTED CERTIFICATE-----\nMII\n")), "");
}

TEST_F(CaBundleTest, SaysWhatIsWrong) {
  EXPECT_EQ(fault(folder_ / "missing.pem"), "No such file or directory");
  EXPECT_EQ(fault(folder_.path()), "not a file");
  EXPECT_EQ(fault("/dev/zero"), "not a file");
  EXPECT_EQ(fault(write("")), "it has no certificate");
  EXPECT_EQ(fault(write("-----BEGIN PRIVATE KEY-----\nMII\n")), "it has no certificate");
  EXPECT_EQ(fault(write(std::string("\x30\x82\0\0", 4))), "it has no certificate");
  const std::filesystem::path huge = write("");
  std::filesystem::resize_file(huge, std::uintmax_t{64} * 1024 * 1024 + 1);
  EXPECT_EQ(fault(huge), "it is larger than 64 MB");
}

}  // namespace
}  // namespace gitctx
