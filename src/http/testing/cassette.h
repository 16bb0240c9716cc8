#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "http/http.h"
#include "http/testing/cassette_file.h"

namespace gitctx {

/// Answers requests from a cassette, without a network. Requests have to come in the order of the
/// cassette with the same method, URL and body; headers are not compared, since they hold keys and
/// versions. What looks like a secret is scrubbed from a request before it is compared. A streamed
/// body comes in one piece.
class ReplayTransport : public HttpTransport {
 public:
  /// Throws Error(failure) if the file is missing or no cassette.
  explicit ReplayTransport(std::filesystem::path cassette);

  /// Throws Error(failure) that says which exchange differs and how.
  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override;

  /// How many exchanges have not been asked for.
  std::size_t remaining() const;

 private:
  [[noreturn]] void refuse(const RecordedExchange& asked) const;

  std::filesystem::path path_;
  std::vector<RecordedExchange> exchanges_;
  mutable std::mutex mutex_;
  std::size_t next_ = 0;
};

std::unique_ptr<ReplayTransport> make_replay_transport(const std::filesystem::path& cassette);

/// Passes requests on to `inner`, which has to outlive it, and writes every exchange to the
/// cassette, a new file, as soon as it ends. The `secrets`, and what looks like one, are scrubbed
/// first; of the headers only a few harmless ones are kept.
std::unique_ptr<HttpTransport> make_recording_transport(HttpTransport& inner,
                                                        std::filesystem::path cassette,
                                                        std::vector<std::string> secrets);

}  // namespace gitctx
