#include "eval/prompts/prompt_suite.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "eval/yaml_reader.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

constexpr int suite_version = 1;
constexpr int largest_k = 100;
constexpr int most_repetitions = 100;
constexpr std::string_view suite_hint =
    "Write 'name', 'target', 'evaluators' and 'examples', each example with 'id' and 'inputs'";

struct EvaluatorDefault {
  std::string_view name;
  ScoreGroup group = ScoreGroup::accuracy;
};

/// The defaults, in the order of EvaluatorKind.
constexpr std::array<EvaluatorDefault, 11> evaluator_defaults{{
    {"exact"},
    {"set"},
    {"contains"},
    {"citations"},
    {"cited"},
    {"hit"},
    {"ndcg", ScoreGroup::relevance},
    {"gain", ScoreGroup::none},
    {"similarity", ScoreGroup::relevance},
    {"judge"},
    {"pairwise"},
}};

class PromptSuiteParser : private YamlReader {
 public:
  explicit PromptSuiteParser(std::string_view file) : YamlReader(file, suite_hint) {}

  PromptSuite suite(std::string_view yaml) const {
    return read(yaml, [this](const YAML::Node& root) { return suite_of(root); });
  }

  std::vector<SuiteExample> example_list(std::string_view yaml) const {
    return read(yaml, [this](const YAML::Node& root) { return examples(root); });
  }

 private:
  PromptSuite suite_of(const YAML::Node& root) const {
    if (!root.IsMap()) fail(root, "expected a suite, a map with 'target'");
    check_version(root, suite_version);
    check_keys(root, {"name", "version", "purpose", "target", "evaluators", "repetitions", "limits",
                      "data", "examples"});
    PromptSuite suite;
    suite.name = redacted(text(root, "name", true));
    suite.purpose = text(root, "purpose", false);
    suite.target = target(root);
    suite.evaluators = evaluators(root);
    suite.repetitions = number(root, "repetitions", 1, most_repetitions);
    if (const auto limits = optional_child(root, "limits")) suite.limits = gate_limits(*limits);
    suite.examples_file = text(root, "data", false);
    const YAML::Node listed = root["examples"];
    const bool is_beside = !suite.examples_file.empty();
    if (is_beside == static_cast<bool>(listed)) {
      fail(root, "expected either 'examples' or 'data', the name of a file of examples");
    }
    if (listed) suite.examples = examples(listed);
    return suite;
  }

  SuiteTarget target(const YAML::Node& root) const {
    const YAML::Node node = root["target"];
    if (!node || !node.IsMap()) fail(node ? node : root, "expected 'target' with its 'kind'");
    check_keys(node, {"kind", "prompt", "mode", "k", "min_similarity", "folder", "commit"});
    SuiteTarget target;
    text(node, "kind", true);
    target.kind = choice<TargetKind>(node, "kind", target_names);
    target.prompt = text(node, "prompt", target.kind == TargetKind::prompt);
    target.mode = choice<SearchMode>(node, "mode", mode_names);
    target.k = number(node, "k", target.k, largest_k);
    if (node["min_similarity"]) {
      target.min_similarity = real(node["min_similarity"], "min_similarity", 0, 1);
    }
    target.commit = text(node, "commit", false);
    target.folder = text(node, "folder", false);
    while (target.folder.ends_with('/')) target.folder.pop_back();
    return target;
  }

  std::vector<EvaluatorSpec> evaluators(const YAML::Node& root) const {
    std::vector<EvaluatorSpec> specs;
    for (const YAML::Node& node : list(root, "evaluators", "evaluators")) {
      EvaluatorSpec spec = evaluator(node);
      const auto same = [&](const EvaluatorSpec& other) { return other.name == spec.name; };
      if (std::ranges::any_of(specs, same)) {
        fail(node, fmt::format("two evaluators are named '{}'; give one a 'name'", spec.name));
      }
      specs.push_back(std::move(spec));
    }
    return specs;
  }

