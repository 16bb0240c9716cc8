#pragma once

#include "testing/conformance/conformance_server.h"
#include "testing/http_listener.h"

namespace gitctx {

/// The routes with which other processes control a ConformanceServer; all bodies are JSON.
///
///   GET  /__control/counts      {"POST /v1/embeddings": {requests, failures, inputs, ...}, ...}
///   GET  /__control/exchanges   [{method, path, query, headers: [[name, value]], body, status}]
///   GET  /__control/langsmith   ConformanceServer::langsmith_state()
///   POST /__control/failures    {kind, method, path, status, code, headers: {name: value},
///                                delay_ms, skip, times}; kind is "status", "slow", "truncated" or
///                                "closed"
///   POST /__control/chats       {text, truncated, refusal}, or an array of these
///   POST /__control/settings    {latency_ms, api_key,
///                                limits: {requests_per_minute, tokens_per_minute, burst_ms}}
///   POST /__control/clear       ConformanceServer::clear()
ServedReply answer_control(const ServedRequest& request, ConformanceServer& server);

}  // namespace gitctx
