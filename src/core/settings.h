#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gitctx {

/// The model that reorders the first results of a search.
enum class Rerank { none, llm };

/// The scope of `gitctx index`: HEAD and the configured revisions, or these and every version of
/// every file.
enum class IndexMode { snapshot, history };

/// The settings merged from defaults, files and the environment. All values have been checked.
struct Settings {
  struct Search {
    int limit = 10;  ///< 1..100
    Rerank rerank = Rerank::none;
    double min_similarity = 0;          ///< 0..1
    double min_best_similarity = 0.05;  ///< 0..1
    bool auto_refresh = true;
  } search;

  struct Index {
    int chunk_tokens = 256;        ///< target size of a chunk of small definitions or plain lines
    int chunk_overlap_tokens = 0;  ///< tokens that a line chunk repeats from the previous one
    int max_chunk_tokens = 512;  ///< maximum size of a chunk; only a single long line may exceed it
    double max_blob_size_mb = 5;
    std::vector<std::string> refs;  ///< revisions to index in addition to HEAD
    IndexMode mode = IndexMode::snapshot;
    int memory_limit_mb = 512;
    int threads = 0;  ///< 0: one per core
  } index;

  struct Model {
    std::string embedding = "embedded";
    std::string base_url;       ///< embedding server; empty: the provider's own
    int dimensions = 0;         ///< dimensions of hosted vectors; 0: the model's default
    std::string chat;           ///< "openai/NAME" or "anthropic/NAME"; any name with chat_base_url
    std::string chat_base_url;  ///< chat server; empty: the provider's own
    int chat_timeout_s = 120;   ///< time limit for one call of the chat model, 1..3600
    double budget_usd_per_day = 0;  ///< limit for hosted models in a UTC day; 0: no limit
    bool allow_http = false;        ///< whether plain http:// to other machines is allowed
    std::string ca_bundle;  ///< path of a PEM file, absolute or below ~/; empty: the system's CAs
  } model;
};

}  // namespace gitctx
