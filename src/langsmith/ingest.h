#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "http/multipart.h"
#include "langsmith/client.h"
#include "langsmith/run.h"

namespace gitctx {

/// Parts that belong in one body.
using PartGroup = std::vector<MultipartPart>;

/// Bodies within the limits. A group that alone exceeds the limit has a body of its own.
std::vector<IngestBody> bodies_of(std::span<const PartGroup> groups,
                                  const LangSmithCapabilities& limits);

/// The bodies that send runs and their feedback, the runs first.
std::vector<IngestBody> ingest_bodies(std::span<const LangSmithRun> runs,
                                      std::span<const LangSmithFeedback> feedback,
                                      const LangSmithCapabilities& limits);

/// Sends runs and their feedback. It is not an error if LangSmith already has a run (409), so
/// sending again is safe. If the server does not support multipart bodies, sends runs in JSON
/// batches and feedback one by one. Throws as LangSmithClient does; some of the runs may then have
/// been stored.
void ingest(LangSmithClient& client, std::span<const LangSmithRun> runs,
            std::span<const LangSmithFeedback> feedback, const std::stop_token& stop);

/// Sends one score by POST /feedback.
void send_feedback(LangSmithClient& client, const LangSmithFeedback& feedback,
                   const std::stop_token& stop);

}  // namespace gitctx
