#include "tools/train/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "base/error.h"
#include "base/hash.h"
#include "git/blob_reader.h"
#include "git/object_store.h"
#include "git/repository.h"
#include "git/views/tree_difference.h"
#include "git/views/view_builder.h"
#include "search/path_traits.h"
#include "text/encoding.h"
#include "text/languages.h"
#include "tools/train/pair_maker.h"

namespace gitctx {

namespace {

constexpr std::uint64_t most_file_bytes = 300'000;
constexpr std::size_t most_commits = 2500;
constexpr std::size_t most_changed_files = 6;
constexpr std::size_t most_hunk_bytes = 4000;

bool is_learned_from(std::string_view path, Language language) {
  return language >= Language::bash && language <= Language::markdown &&
         !path_traits(path).vendored && path.find("_vendor/") == std::string_view::npos &&
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
    const Language language = detect_language(entry.path, decoded->text.substr(0, 2048));
    if (looks_minified(decoded->text, language)) continue;
    maker.add_file(entry.path, decoded->text, language);
  }
}

/// A file that a commit changed.
struct Change {
  std::string path;
  BlobId before;  ///< none: the file is new
  BlobId after;
};

/// The files that differ between two trees; gives up above most_changed_files.
class ChangeLister {
 public:
  explicit ChangeLister(ObjectStore& objects) : objects_(objects) {}

  bool compare(const TreeId* a, const TreeId* b, const std::string& folder) {
    const auto before = read(a);
    const auto after = read(b);
    const auto bytes = [](const auto& object) {
      return object ? object->bytes() : std::string_view();
    };
    bool few = true;
    for_each_difference(bytes(before), bytes(after), [&](const TreeEntry* x, const TreeEntry* y) {
      if (few && y != nullptr) few = add(x, *y, folder);
    });
    return few;
  }

  std::vector<Change> changes;

 private:
  std::optional<RawObject> read(const TreeId* id) {
    if (id == nullptr) return std::nullopt;
    auto object = objects_.read(*id, ObjectKind::tree);
    if (!object) return std::nullopt;
    return std::move(*object);
  }

  bool add(const TreeEntry* before, const TreeEntry& after, const std::string& folder) {
    const std::string path = folder + std::string(after.name);
    if (after.kind() == EntryKind::directory) {
      const auto a = before != nullptr ? std::optional(before->id<TreeId>()) : std::nullopt;
      const auto b = after.id<TreeId>();
      return compare(a ? &*a : nullptr, &b, path + '/');
    }
    if (after.kind() != EntryKind::file) return true;
    changes.push_back(
        {path, before != nullptr ? before->id<BlobId>() : BlobId{}, after.id<BlobId>()});
    return changes.size() <= most_changed_files;
  }

  ObjectStore& objects_;
};

/// The lines of `after` that `before` does not have, with their neighbours.
std::string added_lines(std::string_view before, std::string_view after) {
  std::unordered_set<std::uint64_t> known;
  const auto for_each_line = [](std::string_view text, auto&& visit) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      visit(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  };
  for_each_line(before, [&](std::string_view line) { known.insert(hash64(line)); });
  std::string added;
  std::string_view last;
  bool was_added = false;
  for_each_line(after, [&](std::string_view line) {
    if (added.size() > most_hunk_bytes) return;
    const bool is_new = !known.contains(hash64(line));
    if (is_new && !was_added) (added += last) += '\n';
    if (is_new || was_added) (added += line) += '\n';
    was_added = is_new;
    last = line;
  });
  return added;
}

void add_commit(Repository& repository, BlobReader& reader, const CommitId& id,
                const RawCommit& commit, PairMaker& maker) {
  ObjectStore& objects = repository.objects();
  if (commit.parents.size() != 1) return;
  const std::string subject = repository.commit_info(id).subject;
  const auto parent = objects.commit(commit.parents[0]);
  if (!parent || !tells_what_changed(subject)) return;
  ChangeLister lister(objects);
  if (!lister.compare(&parent->tree, &commit.tree, {})) return;
  for (const Change& change : lister.changes) {
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

std::vector<CorpusEntry> read_corpus_list(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) {
    throw Error(ErrorCode::usage, fmt::format("cannot read {}", file.string()),
                "Name a list of repositories, or repositories");
  }
  std::vector<CorpusEntry> entries;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (fields.size() != 5) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}:{}: expected five fields separated by tabs, found {}",
                              file.string(), number, fields.size()),
                  "Write each line as: name, language, licence, commit, path");
    }
    entries.push_back({fields[0], fields[3], fields[4]});
  }
  return entries;
}

PairSet collect_pairs(const std::vector<CorpusEntry>& entries, int threads,
                      const std::function<void(const CorpusEntry&, std::size_t)>& progress) {
  std::vector<PairSet> parts(entries.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < threads; ++t) {
      workers.emplace_back([&] {
        for (std::size_t i = next++; i < entries.size(); i = next++) {
          try {
            parts[i] = pairs_of(entries[i]);
          } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            return;
          }
          const std::lock_guard lock(mutex);
          progress(entries[i], parts[i].size());
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
  PairSet all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all.append(parts[i], static_cast<std::uint32_t>(i));
    parts[i] = {};
  }
  return all;
}

}  // namespace gitctx
