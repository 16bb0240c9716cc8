// Command lines: NUL bytes separate the words. Any command line is either accepted or refused with
// a usage error. A request for help is never refused.
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/flags/command_line.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  std::vector<std::string> words;
  for (std::string_view rest = input_text(data, size); !rest.empty() && words.size() < 32;) {
    const auto [word, next] = split_input(rest);
    words.emplace_back(word);
    rest = next;
  }
  try {
    const Arguments arguments = parse_arguments(words);
    if (const auto* const search = std::get_if<SearchArguments>(&arguments.command)) {
      GITCTX_CHECK(!search->limit || *search->limit >= 1);
      GITCTX_CHECK(search->words.size() <= words.size());
    }
  } catch (const Error& error) {
    GITCTX_CHECK(error.code() == ErrorCode::usage && !error.message().empty());
  }
  if (!words.empty()) words.insert(words.begin(), "--help");
  if (words.size() == 2 && words[1] == "--version") return 0;
  read_or_refuse([&] { parse_arguments(words); });
  return 0;
}
