// Suites of queries and suites of prompts, in YAML: an accepted suite is unchanged after it is
// written and read again.
#include "eval/prompts/prompt_suite.h"
#include "eval/queries/suite.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const std::string_view yaml = input_text(data, size);
  read_or_refuse([&] { is_prompt_suite(yaml); });
  read_or_refuse([&] {
    const Suite suite = parse_suite(yaml, "suite.yml");
    const Suite again = parse_suite(suite_yaml(suite), "again.yml");
    GITCTX_CHECK(again.queries == suite.queries && again.hidden == suite.hidden);
  });
  read_or_refuse([&] {
    const PromptSuite suite = parse_prompt_suite(yaml, "suite.yml");
    GITCTX_CHECK(parse_suite_examples(suite_examples_yaml(suite.examples), "again.yml") ==
                 suite.examples);
    needs_model(suite);
    needs_judge(suite);
  });
  read_or_refuse([&] { parse_suite_examples(yaml, "examples.yml"); });
  return 0;
}
