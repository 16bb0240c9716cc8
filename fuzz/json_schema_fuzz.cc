// JSON schemas and the documents that models write: the first NUL byte separates the schema from
// the document.
#include "fuzz/fuzz_input.h"
#include "llm/wire/json_schema.h"
#include "llm/wire/structured_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static constexpr std::string_view usual_schema =
      R"({"type":"object","properties":{"a":{"type":"array","items":{"enum":[1,"x",null]}}},)"
      R"("required":["a"],"additionalProperties":false})";
  const auto [schema, reply] = split_input(input_text(data, size));
  const bool is_sound = !find_schema_fault(schema).has_value();
  const OutputSchema wanted{.name = "reply", .json = std::string(is_sound ? schema : usual_schema)};
  const StructuredText found = find_structured_text(reply, wanted);
  GITCTX_CHECK(found.fault.empty() == !find_document_fault(found.text, wanted.json).has_value());
  return 0;
}
