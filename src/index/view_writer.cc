#include "index/view_writer.h"

#include <algorithm>

#include "base/check.h"
#include "base/varint.h"
#include "index/section_file.h"
#include "index/string_pool.h"
#include "lexical/term_dictionary.h"

namespace gitctx {

namespace {

class ViewFileWriter {
 public:
  ViewFileWriter(const std::filesystem::path& path, const ViewContent& content)
      : file_(path, FileKind::view), content_(content) {}

  FileStamp run() {
    write_segments();
    write_files();
    write_commits();
    write_skipped();
    write_path_terms();
    file_.section(Section::path_vectors, content_.path_vectors);
    file_.section(Section::path_vector_scales, content_.path_vector_scales);
    file_.section(Section::strings, strings_.bytes());
    write_meta();
    return file_.finish();
  }

 private:
  void write_segments() {
    std::vector<SegmentUseRecord> table;
    for (const ViewContent::SegmentUse& use : content_.segments) {
      table.push_back({static_cast<std::uint64_t>(to_int(use.id)), use.blob_count,
                       static_cast<std::uint32_t>(use.chunk_multipliers.size())});
    }
    file_.section(Section::segment_table, table);
    file_.begin(Section::chunk_norms);
    for (const ViewContent::SegmentUse& use : content_.segments) {
      file_.write(use.chunk_multipliers);
    }
    file_.end();
  }

  void write_files() {
    // Finds the first file of each blob, and chains the files with the same content.
    std::vector<std::vector<std::uint32_t>> first(content_.segments.size());
    for (std::size_t s = 0; s < first.size(); ++s) {
      first[s].assign(content_.segments[s].blob_count, no_file);
    }
    std::vector<FileRecord> records(content_.files.size());
    for (std::size_t i = content_.files.size(); i-- > 0;) {
      const ViewContent::File& file = content_.files[i];
      GITCTX_CHECK(file.segment < first.size());
      GITCTX_CHECK(to_int(file.blob) < first[file.segment].size());
      std::uint32_t& head = first[file.segment][to_int(file.blob)];
      std::string others;
      for (const std::string& path : file.other_paths) {
        if (!others.empty()) others += '\0';
        others += path;
      }
      records[i] = {strings_.add(file.path),
                    strings_.add(others),
                    file.segment,
                    to_int(file.blob),
                    file.commit,
                    file.first_commit,
                    head,
                    0};
      if (file.dirty) records[i].flags |= file_is_dirty;
      if (file.commit_known) records[i].flags |= file_commit_known;
      head = static_cast<std::uint32_t>(i);
    }
    file_.section(Section::files, records);
    file_.begin(Section::segment_blobs);
    for (const std::vector<std::uint32_t>& files : first) file_.write(files);
    file_.end();
  }

  void write_commits() {
    std::vector<CommitRecord> records;
    for (const CommitInfo& commit : content_.commits) {
      records.push_back(
          {commit.id, strings_.add(commit.author), commit.time_s, strings_.add(commit.subject), 0});
    }
    file_.section(Section::commits, records);
  }

  void write_skipped() {
    std::vector<SkippedRecord> records;
    for (const SkippedFile& file : content_.skipped) {
      records.push_back({strings_.add(file.path), strings_.add(file.detail),
                         static_cast<std::uint32_t>(file.reason)});
    }
    file_.section(Section::skipped, records);
  }

  void write_path_terms() {
    TermDictionaryBuilder terms;
    std::string postings;
    for (const auto& [term, files] : content_.path_terms) {
      const std::size_t begin = postings.size();
      std::uint32_t next = 0;
      for (const PathPosting& posting : files) {
        append_varint(postings, posting.file - next);
        next = posting.file + 1;
        postings.push_back(static_cast<char>(std::min<int>(posting.stem_count, 15) << 4 |
                                             std::min<int>(posting.directory_count, 15)));
      }
      terms.add(term, static_cast<std::uint32_t>(postings.size() - begin),
                static_cast<std::uint32_t>(files.size()));
    }
    file_.section(Section::path_postings, postings);
    file_.section(Section::path_terms, std::move(terms).finish());
  }

  void write_meta() {
    ViewMeta meta;
    meta.commit = content_.commit;
    meta.kind = static_cast<std::uint32_t>(content_.kind);
    meta.file_count = static_cast<std::uint32_t>(content_.files.size());
    meta.dimension = content_.dimension;
    for (const ViewContent::SegmentUse& use : content_.segments) {
      meta.chunk_count += static_cast<std::uint32_t>(
          std::ranges::count_if(use.chunk_multipliers, [](float m) { return m > 0; }));
    }
    file_.section(Section::meta, std::span(&meta, 1));
  }

  SectionWriter file_;
  const ViewContent& content_;
  StringPoolBuilder strings_;
};

}  // namespace

FileStamp write_view(const std::filesystem::path& path, const ViewContent& content) {
  return ViewFileWriter(path, content).run();
}

}  // namespace gitctx