  EvaluatorSpec evaluator(const YAML::Node& node) const {
    if (!node.IsScalar() && !node.IsMap()) fail(node, "expected the name of an evaluator");
    EvaluatorSpec spec{.name = node.IsScalar() ? node.Scalar() : text(node, "kind", true)};
    const auto known = std::ranges::find(evaluator_defaults, spec.name, &EvaluatorDefault::name);
    if (known == evaluator_defaults.end()) {
      const auto names = std::views::transform(evaluator_defaults, &EvaluatorDefault::name);
      fail(node, fmt::format("expected one of {}, got '{}'", fmt::join(names, ", "), spec.name));
    }
    spec.kind = static_cast<EvaluatorKind>(known - evaluator_defaults.begin());
    spec.group = known->group;
    if (spec.kind == EvaluatorKind::hit) spec.k = 1;
    if (node.IsMap()) {
      check_keys(node,
                 {"kind", "name", "group", "field", "ignore_case", "k", "criterion", "grades"});
      if (node["name"]) spec.name = redacted(text(node, "name", true));
      if (!text(node, "group", false).empty()) {
        spec.group = choice<ScoreGroup>(node, "group", group_names);
      }
      spec.field = text(node, "field", false);
      spec.ignore_case = flag(node, "ignore_case", false);
      spec.k = number(node, "k", spec.k, largest_k);
    }
    if (spec.asks_judge()) spec.rubric = rubric(node, spec.kind == EvaluatorKind::judge);
    return spec;
  }

  Rubric rubric(const YAML::Node& node, bool with_grades) const {
    if (!node.IsMap()) fail(node, "a judge needs its 'criterion'");
    Rubric rubric;
    rubric.criterion = text(node, "criterion", true);
    if (!with_grades) return rubric;
    const std::vector<std::string> grades = texts(node, "grades");
    if (grades.empty()) return rubric;
    if (grades.size() != rubric.grades.size()) {
      fail(node, "grades: expected four texts, the meanings of 0, 1, 2 and 3");
    }
    std::ranges::copy(grades, rubric.grades.begin());
    return rubric;
  }

  GateLimits gate_limits(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected limits such as 'accuracy: 0.8'");
    check_keys(node, {"accuracy", "relevance", "cost_usd", "latency_p95_ms", "accuracy_drop",
                      "relevance_drop", "cost_rise", "coverage"});
    GateLimits limits;
    visit_limits(limits, [&](const char* name, auto& limit, double most) {
      const YAML::Node written = node[name];
      if (written) limit = most == 0 ? share(written, name) : real(written, name, 0, most);
    });
    return limits;
  }

  std::vector<SuiteExample> examples(const YAML::Node& list) const {
    if (!list.IsSequence() || list.size() == 0) fail(list, "expected a list of examples");
    std::vector<SuiteExample> all;
    std::set<std::string> ids;
    for (const YAML::Node& node : list) {
      all.push_back(example(node));
      if (!ids.insert(all.back().id).second) {
        fail(node, fmt::format("two examples are named '{}'", all.back().id));
      }
    }
    return all;
  }

  SuiteExample example(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected an example with 'id' and 'inputs'");
    check_keys(node, {"id", "inputs", "reference", "metadata", "split"});
    SuiteExample example;
    example.id = redacted(text(node, "id", true));
    example.inputs = text_map(node, "inputs");
    if (example.inputs.empty()) fail(node, "expected 'inputs' such as 'inputs: {query: ...}'");
    example.metadata = text_map(node, "metadata");
    if (node["split"]) example.split = redacted(text(node, "split", true));
    if (const auto part = optional_child(node, "reference")) example.reference = reference(*part);
    return example;
  }

  TextByName text_map(const YAML::Node& node, const char* name) const {
    const auto map = optional_map(node, name, "texts");
    if (!map) return {};
    TextByName all;
    for (const auto& entry : *map) all[scalar(entry.first, name)] = scalar(entry.second, name);
    return all;
  }

  Reference reference(const YAML::Node& node) const {
    Reference reference;
    if (node.IsScalar()) {
      reference.text = node.Scalar();
      return reference;
    }
    if (!node.IsMap())
      fail(node,
           "expected a text, or a map of 'text', 'items', 'contains', 'excludes' and 'parts'");
    check_keys(node, {"text", "items", "contains", "excludes", "parts"});
    reference.text = text(node, "text", false);
    for (const auto& [name, list] : reference_lists) reference.*list = texts(node, name);
    if (const YAML::Node parts = node["parts"]; parts && !parts.IsNull()) {
      if (!parts.IsSequence()) fail(parts, "expected a list of files below 'parts'");
      for (const YAML::Node& part : parts) reference.parts.push_back(file_part(part));
    }
    return reference;
  }
};

