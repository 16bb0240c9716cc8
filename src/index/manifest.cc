#include "index/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json_text.h"

namespace gitctx {

namespace {

using Json = nlohmann::ordered_json;

constexpr char file_name[] = "manifest.json";

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorCode::failure, fmt::format("cannot read {}: {}", path.string(), why),
              damage_hint);
}

Json segment_to_json(const SegmentRecord& s) {
  return {{"id", to_int(s.id)},         {"file", s.file},   {"bytes", s.bytes},
          {"text_bytes", s.text_bytes}, {"blobs", s.blobs}, {"chunks", s.chunks}};
}

SegmentRecord segment_from_json(const Json& json) {
  return {SegmentId{json.at("id").get<std::uint64_t>()}, json.at("file").get<std::string>(),
          json.at("bytes").get<std::uint64_t>(),         json.at("text_bytes").get<std::uint64_t>(),
          json.at("blobs").get<std::uint32_t>(),         json.at("chunks").get<std::uint32_t>()};
}

Json view_to_json(const ViewRecord& v) {
  return {{"kind", static_cast<int>(v.kind)},
          {"commit", v.commit.hex()},
          {"file", v.file},
          {"bytes", v.bytes},
          {"entries", v.entries},
          {"skipped", v.skipped},
          {"unreadable", v.unreadable},
          {"commits", v.commits},
          {"commits_pending", v.commits_pending},
          {"fingerprint", v.fingerprint},
          {"complete", v.complete},
          {"owners", v.owners}};
}

ViewRecord view_from_json(const Json& json) {
  ViewRecord view;
  const int kind = json.at("kind").get<int>();
  const auto commit = CommitId::from_hex(json.at("commit").get<std::string>());
  if (kind < 0 || kind > static_cast<int>(ViewKind::history) || !commit) {
    throw std::invalid_argument("a view has an unknown kind or an invalid commit");
  }
  view.kind = static_cast<ViewKind>(kind);
  view.commit = *commit;
  view.file = json.at("file").get<std::string>();
  view.bytes = json.at("bytes").get<std::uint64_t>();
  view.entries = json.at("entries").get<std::uint32_t>();
  view.skipped = json.at("skipped").get<std::uint32_t>();
  view.unreadable = json.at("unreadable").get<std::uint32_t>();
  view.commits = json.at("commits").get<std::uint64_t>();
  view.commits_pending = json.at("commits_pending").get<std::uint32_t>();
  view.fingerprint = json.at("fingerprint").get<std::uint64_t>();
  view.complete = json.at("complete").get<bool>();
  view.owners = json.at("owners").get<std::vector<std::string>>();
  return view;
}

// Whether the name stays inside the index folder.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find('/') == std::string::npos;
}

Manifest parse(const Json& json) {
  Manifest manifest;
  manifest.generation = json.at("generation").get<std::uint64_t>();
  manifest.next_file = json.at("next_file").get<std::uint64_t>();
  manifest.model = json.at("model").get<std::string>();
  manifest.chunking = json.at("chunking").get<std::string>();
  for (const Json& s : json.at("segments")) manifest.segments.push_back(segment_from_json(s));
  for (const Json& v : json.at("views")) manifest.views.push_back(view_from_json(v));
  for (const SegmentRecord& s : manifest.segments) {
    if (!is_plain_name(s.file)) throw std::invalid_argument("a file name is invalid");
  }
  for (const ViewRecord& v : manifest.views) {
    if (!is_plain_name(v.file)) throw std::invalid_argument("a file name is invalid");
  }
  return manifest;
}

}  // namespace

std::filesystem::path manifest_path(const std::filesystem::path& directory) {
  return directory / file_name;
}

std::optional<Manifest> read_manifest(const std::filesystem::path& directory) {
  const std::filesystem::path path = manifest_path(directory);
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::nullopt;
  const std::string text = read_file(path);
  // The last line is the checksum of everything before it.
  const std::size_t body_end = text.rfind("\n#");
  if (body_end == std::string::npos) refuse(path, "no checksum line");
  const std::string_view body = std::string_view(text).substr(0, body_end + 1);
  if (std::string_view(text).substr(body_end + 1) != fmt::format("#{:016x}\n", hash64(body))) {
    refuse(path, "checksum mismatch");
  }
  try {
    const Json json = Json::parse(body);
    const auto version = json.at("format").get<std::uint32_t>();
    if (version != index_format_version) {
      refuse(path, fmt::format("it has index format {}, this program reads format {}", version,
                               index_format_version));
    }
    return parse(json);
  } catch (const std::exception& problem) {
    if (dynamic_cast<const Error*>(&problem) != nullptr) throw;
    refuse(path, problem.what());
  }
}

void write_manifest(const std::filesystem::path& directory, const Manifest& manifest) {
  Json json = {{"format", index_format_version},  {"generation", manifest.generation},
               {"next_file", manifest.next_file}, {"model", manifest.model},
               {"chunking", manifest.chunking},   {"segments", Json::array()},
               {"views", Json::array()}};
  for (const SegmentRecord& s : manifest.segments) json["segments"].push_back(segment_to_json(s));
  for (const ViewRecord& v : manifest.views) json["views"].push_back(view_to_json(v));
  // Owners contain ref names, in which git allows any bytes.
  const std::string body = json_text(json, 1) + "\n";
  replace_file_atomically(manifest_path(directory), body + fmt::format("#{:016x}\n", hash64(body)));
}

}  // namespace gitctx
