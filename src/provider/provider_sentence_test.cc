#include "provider/provider_sentence.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(ProviderSentence, IsFoundInWhatEachServiceSays) {
  EXPECT_EQ(provider_sentence(R"({"error":{"message":"No credit.","type":"x","code":null}})"),
            "No credit");
  EXPECT_EQ(provider_sentence(R"({"detail":"Wrong\nmodel"})"), "Wrong model");
  EXPECT_EQ(provider_sentence(R"({"message":"invalid api token"})"), "invalid api token");
  EXPECT_EQ(provider_sentence(R"({"error":"batch size 64 > 32","error_type":"Validation"})"),
            "batch size 64 > 32");
  EXPECT_EQ(provider_sentence(R"({"detail":[{"loc":["body"],"msg":"field required"}]})"),
            "body: field required");
  EXPECT_EQ(provider_sentence(R"([{"error":{"code":429,"message":"Quota"}}])"), "Quota");
  EXPECT_EQ(provider_sentence("<html>"), "");
  EXPECT_EQ(provider_sentence(""), "");
}

}  // namespace
}  // namespace gitctx