std::string flow_map(const TextByName& texts) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : texts) {
    entries.push_back(yaml_string(name) + ": " + yaml_string(value));
  }
  return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string reference_yaml(const Reference& reference) {
  std::string out;
  if (!reference.text.empty()) out += fmt::format("    text: {}\n", yaml_string(reference.text));
  for (const auto& [name, list] : reference_lists) {
    if ((reference.*list).empty()) continue;
    const auto quoted = std::views::transform(reference.*list, yaml_string);
    out += fmt::format("    {}: [{}]\n", name, fmt::join(quoted, ", "));
  }
  if (!reference.parts.empty()) out += "    parts:\n";
  for (const FilePart& part : reference.parts) out += fmt::format("      - {}\n", yaml_of(part));
  return out.empty() ? out : "  reference:\n" + out;
}

/// Throws Error(usage) if an example lacks the target's input, or if an evaluator has no example
/// that it can score.
void check_examples(const PromptSuite& suite, const std::string& file) {
  const TargetKind kind = suite.target.kind;
  const std::string needed = kind == TargetKind::answer ? "question" : "query";
  for (const SuiteExample& example : suite.examples) {
    if (kind == TargetKind::prompt || example.inputs.contains(needed)) continue;
    throw Error(ErrorCode::usage,
                fmt::format("{}: the example '{}' has no input '{}', which the target {} needs",
                            file, example.id, needed, target_name(kind)),
                std::string(suite_hint));
  }
  for (const EvaluatorSpec& spec : suite.evaluators) {
    const auto has_reference = [&](const SuiteExample& example) {
      return can_evaluate(spec.kind, example.reference);
    };
    if (std::ranges::any_of(suite.examples, has_reference)) continue;
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: no example has a reference for the evaluator '{}'", file, spec.name),
        std::string(suite_hint));
  }
}

}  // namespace

bool is_prompt_suite(std::string_view yaml) {
  try {
    const YAML::Node root = load_yaml_document(yaml);
    return root.IsMap() && root["target"];
  } catch (const YAML::Exception&) {
    return false;  // parsing reports the error
  }
}

PromptSuite parse_prompt_suite(std::string_view yaml, std::string_view file) {
  return PromptSuiteParser(file).suite(yaml);
}

std::vector<SuiteExample> parse_suite_examples(std::string_view yaml, std::string_view file) {
  return PromptSuiteParser(file).example_list(yaml);
}

std::string suite_examples_yaml(std::span<const SuiteExample> examples) {
  std::string out;
  for (const SuiteExample& example : examples) {
    out += fmt::format("- id: {}\n", yaml_string(example.id));
    out += fmt::format("  inputs: {}\n", flow_map(example.inputs));
    out += reference_yaml(example.reference);
    if (!example.metadata.empty()) {
      out += fmt::format("  metadata: {}\n", flow_map(example.metadata));
    }
    out += fmt::format("  split: {}\n", yaml_string(example.split));
  }
  return out;
}

PromptSuite load_prompt_suite(const std::filesystem::path& path, const ReadText& read) {
  const auto text_of = [&](const std::filesystem::path& file) {
    return read ? read(file) : read_file(file, most_suite_bytes);
  };
  PromptSuite suite = parse_prompt_suite(text_of(path), path.string());
  std::filesystem::path file = path;
  if (!suite.examples_file.empty()) {
    file = path.parent_path() / suite.examples_file;
    suite.examples = parse_suite_examples(text_of(file), file.string());
  }
  check_examples(suite, file.string());
  return suite;
}

std::vector<SuiteExample> examples_of_split(const PromptSuite& suite, const std::string& split) {
  if (split.empty()) return suite.examples;
  std::vector<SuiteExample> chosen;
  std::set<std::string> names;
  for (const SuiteExample& example : suite.examples) {
    names.insert(example.split);
    if (example.split == split) chosen.push_back(example);
  }
  if (!chosen.empty()) return chosen;
  throw Error(ErrorCode::usage,
              fmt::format("{} has no examples of the split '{}'", suite.name, split),
              fmt::format("Use one of {}", fmt::join(names, ", ")));
}

bool can_evaluate(EvaluatorKind kind, const Reference& reference) {
  using enum EvaluatorKind;
  const auto is_one_of = [kind](auto... kinds) { return (... || (kind == kinds)); };
  if (is_one_of(exact, similarity, pairwise)) return !reference.text.empty();
  if (kind == set) return !reference.items.empty();
  if (kind == contains) return !reference.contains.empty() || !reference.excludes.empty();
  if (is_one_of(cited, hit, ndcg, gain)) return !reference.parts.empty();
  return true;
}

bool needs_model(const PromptSuite& suite) { return suite.target.kind != TargetKind::search; }

bool needs_judge(const PromptSuite& suite) {
  return std::ranges::any_of(suite.evaluators, &EvaluatorSpec::asks_judge);
}

}  // namespace gitctx
