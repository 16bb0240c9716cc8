#include "langsmith/dataset.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "langsmith/client.h"

namespace gitctx {
namespace {

/// A server whose data set never ends.
class EndlessServer : public HttpTransport {
 public:
  HttpResult send(const HttpRequest& request, const std::stop_token&) override {
    ++requests;
    if (!request.url.contains("/examples")) {
      return HttpResponse{.status = 200, .body = R"([{"id":"1","name":"numbers"}])"};
    }
    std::string page = "[{}";
    for (int i = 1; i < 100; ++i) page += ",{}";
    return HttpResponse{.status = 200, .body = page + "]"};
  }

  int requests = 0;
};

TEST(PullDataset, EndsWithASentenceIfTheServerDoesNot) {
  EndlessServer server;
  LangSmithClient client(server, {.endpoint = "http://localhost:1"});
  try {
    pull_dataset(client, "numbers", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::provider);
    EXPECT_EQ(error.message(),
              "cannot read the data set in LangSmith: it has more than 20000 examples");
  }
  EXPECT_EQ(server.requests, 202);
}

}  // namespace
}  // namespace gitctx
