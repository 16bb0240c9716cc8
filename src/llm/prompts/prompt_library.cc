#include "llm/prompts/prompt_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "llm/prompts/built_in_prompts.h"

namespace gitctx {
namespace {

struct Contract {
  std::string_view name;
  std::vector<std::string_view> variables;
  std::vector<std::string_view> properties;  ///< empty: the reply is text
};

const std::array<Contract, 4>& contracts() {
  static const std::array<Contract, 4> all{{
      {"answer", {"sources", "question"}, {}},
      {"expand_query", {"query"}, {"rewrites", "identifiers"}},
      {"judge", {"task", "criterion", "texts"}, {"reasoning", "score"}},
      {"rerank", {"query", "candidates", "count"}, {"ranking"}},
  }};
  return all;
}

std::string variable_fault(const Prompt& prompt, const Contract& contract) {
  for (const std::string& name : prompt.variables) {
    if (std::ranges::find(contract.variables, name) == contract.variables.end()) {
      return fmt::format("unknown variable {{{{{}}}}}; known are {}", name,
                         fmt::join(contract.variables, ", "));
    }
  }
  for (const std::string_view name : contract.variables) {
    if (std::ranges::find(prompt.variables, name) == prompt.variables.end()) {
      return fmt::format("{{{{{}}}}} is not used", name);
    }
  }
  return {};
}

std::string output_fault(const Prompt& prompt, const Contract& contract) {
  if (contract.properties.empty()) return prompt.schema ? "output: the reply is plain text" : "";
  if (!prompt.schema) return "expected 'output' with a schema";
  const auto properties = nlohmann::json::parse(prompt.schema->json)["properties"];
  for (const std::string_view name : contract.properties) {
    if (!properties.contains(name)) {
      return fmt::format("output: the schema needs a property '{}'", name);
    }
  }
  return {};
}

}  // namespace

std::span<const std::string_view> built_in_prompt_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Contract& contract : contracts()) all.push_back(contract.name);
    return all;
  }();
  return names;
}

const Prompt& built_in_prompt(std::string_view name) {
  static const std::map<std::string, Prompt, std::less<>> prompts = [] {
    std::map<std::string, Prompt, std::less<>> parsed;
    for (const std::string_view each : built_in_prompt_names()) {
      const std::string file = fmt::format("prompts/{}.yml", each);
      parsed.emplace(each, parse_prompt(built_in_prompt_yaml(each), file));
    }
    return parsed;
  }();
  const auto found = prompts.find(name);
  GITCTX_CHECK(found != prompts.end());
  return found->second;
}

std::string find_contract_fault(const Prompt& prompt) {
  const auto found = std::ranges::find(contracts(), prompt.name, &Contract::name);
  if (found == contracts().end()) return {};
  const std::string fault = variable_fault(prompt, *found);
  return fault.empty() ? output_fault(prompt, *found) : fault;
}

Prompt parse_replacement(std::string_view name, std::string_view yaml, std::string_view file) {
  Prompt prompt = parse_prompt(yaml, file);
  const std::string fault = prompt.name == name
                                ? find_contract_fault(prompt)
                                : fmt::format("expected the name {}, got {}", name, prompt.name);
  if (fault.empty()) return prompt;
  throw Error(ErrorCode::usage, fmt::format("{}: {}", file, fault),
              "Correct the file, or remove it to use the built-in prompt");
}

}  // namespace gitctx
