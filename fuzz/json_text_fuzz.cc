// JSON from other programs: the scanner accepts every document that the JSON library accepts, reads
// the same keys and texts, and never reads outside the document.
#include <nlohmann/json.hpp>
#include <string>

#include "base/json_text.h"
#include "base/utf8.h"
#include "embed/wire/json_scanner.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

/// Reads any value, in document order. Returns the number of values.
std::size_t read_value(JsonScanner& scanner) {
  std::size_t values = 1;
  switch (scanner.peek()) {
    case '{':
      scanner.object([&](std::string_view) { values += read_value(scanner); });
      break;
    case '[':
      scanner.array([&] { values += read_value(scanner); });
      break;
    case '"':
      scanner.string();
      break;
    case 't':
    case 'f':
    case 'n':
      scanner.pass_over();
      break;
    default:
      scanner.number();
  }
  return values;
}

std::size_t count_values(const nlohmann::ordered_json& json) {
  std::size_t values = 1;
  if (json.is_structured()) {
    for (const auto& element : json) values += count_values(element);
  }
  return values;
}

bool scans(std::string_view text, std::size_t& values) {
  try {
    JsonScanner scanner(text);
    values = read_value(scanner);
    scanner.finish();
    return true;
  } catch (const Error& error) {
    GITCTX_CHECK(!error.message().empty());
    return false;
  }
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const std::string_view text = input_text(data, size);
  if (!is_within_json_limits(text)) {
    GITCTX_CHECK(parse_json(text).is_discarded());
    return 0;
  }
  std::size_t values = 0;
  const bool is_scanned = scans(text, values);
  const nlohmann::ordered_json json = parse_ordered_json(text);
  GITCTX_CHECK(json.is_discarded() == parse_json(text).is_discarded());
  if (!json.is_discarded()) {
    // The library also accepts numbers beyond the range of a double, and keeps only one of several
    // equal keys.
    if (is_scanned) GITCTX_CHECK(values >= count_values(json));
    const std::string written = json_text(json);
    GITCTX_CHECK(is_valid_utf8(written));
    GITCTX_CHECK(json_text(parse_ordered_json(written)) == written);
    json_count_member(parse_json(text), "a");
  }
  if (const auto object = find_json_object(text)) {
    GITCTX_CHECK(object->data() >= text.data() && object->ends_with('}'));
    GITCTX_CHECK(object->data() + object->size() <= text.data() + text.size());
  }
  return 0;
}
