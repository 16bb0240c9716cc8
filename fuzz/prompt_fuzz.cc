// Prompts in YAML: an accepted prompt can be rendered with a value for each of its variables.
#include "fuzz/fuzz_input.h"
#include "llm/prompts/prompt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  read_or_refuse([&] {
    const Prompt prompt = parse_prompt(input_text(data, size), "prompt.yml");
    std::map<std::string, std::string> values;
    for (const std::string& name : prompt.variables) values[name] = "{{value}}";
    const ChatRequest request = render_prompt(prompt, values);
    GITCTX_CHECK(request.messages.size() == prompt.messages.size());
    GITCTX_CHECK(prompt_hash(prompt).size() == 16);
  });
  return 0;
}
