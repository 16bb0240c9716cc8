// Git configuration and attribute files: the first NUL byte separates the file from a path that is
// matched against the file's patterns.
#include "fuzz/fuzz_input.h"
#include "git/attributes.h"
#include "git/git_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [text, path] = split_input(input_text(data, size));
  GitConfig config;
  config.overlay(GitConfig::parse(text));
  GITCTX_CHECK(config.get("core.bare").has_value() || !config.get_bool("core.bare"));

  AttributeMacros macros;
  const AttributeRules rules = AttributeRules::parse(text, macros);
  MatchWork work("attributes");
  for (const Attribute attribute : {Attribute::generated, Attribute::vendored}) {
    const auto match = rules.match(path, attribute, work);
    GITCTX_CHECK(!match || !rules.empty());
  }
  return 0;
}
