#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gitctx {

/// The settings after files, environment and defaults were merged; plain values, already checked.
struct Settings {
  struct Search {
    int limit = 10;  ///< 1..100
    std::string rerank = "none";
    double min_similarity = 0;         ///< 0..1
    double min_best_similarity = 0.2;  ///< 0..1
    bool auto_refresh = true;
  } search;

  struct Index {
    int chunk_tokens = 256;        ///< size a chunk of small definitions or plain lines aims at
    int chunk_overlap_tokens = 0;  ///< tokens a line chunk repeats from the one before
    int max_chunk_tokens = 512;    ///< no chunk is larger, unless one line alone is
    double max_blob_size_mb = 5;
    std::vector<std::string> refs;  ///< indexed besides HEAD
    std::string mode = "snapshot";  ///< snapshot | history
    int memory_limit_mb = 512;
    int threads = 0;  ///< 0: one per core
  } index;

  struct Model {
    std::string embedding = "embedded";
    std::string base_url;       ///< of the server that embeds; empty: the provider's own
    int dimensions = 0;         ///< numbers in a vector of a hosted model; 0: its own
    std::string chat;           ///< "openai/NAME", "anthropic/NAME", or any with a chat_base_url
    std::string chat_base_url;  ///< of the server that answers; empty: the provider's own
    double budget_usd_per_day = 0;  ///< what hosted models may cost in a day (UTC); 0: no limit
  } model;
};

}  // namespace gitctx
