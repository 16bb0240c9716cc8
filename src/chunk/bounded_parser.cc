#include "chunk/bounded_parser.h"

#include <algorithm>
#include <cstdint>
#include <ctime>

#include "base/check.h"
#include "chunk/grammars.h"

namespace gitctx {
namespace {

// Each block that is read costs a part of the budget. Blocks are small, so that a scanner that
// looks far ahead for every token soon spends the budget.
constexpr std::uint32_t block_size = 4 * 1024;
constexpr std::int64_t block_cost = 25;
constexpr std::int64_t operations_per_callback = 100;  // OP_COUNT_PER_PARSER_TIMEOUT_CHECK
constexpr std::int64_t operations_per_ms = 1000;
// The time limit of a parse is this multiple of the time that its operations should take. Syntax
// errors need the slack, because each error costs up to a hundred operations. Parsing a real file
// takes a tenth of the permitted time.
constexpr int clock_slack = 2;

// Real files take up to 2.2 operations, 90 bytes of memory and 1,400 bytes of allocations for each
// byte of text. Text that repeats tokens in violation of the grammar can take any amount.
constexpr std::int64_t operations_per_byte = 4;
constexpr std::size_t heap_bytes = std::size_t{64} * 1024 * 1024;
constexpr std::size_t heap_bytes_per_byte = 128;
constexpr std::size_t most_heap_bytes = std::size_t{192} * 1024 * 1024;
// This limit is in bytes, because most of the time for an allocation is spent on copying its bytes.
constexpr std::size_t allocated_bytes_per_operation = 500;

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

std::int64_t operations_for(std::size_t text_size, std::chrono::milliseconds time_limit) {
  const std::int64_t most = time_limit.count() * operations_per_ms;
  return std::min(most, most / 8 + static_cast<std::int64_t>(text_size) * operations_per_byte);
}

ParseHeap::Limits heap_limits(std::size_t text_size, std::int64_t operations) {
  const std::size_t held = heap_bytes + text_size * heap_bytes_per_byte;
  return {.held_bytes = std::min(held, most_heap_bytes),
          .allocated_bytes = static_cast<std::size_t>(operations) * allocated_bytes_per_operation};
}

}  // namespace

const TSTree* BoundedParser::parse(std::string_view text, Language language) {
  heap_.clear();
  const Grammar* const grammar = grammar_of(language);
  if (grammar == nullptr) return nullptr;
  Budget budget{.text = text, .left = operations_for(text.size(), time_limit_)};
  budget.deadline =
      thread_time() + std::chrono::milliseconds(budget.left * clock_slack / operations_per_ms);
  const TSInput input{
      .payload = &budget, .read = read_block, .encoding = TSInputEncodingUTF8, .decode = nullptr};
  const TSParseOptions options{.payload = &budget, .progress_callback = is_spent};
  try {
    const ParseHeap::Scope scope(heap_, heap_limits(text.size(), budget.left));
    TSParser* const parser = ts_parser_new();
    GITCTX_CHECK(ts_parser_set_language(parser, grammar->language));
    const TSTree* const tree = ts_parser_parse_with_options(parser, nullptr, input, options);
    // Frees the state of the external scanner. The rest of the parser is freed with the heap.
    ts_parser_reset(parser);
    return budget.left < 0 ? nullptr : tree;
  } catch (const ParseHeap::Exhausted&) {
    return nullptr;
  }
}

}  // namespace gitctx
