#include "embed/hosted/openai_batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/json_text.h"
#include "base/stop.h"
#include "embed/hosted/batch_results.h"
#include "embed/wire/embedding_wire.h"
#include "http/multipart.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

// The service deletes files after this time.
constexpr int kept_seconds = 7 * 24 * 3600;

nlohmann::json parse_reply(std::string_view body) {
  nlohmann::json reply = parse_json(body);
  if (!reply.is_object()) {
    throw Error(ErrorCode::provider, "openai: the batch reply is not a JSON object");
  }
  return reply;
}

/// Whether a text has the form of an id from the service. Ids become parts of addresses, so
/// characters with a meaning in addresses are not allowed.
bool is_id(std::string_view text) {
  constexpr std::size_t most_bytes = 200;
  return !text.empty() && text.size() <= most_bytes &&
         std::ranges::all_of(text, [](char c) { return is_identifier_char(c) || c == '-'; });
}

std::string require_id(std::string id) {
  if (is_id(id)) return id;
  throw Error(ErrorCode::provider, "openai: the batch reply has a malformed id");
}

std::string require_text(const nlohmann::json& object, const char* name) {
  std::string text = json_string_member(object, name);
  if (text.empty()) {
    throw Error(ErrorCode::provider, fmt::format("openai: the batch reply lacks '{}'", name));
  }
  return text;
}

/// The service's reason for the failure of a batch.
std::string failure_of(const nlohmann::json& batch) {
  const nlohmann::json list = json_member(json_member(batch, "errors"), "data");
  const bool has_errors = list.is_array() && !list.empty();
  const std::string message = has_errors ? json_string_member(list[0], "message") : "";
  return message.empty() ? "no reason given" : message;
}

}  // namespace

OpenAiBatches::OpenAiBatches(HostedEmbeddings& embeddings, BatchOptions options, Clock& clock)
    : embeddings_(embeddings), options_(std::move(options)), clock_(clock) {}

std::vector<OpenAiBatches::Pending> OpenAiBatches::load() const {
  const std::optional<std::string> text = read_file_if_present(options_.file);
  if (!text) return {};
  const nlohmann::json document = parse_json(*text);
  const auto is_pending = [](const nlohmann::json& entry) {
    const std::string id = json_string_member(entry, "id");
    return is_id(json_string_member(entry, "input_file_id")) && (id.empty() || is_id(id));
  };
  std::vector<Pending> batches;
  if (document.is_object() && document.contains("batches") && document["batches"].is_array() &&
      std::ranges::all_of(document["batches"], is_pending)) {
    for (const nlohmann::json& entry : document["batches"]) {
      batches.push_back({.file_id = json_string_member(entry, "input_file_id"),
                         .id = json_string_member(entry, "id"),
                         .model = json_string_member(entry, "model"),
                         .texts = json_count_member(entry, "texts"),
                         .tokens = json_count_member(entry, "tokens")});
    }
    return batches;
  }
  throw Error(ErrorCode::failure, fmt::format("{} is damaged", options_.file.string()),
              "Remove it. Pending batches are then lost, although they are paid for");
}

void OpenAiBatches::save(const std::vector<Pending>& batches) const {
  OrderedJson list = OrderedJson::array();
  for (const Pending& batch : batches) {
    list.push_back({{"id", batch.id},
                    {"input_file_id", batch.file_id},
                    {"model", batch.model},
                    {"texts", batch.texts},
                    {"tokens", batch.tokens}});
  }
  make_folders(options_.file.parent_path());
  replace_file_atomically(options_.file,
                          json_text(OrderedJson{{"batches", std::move(list)}}, 2) + "\n");
}

std::uint64_t OpenAiBatches::pending_texts() {
  std::uint64_t texts = 0;
  for (const Pending& batch : load()) {
    if (batch.model == embeddings_.model().id(embeddings_.model().dimension)) texts += batch.texts;
  }
  return texts;
}

HttpResponse OpenAiBatches::call(HttpRequest request, const std::stop_token& stop) {
  EmbeddingRequests& requests = embeddings_.requests();
  request.url.insert(0, embeddings_.model().base_url);
  HttpClient& client = requests.client();
  const Service& service = requests.service();
  if (!service.api_key.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + service.api_key});
  }
  HttpResponse response = client.send(request, stop);
  if (!response.is_success()) throw response_error(service, response);
  return response;
}

void OpenAiBatches::add(std::span<const std::string> texts, const std::stop_token& stop) {
  for (const std::size_t i : embeddings_.missing_documents(texts, stop)) {
    const ContentHash hash = embeddings_.hash_of(texts[i], InputKind::document);
    if (!added_.insert(hash).second) continue;
    const TokenCounter& tokens = embeddings_.tokens();
    const std::string text = embeddings_.model().sent_text(texts[i], InputKind::document);
    const std::string cut(tokens.cut(text));
    const std::string line = add_line(cut, hex_of(hash));
    const bool is_full =
        line_count_ == options_.most_texts || lines_.size() + line.size() > options_.most_bytes;
    if (is_full) send(stop);
    lines_ += line;
    ++line_count_;
    line_tokens_ += tokens.count(cut);
  }
}

std::string OpenAiBatches::add_line(const std::string& text, const std::string& id) const {
  const std::string body = embedding_body(embeddings_.model(), {.texts = std::span(&text, 1)});
  return fmt::format(R"({{"custom_id":"{}","method":"POST","url":"/v1/embeddings","body":{}}})"
                     "\n",
                     id, body);
}

