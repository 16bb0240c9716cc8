#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "http/multipart.h"
#include "langsmith/client.h"
#include "langsmith/run.h"

namespace gitctx {

/// Parts that must be in the same body.
using PartGroup = std::vector<MultipartPart>;

/// Packs the groups into bodies within the limits. A group that alone exceeds the limits has its
/// own body.
std::vector<IngestBody> bodies_of(std::span<const PartGroup> groups,
                                  const LangSmithCapabilities& limits);

/// The bodies that send runs and their feedback; the runs come first.
std::vector<IngestBody> ingest_bodies(std::span<const LangSmithRun> runs,
                                      std::span<const LangSmithFeedback> feedback,
                                      const LangSmithCapabilities& limits);

/// Prepares a kept body for sending. Replaces the secrets in its texts again, because an older
/// version of gitctx may have kept the body. Removes the fields that the settings now hide. Ids
/// stay as they are. Returns nothing if the body is not one of ingest_bodies().
std::optional<IngestBody> scrubbed_body(const IngestBody& body, const LangSmithSettings& settings);

/// Sends runs and their feedback. It is not an error if LangSmith already has a run (409), so
/// sending again is safe. If the server does not support multipart bodies, sends runs in JSON
/// batches and feedback one by one. Throws as LangSmithClient does; LangSmith may then have stored
/// some of the runs.
void ingest(LangSmithClient& client, std::span<const LangSmithRun> runs,
            std::span<const LangSmithFeedback> feedback, const std::stop_token& stop);

/// Sends one score by POST /feedback.
void send_feedback(LangSmithClient& client, const LangSmithFeedback& feedback,
                   const std::stop_token& stop);

}  // namespace gitctx
