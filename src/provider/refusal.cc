#include "provider/refusal.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/ascii.h"

namespace gitctx {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::ranges::any_of(phrases,
                             [&](std::string_view phrase) { return text.contains(phrase); });
}

}  // namespace

Refusal classify_refusal(const HttpResponse& response) {
  if (response.status == 413) return Refusal::too_large;
  // llama.cpp uses status 500 to reject a text that is too long.
  const bool is_about_request =
      response.status == 400 || response.status == 422 || response.status == 500;
  if (!is_about_request) return Refusal::final;
  constexpr std::size_t enough = 4096;
  const std::string text = lower_case(std::string_view(response.body).substr(0, enough));
  if (has_any(text, {"encoding_format", "base64", "embedding_types"})) return Refusal::wants_floats;
  if (has_any(text,
              {"max_tokens_per_request", "tokens per request", "batch size", "batch too large",
               "too many inputs", "too many texts", "number of inputs", "number of texts",
               "tokens per batch", "tokens in a batch", "at most 100 requests"})) {
    return Refusal::too_large;
  }
  if (has_any(text,
              {"context length", "too long", "too large to process", "too many tokens",
               "maximum input length", "input length", "max_model_len", "must have less than",
               "token limit", "exceeds the maximum number of tokens", "larger than the max"})) {
    return Refusal::too_long;
  }
  return Refusal::final;
}

}  // namespace gitctx
