#pragma once

#include <memory>
#include <string>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "git/repository_layout.h"
#include "langsmith/client.h"
#include "langsmith/spool.h"

namespace gitctx {

/// A connection to LangSmith, configured by the environment and the user's settings, with the
/// repository's spool.
class LangSmithSession {
 public:
  /// Sends no request. Throws Error(configuration) for invalid settings.
  LangSmithSession(const Config& config, const RepositoryLayout& layout,
                   const Environment& environment, const RetryPolicy& policy = {});

  LangSmithClient& client() { return client_; }
  LangSmithSpool& spool() { return spool_; }

 private:
  std::unique_ptr<HttpTransport> transport_;
  LangSmithClient client_;
  LangSmithSpool spool_;
};

/// The program and its version, "gitctx/1.2.3". LangSmith shows it as the program that made a run.
std::string runner_name();

}  // namespace gitctx