void OpenAiBatches::send(const std::stop_token& stop) {
  if (line_count_ == 0) return;
  std::vector<Pending> batches = load();
  batches.push_back({.file_id = upload(stop),
                     .id = {},
                     .model = embeddings_.model().id(embeddings_.dimension(stop)),
                     .texts = line_count_,
                     .tokens = line_tokens_});
  save(batches);
  begin(batches.back(), /*look_first=*/false, stop);
  save(batches);
  lines_.clear();
  line_count_ = 0;
  line_tokens_ = 0;
}

std::string OpenAiBatches::upload(const std::stop_token& stop) {
  const std::vector<MultipartPart> parts{
      {.name = "purpose", .body = "batch"},
      {.name = "expires_after[anchor]", .body = "created_at"},
      {.name = "expires_after[seconds]", .body = std::to_string(kept_seconds)},
      {.name = "file",
       .body = lines_,
       .content_type = "application/jsonl",
       .filename = "gitctx.jsonl"}};
  const std::string boundary = multipart_boundary(parts);
  HttpRequest request{.method = "POST", .url = "/files"};
  request.headers.push_back({"Content-Type", multipart_content_type(boundary)});
  request.body = multipart_body(parts, boundary);
  request.timeout = std::chrono::minutes(10);
  return require_id(require_text(parse_reply(call(std::move(request), stop).body), "id"));
}

/// Pays for a batch and creates it. With `look_first`, first searches for a batch that a killed run
/// created but did not record.
void OpenAiBatches::begin(Pending& batch, bool look_first, const std::stop_token& stop) {
  const double usd = embeddings_.bill().cost({.input = batch.tokens, .in_batch = true});
  Bill::Reservation money = embeddings_.bill().reserve(usd);
  if (look_first) batch.id = find_begun(batch.file_id, stop);
  if (batch.id.empty()) batch.id = create(batch.file_id, stop);
  money.settle(batch.tokens, usd);
}

std::string OpenAiBatches::find_begun(const std::string& file_id, const std::stop_token& stop) {
  const nlohmann::json reply =
      parse_reply(call({.method = "GET", .url = "/batches?limit=100"}, stop).body);
  std::string id;
  for (const nlohmann::json& batch : json_member(reply, "data")) {
    if (json_string_member(batch, "input_file_id") == file_id) {
      id = require_id(json_string_member(batch, "id"));
    }
  }
  return id;
}

std::string OpenAiBatches::create(const std::string& file_id, const std::stop_token& stop) {
  HttpRequest request{.method = "POST", .url = "/batches"};
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = json_text(
      OrderedJson{{"input_file_id", file_id},
                  {"endpoint", "/v1/embeddings"},
                  {"completion_window", "24h"},
                  {"output_expires_after", {{"anchor", "created_at"}, {"seconds", kept_seconds}}}});
  return require_id(require_text(parse_reply(call(std::move(request), stop).body), "id"));
}

void OpenAiBatches::collect(const std::stop_token& stop,
                            const std::function<void(const BatchProgress&)>& progress) {
  const std::string model = embeddings_.model().id(embeddings_.dimension(stop));
  std::vector<Pending> batches = load();
  for (;;) {
    const auto batch = std::ranges::find(batches, model, &Pending::model);
    if (batch == batches.end()) return;
    if (batch->id.empty()) {
      begin(*batch, /*look_first=*/true, stop);
      save(batches);
    }
    // Removes the batch from the record. Called after its results have been cached or the batch has
    // failed.
    const auto forget = [&] {
      batches.erase(batch);
      save(batches);
    };
    try {
      await(*batch, stop, progress);
    } catch (const BatchFailed& failed) {
      const std::string what = fmt::format("openai: batch {} failed: {}", batch->id, failed.reason);
      forget();
      throw Error(ErrorCode::provider, what, "Run: gitctx index");
    }
    forget();
  }
}

void OpenAiBatches::await(const Pending& batch, const std::stop_token& stop,
                          const std::function<void(const BatchProgress&)>& progress) {
  std::chrono::milliseconds wait = options_.first_wait;
  for (;;) {
    const nlohmann::json state =
        parse_reply(call({.method = "GET", .url = "/batches/" + batch.id}, stop).body);
    const std::string status = require_text(state, "status");
    progress({.id = batch.id,
              .status = status,
              .texts_done = json_count_member(json_member(state, "request_counts"), "completed"),
              .texts_total = batch.texts});
    if (status == "failed") throw BatchFailed{failure_of(state)};
    if (status == "completed" || status == "expired" || status == "cancelled") {
      // An expired batch has partial results; the other texts are embedded without a batch.
      const std::string output = json_string_member(state, "output_file_id");
      if (!output.empty()) take_results(require_id(output), stop);
      return;
    }
    if (!clock_.sleep_until(clock_.now() + wait, stop)) {
      throw_interrupted();
    }
    wait = std::min(2 * wait, options_.longest_wait);
  }
}

void OpenAiBatches::take_results(const std::string& file_id, const std::stop_token& stop) {
  BatchResults results(embeddings_.dimension(stop),
                       [&](std::span<const ContentHash> texts, const EmbeddingMatrix& vectors) {
                         embeddings_.keep_documents(texts, vectors, stop);
                       });
  HttpRequest request{.method = "GET", .url = "/files/" + file_id + "/content"};
  request.timeout = std::chrono::minutes(30);
  request.on_body = [&](std::string_view piece) { results.add(piece); };
  const HttpResponse response = call(std::move(request), stop);
  results.add(response.body);
  results.finish();
}

}  // namespace gitctx
