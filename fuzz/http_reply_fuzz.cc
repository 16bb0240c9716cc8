// Response headers and error bodies: waiting times are not negative, messages are short and have
// one line, and secrets do not appear in messages. The first NUL byte separates a header from a
// body.
#include <string>
#include <vector>

#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "http/http.h"
#include "http/retry_policy.h"
#include "http/secret_scrubber.h"
#include "http/server_time.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

void check_times(std::string_view header) {
  if (const auto duration = parse_duration(header)) GITCTX_CHECK(duration->count() >= 0);
  parse_http_date(header);
}

void check_wait(std::string_view header, std::string_view body) {
  const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
  for (const char* const name : {"Retry-After", "retry-after-ms", "x-should-retry"}) {
    HttpResponse response;
    response.status = 429;
    response.headers = {{name, std::string(header)}};
    response.body = std::string(body);
    if (const auto wait = requested_wait(response, now)) GITCTX_CHECK(wait->count() >= 0);
    is_worth_retrying(response);
  }
}

void check_sentences(std::string_view body) {
  for (const std::string& sentence : {provider_sentence(body), one_sentence(body)}) {
    GITCTX_CHECK(sentence.find_first_of("\r\n\x1b") == std::string::npos);
    GITCTX_CHECK(is_valid_utf8(sentence));
    GITCTX_CHECK(truncate_utf8(sentence, 304) == sentence);
  }
}

void check_scrubber(std::string_view text) {
  const std::vector<std::string> secrets{"Zq81-service-key"};
  const std::string scrubbed = scrub_secrets(std::string(text) + secrets[0], secrets);
  GITCTX_CHECK(scrubbed.find(secrets[0]) == std::string::npos);
  GITCTX_CHECK(scrub_secrets(scrubbed, secrets) == scrubbed);
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [header, body] = split_input(input_text(data, size));
  check_times(header);
  check_wait(header, body);
  check_sentences(body);
  check_scrubber(body);
  return 0;
}
