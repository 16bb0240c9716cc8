// The build runs this program. It checks that each given file is a valid prompt whose name is the
// name of the file.
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "llm/prompts/built_in_prompts.h"
#include "llm/prompts/prompt_library.h"

int main(int count, char** arguments) {
  using namespace gitctx;
  int faults = 0;
  for (int i = 1; i < count; ++i) {
    const std::filesystem::path file = arguments[i];
    try {
      const Prompt prompt = parse_prompt(read_file(file), file.string());
      std::string fault = find_contract_fault(prompt);
      if (prompt.name + ".yml" != file.filename()) fault = "the name is not that of the file";
      if (built_in_prompt_yaml(prompt.name).empty())
        fault = "src/llm/prompts/built_in_prompts.cc lacks it";
      if (fault.empty()) continue;
      std::fprintf(stderr, "%s: %s\n", file.c_str(), fault.c_str());
    } catch (const Error& error) {
      std::fprintf(stderr, "%s\n", error.message().c_str());
    }
    ++faults;
  }
  return faults == 0 ? 0 : 1;
}
