#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "langsmith/client.h"
#include "langsmith/run.h"

namespace gitctx {

/// A body of POST /runs/multipart.
struct IngestBody {
  std::string content_type;
  std::string bytes;
};

/// Bodies within the limits, the runs first and then the feedback. A part that is too large alone
/// has a body to itself.
std::vector<IngestBody> ingest_bodies(std::span<const LangSmithRun> runs,
                                      std::span<const LangSmithFeedback> feedback,
                                      const LangSmithCapabilities& limits);

/// Sends runs and their feedback, each exactly once whatever was sent before: what LangSmith has
/// already is no error. Where multipart bodies are unknown it sends batches of JSON and single
/// feedbacks. Throws as LangSmithClient does; then a part may be there.
void ingest(LangSmithClient& client, std::span<const LangSmithRun> runs,
            std::span<const LangSmithFeedback> feedback, const std::stop_token& stop);

/// POST /feedback, for one.
void send_feedback(LangSmithClient& client, const LangSmithFeedback& feedback,
                   const std::stop_token& stop);

}  // namespace gitctx
