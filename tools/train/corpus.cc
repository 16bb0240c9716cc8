#include "tools/train/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <expected>
#include <future>
#include <mutex>
#include <ranges>
#include <unordered_set>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "git/blob_reader.h"
#include "git/object_store.h"
#include "git/repository.h"
#include "git/views/tree_difference.h"
#include "git/views/view_builder.h"
#include "search/path_traits.h"
#include "text/encodings/encoding.h"
#include "text/languages.h"
#include "text/long_lines.h"
#include "tools/train/pair_maker.h"

namespace gitctx {

namespace {

constexpr std::uint64_t most_file_bytes = 300'000;
constexpr std::size_t most_commits = 2500;
constexpr std::size_t most_changed_files = 6;
constexpr std::size_t most_hunk_bytes = 4000;

bool is_learned_from(std::string_view path, Language language) {
  return has_grammar(language) && !path_traits(path).vendored &&
         path.find("_vendor/") == std::string_view::npos &&
         path.find("bundled/") == std::string_view::npos && !has_minified_name(path);
}

void add_tree(Repository& repository, const CommitId& commit, PairMaker& maker) {
  const View view = build_snapshot_view(repository, commit);
  BlobReader reader(repository.layout(), most_file_bytes);
  for (const ViewEntry& entry : view.entries) {
    if (!is_learned_from(entry.path, detect_language(entry.path, {}))) continue;
    BlobContent content = reader.read(entry.blob);
    if (!content.ok()) continue;
    const auto decoded = decode_text(std::move(content.bytes));
    if (!decoded) continue;
    const Language language = detect_language(entry.path, decoded->text);
    if (looks_minified(decoded->text, language)) continue;
    maker.add_file(entry.path, decoded->text, language);
  }
}

/// A file that a commit changed.
struct Change {
  std::string path;
  BlobId before;  ///< is_none() if the file is new
  BlobId after;
};

/// Adds the files of `after` that are new or changed. If `before` is_none(), all files are new.
/// Returns false if there are too many such files.
bool add_changes(ObjectStore& objects, const TreeId& before, const TreeId& after,
                 const std::string& folder, std::vector<Change>& changes) {
  const auto read = [&](const TreeId& id) {
    return id.is_none() ? std::unexpected(std::string()) : objects.read(id, ObjectKind::tree);
  };
  const auto old_tree = read(before);
  const auto new_tree = read(after);
  const auto bytes = [](const auto& tree) { return tree ? tree->bytes() : std::string_view(); };
  bool few = true;
  for_each_difference(
      bytes(old_tree), bytes(new_tree), [&](const TreeEntry* a, const TreeEntry* b) {
        if (!few || b == nullptr) return;
        const std::string path = folder + std::string(b->name);
        if (b->kind() == EntryKind::directory) {
          const TreeId folder_before = a != nullptr ? a->id<TreeId>() : TreeId{};
          few = add_changes(objects, folder_before, b->id<TreeId>(), path + '/', changes);
        } else if (b->kind() == EntryKind::file) {
          changes.push_back({path, a != nullptr ? a->id<BlobId>() : BlobId{}, b->id<BlobId>()});
          few = changes.size() <= most_changed_files;
        }
      });
  return few;
}

/// The lines of `after` that are not in `before`, with one line before and one line after each
/// group.
std::string added_lines(std::string_view before, std::string_view after) {
  std::unordered_set<std::uint64_t> known;
  for (const std::string_view line : lines_of(before)) known.insert(hash64(line));
  std::string added;
  std::string_view last;
  bool was_added = false;
  for (const std::string_view line : lines_of(after)) {
    if (added.size() > most_hunk_bytes) break;
    const bool is_new = !known.contains(hash64(line));
    if (is_new && !was_added) (added += last) += '\n';
    if (is_new || was_added) (added += line) += '\n';
    was_added = is_new;
    last = line;
  }
  return added;
}

void add_commit(Repository& repository, BlobReader& reader, const CommitId& id,
                const RawCommit& commit, PairMaker& maker) {
  ObjectStore& objects = repository.objects();
  if (commit.parents.size() != 1) return;
  const std::string subject = repository.commit_info(id).subject;
  const auto parent = objects.commit(commit.parents[0]);
  if (!parent || !tells_what_changed(subject)) return;
  std::vector<Change> changes;
  if (!add_changes(objects, parent->tree, commit.tree, {}, changes)) return;
  for (const Change& change : changes) {
    const Language language = detect_language(change.path, {});
    if (language == Language::markdown || !is_learned_from(change.path, language)) continue;
    const auto text_of = [&](const BlobId& blob) {
      BlobContent content = blob.is_none() ? BlobContent{} : reader.read(blob);
      auto decoded = decode_text(std::move(content.bytes));
      return decoded ? std::move(decoded->text) : std::string();
    };
    maker.add_commit(subject, change.path,
                     added_lines(text_of(change.before), text_of(change.after)));
  }
}

void add_history(Repository& repository, CommitId at, PairMaker& maker) {
  BlobReader reader(repository.layout(), most_file_bytes);
  std::vector<CommitId> waiting = {at};
  std::unordered_set<CommitId> seen = {at};
  for (std::size_t next = 0; next < waiting.size() && next < most_commits; ++next) {
    const CommitId id = waiting[next];
    const auto commit = repository.objects().commit(id);
    if (!commit) continue;
    for (const CommitId& parent : commit->parents) {
      if (seen.insert(parent).second) waiting.push_back(parent);
    }
    add_commit(repository, reader, id, *commit, maker);
  }
}

PairSet pairs_of(const CorpusEntry& entry) {
  Repository repository = Repository::discover(entry.path);
  const CommitId commit =
      repository.resolve_commit(entry.commit.empty() ? "HEAD" : std::string_view(entry.commit));
  PairMaker maker;
  add_tree(repository, commit, maker);
  add_history(repository, commit, maker);
  return maker.take();
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (const auto part : std::views::split(text, separator)) {
    parts.emplace_back(part.begin(), part.end());
  }
  return parts;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  if (text.ends_with('\n')) lines.pop_back();
  return lines;
}

std::vector<CorpusEntry> read_corpus_list(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  std::vector<CorpusEntry> entries;
  int number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != 5) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}:{}: expected five fields separated by tabs, found {}",
                              file.string(), number, fields.size()),
                  "Write each line as: name, language, licence, commit, path");
    }
    entries.push_back({std::string(fields[0]), std::string(fields[3]), fields[4]});
  }
  return entries;
}

PairSet collect_pairs(const std::vector<CorpusEntry>& entries, int threads,
                      const std::function<void(const CorpusEntry&, std::size_t)>& progress) {
  std::vector<PairSet> parts(entries.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < entries.size(); i = next++) {
      parts[i] = pairs_of(entries[i]);
      const std::lock_guard lock(mutex);
      progress(entries[i], parts[i].size());
    }
  };
  std::vector<std::future<void>> workers;
  for (int t = 0; t < threads; ++t) workers.push_back(std::async(std::launch::async, work));
  for (std::future<void>& worker : workers) worker.get();
  PairSet all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all.append(parts[i], static_cast<std::uint32_t>(i));
    parts[i] = {};
  }
  return all;
}

}  // namespace gitctx
