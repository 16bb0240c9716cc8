#include "chunk/bounded_parser.h"

#include <algorithm>
#include <cstdint>
#include <ctime>

#include "base/check.h"
#include "chunk/grammars.h"

namespace gitctx {
namespace {

// Small, so that a scanner that looks far ahead for every token soon spends the budget.
constexpr std::uint32_t block_size = 4 * 1024;
constexpr std::int64_t block_cost = 25;
constexpr std::int64_t operations_per_callback = 100;  // OP_COUNT_PER_PARSER_TIMEOUT_CHECK
constexpr std::int64_t operations_per_ms = 1000;
constexpr int clock_slack = 5;

/// The text of one parse, and its remaining budget.
struct Budget {
  std::string_view text;
  std::int64_t left = 0;
  std::chrono::nanoseconds deadline{};
};

/// The CPU time of the thread, which does not include waiting for a busy machine.
std::chrono::nanoseconds thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

const char* read_block(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* size) {
  auto& budget = *static_cast<Budget*>(payload);
  budget.left -= block_cost;
  if (byte >= budget.text.size() || budget.left < 0) {
    *size = 0;
    return "";
  }
  const auto rest = static_cast<std::uint32_t>(budget.text.size()) - byte;
  *size = std::min(block_size - byte % block_size, rest);
  return budget.text.data() + byte;
}

bool is_spent(TSParseState* state) {
  auto& budget = *static_cast<Budget*>(state->payload);
  budget.left -= operations_per_callback;
  return budget.left < 0 || thread_time() > budget.deadline;
}

}  // namespace

TSParser* BoundedParser::parser_for(Language language) {
  auto& parser = parsers_[static_cast<std::size_t>(language)];
  if (!parser) {
    parser.reset(ts_parser_new());
    GITCTX_CHECK(ts_parser_set_language(parser.get(), grammar_of(language)->language));
  }
  return parser.get();
}

SyntaxTree BoundedParser::parse(std::string_view text, Language language) {
  if (grammar_of(language) == nullptr) return nullptr;
  TSParser* parser = parser_for(language);
  Budget budget{.text = text,
                .left = time_limit_.count() * operations_per_ms,
                .deadline = thread_time() + time_limit_ * clock_slack};
  const TSInput input{
      .payload = &budget, .read = read_block, .encoding = TSInputEncodingUTF8, .decode = nullptr};
  const TSParseOptions options{.payload = &budget, .progress_callback = is_spent};
  SyntaxTree tree(ts_parser_parse_with_options(parser, nullptr, input, options));
  ts_parser_reset(parser);
  if (budget.left < 0) tree = nullptr;
  return tree;
}

}  // namespace gitctx
