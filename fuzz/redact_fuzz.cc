// Secrets in any text: the values that are found are inside the text, in order and disjoint. After
// they are replaced, the text has as many lines as before, and a second pass replaces nothing.
#include <algorithm>
#include <string>

#include "fuzz/fuzz_input.h"
#include "redact/redactor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const std::string_view text = input_text(data, size);
  const auto found = find_secrets(text);
  std::size_t end = 0;
  for (const FoundSecret& secret : found) {
    GITCTX_CHECK(secret.begin >= end && secret.end > secret.begin && !secret.kind.empty());
    end = secret.end;
  }
  GITCTX_CHECK(end <= text.size());

  std::size_t count = 0;
  const std::string clean = redacted(text, &count);
  GITCTX_CHECK((count == 0) == (clean == text));
  GITCTX_CHECK(std::ranges::count(clean, '\n') == std::ranges::count(text, '\n'));
  GITCTX_CHECK(redacted(clean) == clean);
  // A planted key is always replaced, whatever text precedes it.
  const std::string key = "AKIAZ7QK3M5XN2RWT4VB";
  const std::string shown = redacted(std::string(text) + "\naws_access_key_id = " + key + "\n");
  GITCTX_CHECK(!shown.ends_with(key + "\n"));
  return 0;
}
