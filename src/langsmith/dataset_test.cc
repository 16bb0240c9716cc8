#include "langsmith/dataset.h"

#include <fmt/format.h>
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
      return HttpResponse{.status = 200,
                          .body = fmt::format(R"([{{"id":"{}","name":"numbers"}}])", id)};
    }
    std::string page = "[{}";
    for (int i = 1; i < 100; ++i) page += ",{}";
    return HttpResponse{.status = 200, .body = page + "]"};
  }

  std::string id = "01a2029f-c2bd-7000-8000-02fe2fde0872";
  int requests = 0;
};

TEST(PullDataset, AnIdOfTheServerCannotNameAnotherAddress) {
  EndlessServer server;
  server.id = "../repos";
  LangSmithClient client(server, {.endpoint = "http://localhost:1"});
  EXPECT_THROW(pull_dataset(client, "numbers", {}), Error);
  EXPECT_EQ(server.requests, 1);
}

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
