#include "chunk/prepare/macro_definitions.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "chunk/prepare/code_skeleton.h"

namespace gitctx {
namespace {

constexpr std::size_t max_arguments = 8;

/// The first arguments of a call.
struct Arguments {
  std::array<std::string_view, max_arguments> items;
  std::size_t count = 0;
};

Arguments split_arguments(std::string_view text) {
  Arguments arguments;
  int depth = 0;
  char quote = 0;
  std::size_t begin = 1;
  for (std::size_t i = 0; i < text.size() && arguments.count < max_arguments; ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    }
    if (quote == 0 && (depth == 0 || (c == ',' && depth == 1))) {
      arguments.items[arguments.count++] = trimmed(text.substr(begin, i - begin));
      begin = i + 1;
    }
    if (quote == 0 && depth <= 0) break;
  }
  return arguments;
}

/// Whether an argument is one identifier that can be a name.
bool is_name(std::string_view argument) {
  constexpr std::array<std::string_view, 14> types = {
      "void",     "int",    "char",   "bool",   "long", "short", "float",
      "unsigned", "signed", "double", "size_t", "auto", "const", "struct"};
  return !argument.empty() && identifier_at(argument, 0) == argument &&
         std::ranges::find(types, argument) == types.end();
}

/// Whether `word` is one of the underscore-separated words of `name`.
bool has_word(std::string_view name, std::string_view word) {
  while (!name.empty()) {
    if (take_part(name, '_') == word) return true;
  }
  return false;
}

/// Whether the second argument of the macro is the name, and the first is its class or fixture.
bool names_second(std::string_view macro) {
  if (macro.contains("FIXTURE_TEST")) return false;
  return is_test_macro(macro) || has_word(macro, "METHOD") ||
         (macro.starts_with("BENCHMARK") && macro.ends_with("_F"));
}

}  // namespace

bool is_test_macro(std::string_view macro) {
  constexpr std::array<std::string_view, 8> others = {"SCENARIO",     "RC_GTEST_PROP", "GTEST_TEST",
                                                      "CTEST",        "UTEST",         "FUZZ_TEST",
                                                      "TYPED_TEST_P", "TESTCASE"};
  if (std::ranges::find(others, macro) != others.end()) return true;
  return is_macro_name(macro) && has_word(macro, "TEST");
}

bool is_control_macro(std::string_view macro) {
  if (macro.contains("FOREACH")) return true;
  for (const std::string_view word :
       {"FOR", "EACH", "WHILE", "IF", "ELSE", "SWITCH", "TRY", "CATCH", "LOOP", "WITH"}) {
    if (has_word(macro, word)) return true;
  }
  return false;
}

MacroDefinition macro_definition(std::string_view macro, std::string_view arguments) {
  const Arguments split = split_arguments(arguments);
  const auto* const end = split.items.begin() + split.count;
  if (is_test_macro(macro)) {
    const auto* const title = std::find_if(
        split.items.begin(), end, [](std::string_view item) { return item.starts_with('"'); });
    if (title != end) return {.name = *title, .enclosing = {}};
  }
  const auto* const first = std::find_if(split.items.begin(), end, is_name);
  if (first == end) return {};
  const auto* const second = std::find_if(first + 1, end, is_name);
  if (second == end || !names_second(macro)) return {.name = *first, .enclosing = {}};
  return {.name = *second, .enclosing = *first};
}

std::string_view variable_of_macro(std::string_view macro, std::string_view arguments) {
  constexpr std::array<std::string_view, 16> words = {
      "BITMAP",      "COMPLETION",     "HASHTABLE", "IDA",      "IDR",   "MUTEX", "PERCPU_RWSEM",
      "RWLOCK",      "RWSEM",          "SEMAPHORE", "SPINLOCK", "TIMER", "WORK",  "DELAYED_WORK",
      "EVENT_CLASS", "WAIT_QUEUE_HEAD"};
  bool is_second = false;
  std::string_view rest = macro;
  const std::string_view verb = take_part(rest, '_');
  if (verb == "DEFINE" || verb == "DECLARE") {
    is_second = rest.starts_with("PER_CPU") || (verb == "DEFINE" && rest.starts_with("EVENT"));
    if (!is_second && std::ranges::find(words, rest) == words.end()) return {};
  } else if (!macro.starts_with("TRACE_EVENT") && macro != "LIST_HEAD" && macro != "HLIST_HEAD") {
    return {};
  }
  const Arguments split = split_arguments(arguments);
  const std::size_t index = is_second ? 1 : 0;
  if (index >= split.count || !is_name(split.items[index])) return {};
  return split.items[index];
}

}  // namespace gitctx
