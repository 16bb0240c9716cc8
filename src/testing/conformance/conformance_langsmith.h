#pragma once

#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "testing/conformance/conformance_provider.h"

namespace gitctx {

/// The data of the imitated LangSmith. Each list is in order of arrival. LangSmithPlay locks the
/// data.
class LangSmithStore {
 public:
  std::vector<nlohmann::json> datasets;
  std::vector<nlohmann::json> examples;
  std::vector<nlohmann::json> sessions;
  std::vector<nlohmann::json> runs;
  std::vector<nlohmann::json> feedback;
  std::vector<nlohmann::json> comparatives;
  std::vector<nlohmann::json> repos;  ///< with their commits

  static constexpr const char* tenant_id = "00000000-0000-4000-9000-000000000001";

  /// The element whose `field` has that value; null if there is none.
  static nlohmann::json* find(std::vector<nlohmann::json>& list, std::string_view field,
                              const nlohmann::json& value);
  /// The element with this id. If there is none, throws ConformanceRefusal with status 404; `what`
  /// is the name of the element in the message.
  static nlohmann::json& at(std::vector<nlohmann::json>& list, const nlohmann::json& id,
                            std::string_view what);
  /// A new id for each call; the sequence of ids is the same in every process.
  std::string next_id();
  std::string next_time();  ///< later than every earlier result

 private:
  std::uint64_t ids_ = 0;
  std::uint64_t times_ = 0;
};

/// Throws a ConformanceRefusal with status 422 that names a field.
[[noreturn]] void refuse_value(std::string field, std::string message);
/// The string in a field; calls refuse_value() if it is missing or not a string.
std::string required_text(const nlohmann::json& object, const char* field);
/// Calls refuse_value() unless the value is a UUID.
void require_uuid(std::string_view value, const char* field);

/// Whether a JSON value is a string in `choices`.
bool is_one_of(const std::vector<std::string>& choices, const nlohmann::json& text);

/// The elements that the query parameters `limit` (1 to 100, default 100) and `offset` select.
/// Throws ConformanceRefusal for a wrong value.
nlohmann::json page_of(const std::vector<nlohmann::json>& list, const ServedRequest& request);

/// The segments of a path: "/datasets/X/comparative" is {"datasets", "X", "comparative"}.
std::vector<std::string> segments_of(std::string_view path);

/// A request for the functions below; `store` is locked during the call.
struct LangSmithCall {
  ProviderCall& call;
  LangSmithStore& store;
  std::vector<std::string> segments;
  std::string method;
  bool takes_multipart_runs = true;
  bool takes_multipart_examples = true;

  bool is(std::string_view verb, std::size_t count) const {
    return method == verb && segments.size() == count;
  }
};

/// Answer requests under /datasets, /examples, /v1/platform/datasets, /sessions, /runs, /feedback,
/// /repos and /commits. Each function throws ConformanceRefusal, with status 404 for an unknown
/// route or object.
ServedReply answer_datasets(LangSmithCall& call);
ServedReply answer_examples(LangSmithCall& call);
ServedReply answer_sessions(LangSmithCall& call);
ServedReply answer_runs(LangSmithCall& call);
ServedReply answer_feedback(LangSmithCall& call);
ServedReply answer_hub(LangSmithCall& call);

/// Stores one feedback entry. Throws ConformanceRefusal if LangSmith would refuse the entry.
/// `from_ingest` tells whether the entry was sent with runs.
void store_feedback(LangSmithStore& store, nlohmann::json feedback, bool from_ingest);

class LangSmithPlay : public ConformanceProvider {
 public:
  LangSmithPlay(bool multipart_runs, bool multipart_examples)
      : multipart_runs_(multipart_runs), multipart_examples_(multipart_examples) {}

  std::string key_of(const ServedRequest& request) const override;
  ServedReply answer(ProviderCall& call) override;
  ServedReply refuse(const ConformanceRefusal& refusal) const override;
  std::string state() const;

 private:
  bool multipart_runs_;
  bool multipart_examples_;
  mutable std::mutex mutex_;
  LangSmithStore store_;
};

}  // namespace gitctx
