#include "index/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "index/index_files.h"

namespace gitctx {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr char file_name[] = "manifest.json";

/// The maximum number of owners of all views. Each owner costs `gitctx status` lookups in git.
constexpr std::size_t most_owners = 10000;

/// Calls visit(key, member) for each member that is stored without conversion, in the order of the
/// keys in the file.
void visit_segment_members(auto& segment, const auto& visit) {
  visit("file", segment.file);
  visit("bytes", segment.stamp.bytes);
  visit("checksum", segment.stamp.checksum);
  visit("text_bytes", segment.text_bytes);
  visit("blobs", segment.blobs);
  visit("chunks", segment.chunks);
}

void visit_view_members(auto& view, const auto& visit) {
  visit("file", view.file);
  visit("bytes", view.stamp.bytes);
  visit("checksum", view.stamp.checksum);
  visit("entries", view.entries);
  visit("skipped", view.skipped);
  visit("unreadable", view.unreadable);
  visit("commits", view.commits);
  visit("commits_pending", view.commits_pending);
  visit("fingerprint", view.fingerprint);
  visit("complete", view.complete);
  visit("owners", view.owners);
}

auto member_writer(OrderedJson& json) {
  return [&json](const char* key, const auto& member) { json[key] = member; };
}

auto member_reader(const OrderedJson& json) {
  return [&json](const char* key, auto& member) { json_get_to(json.at(key), member); };
}

/// Throws unless the file is inside the index folder.
void check_file_name(const std::string& name) {
  if (name.empty() || name[0] == '.' || name.contains('/')) {
    throw std::invalid_argument("a file name is invalid");
  }
}

SegmentRecord segment_from_json(const OrderedJson& json) {
  SegmentRecord segment{.id = SegmentId{json_whole<std::uint64_t>(json.at("id"))}};
  visit_segment_members(segment, member_reader(json));
  check_file_name(segment.file);
  return segment;
}

ViewRecord view_from_json(const OrderedJson& json) {
  const int kind = json_whole<int>(json.at("kind"));
  const auto commit = CommitId::from_hex(json.at("commit").get<std::string>());
  if (kind < 0 || kind > static_cast<int>(ViewKind::history) || !commit) {
    throw std::invalid_argument("a view has an unknown kind or an invalid commit");
  }
  ViewRecord view{.kind = static_cast<ViewKind>(kind), .commit = *commit};
  visit_view_members(view, member_reader(json));
  check_file_name(view.file);
  // A name that is not UTF-8 is stored with other bytes, which may change the order.
  std::ranges::sort(view.owners);
  const auto repeated = std::ranges::unique(view.owners);
  view.owners.erase(repeated.begin(), repeated.end());
  return view;
}

[[noreturn]] void refuse_manifest(const std::filesystem::path& path, std::string_view why) {
  throw DamagedFile(ErrorCode::failure, fmt::format("cannot read {}: {}", path.string(), why),
                    rebuild_hint);
}

std::optional<std::string> read_text(const std::filesystem::path& path) {
  try {
    return read_file_if_present(path);
  } catch (const Error&) {
    const std::string why = why_no_file(path);
    if (!why.empty()) refuse_manifest(path, why);
    throw;
  }
}

void check_format(std::uint64_t version) {
  if (version == index_format_version) return;
  if (version > index_format_version) {
    throw NewerFormat(
        ErrorCode::failure,
        fmt::format("the index was made by a newer version of gitctx: it has format {}, this "
                    "program reads format {}",
                    version, index_format_version),
        "Update gitctx, or discard the index with: gitctx index --force (add --ref, --worktree or "
        "--history for other views)");
  }
  throw OtherFormat(ErrorCode::failure,
                    fmt::format("the index was made by another version of gitctx: it has format "
                                "{}, this program reads format {}",
                                version, index_format_version),
                    rebuild_hint);
}

/// The format that a manifest names, even if the rest of its text cannot be read.
std::optional<std::uint64_t> named_format(std::string_view text) {
  constexpr std::string_view key = "\"format\":";
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
  std::uint64_t version = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), version);
  return parsed.ec == std::errc() ? std::optional(version) : std::nullopt;
}

/// Throws an Error for a manifest whose checksum is missing or wrong.
[[noreturn]] void refuse_text(const std::filesystem::path& path, std::string_view text,
                              std::string_view why) {
  const auto version = named_format(text);
  if (version && *version > index_format_version) check_format(*version);
  refuse_manifest(path, why);
}

Manifest parse(const OrderedJson& json) {
  Manifest manifest;
  manifest.generation = json_whole<std::uint64_t>(json.at("generation"));
  manifest.next_file = json_whole<std::uint64_t>(json.at("next_file"));
  manifest.model = json.at("model").get<std::string>();
  manifest.chunking = json.at("chunking").get<std::string>();
  for (const OrderedJson& s : json.at("segments")) {
    manifest.segments.push_back(segment_from_json(s));
  }
  std::size_t owners = 0;
  for (const OrderedJson& v : json.at("views")) {
    manifest.views.push_back(view_from_json(v));
    owners += manifest.views.back().owners.size();
    if (owners > most_owners) throw std::invalid_argument("the views have too many owners");
  }
  return manifest;
}

}  // namespace

OtherModel::OtherModel(const std::string& indexed_id, const std::string& configured_id)
    : Error(ErrorCode::configuration,
            fmt::format("the index was made with the embedding model {}, but {} is configured",
                        indexed_id, configured_id),
            rebuild_hint),
      indexed(indexed_id),
      configured(configured_id) {}

void refuse_file(const std::filesystem::path& path, const std::string& why) {
  throw DamagedFile(ErrorCode::failure, fmt::format("cannot read {}: {}", path.string(), why),
                    repair_hint);
}

std::filesystem::path manifest_path(const std::filesystem::path& directory) {
  return directory / file_name;
}

std::optional<Manifest> read_manifest(const std::filesystem::path& directory) {
  const std::filesystem::path path = manifest_path(directory);
  const std::optional<std::string> read = read_text(path);
  if (!read) return std::nullopt;
  const std::string& text = *read;
  // The last line is the checksum of everything before it.
  const std::size_t body_end = text.rfind("\n#");
  if (body_end == std::string::npos) refuse_text(path, text, "no checksum line");
  const std::string_view body = std::string_view(text).substr(0, body_end + 1);
  if (std::string_view(text).substr(body_end + 1) != fmt::format("#{:016x}\n", hash64(body))) {
    refuse_text(path, text, "checksum mismatch");
  }
  try {
    const OrderedJson json = parse_ordered_json(body);
    if (json.is_discarded()) refuse_manifest(path, "not JSON");
    check_format(json_whole<std::uint64_t>(json.at("format")));
    return parse(json);
  } catch (const std::exception& problem) {
    if (dynamic_cast<const Error*>(&problem) != nullptr) throw;
    refuse_manifest(path, problem.what());
  }
}

void write_manifest(const std::filesystem::path& directory, const Manifest& manifest) {
  OrderedJson json = {{"format", index_format_version},  {"generation", manifest.generation},
                      {"next_file", manifest.next_file}, {"model", manifest.model},
                      {"chunking", manifest.chunking},   {"segments", OrderedJson::array()},
                      {"views", OrderedJson::array()}};
  for (const SegmentRecord& segment : manifest.segments) {
    OrderedJson entry = {{"id", to_int(segment.id)}};
    visit_segment_members(segment, member_writer(entry));
    json["segments"].push_back(std::move(entry));
  }
  for (const ViewRecord& view : manifest.views) {
    OrderedJson entry = {{"kind", static_cast<int>(view.kind)}, {"commit", view.commit.hex()}};
    visit_view_members(view, member_writer(entry));
    json["views"].push_back(std::move(entry));
  }
  // json_text() is used because owners contain ref names, which may contain any bytes.
  const std::string body = json_text(json, 1) + "\n";
  replace_file_atomically(manifest_path(directory), body + fmt::format("#{:016x}\n", hash64(body)));
}

}  // namespace gitctx
