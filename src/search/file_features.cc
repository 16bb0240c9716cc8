#include "search/file_features.h"

#include <algorithm>
#include <cmath>

#include "index/segment_reader.h"
#include "search/path_traits.h"
#include "text/path_words.h"

namespace gitctx {

namespace {

bool is_prose(Language language, std::string_view path) {
  return language == Language::markdown || language == Language::rst ||
         language == Language::html ||
         (language == Language::plain_text && (path.ends_with(".txt") || path.ends_with(".adoc")));
}

}  // namespace

const FileFeatures& FileMeter::measure(std::uint32_t file) {
  const auto [place, is_new] = files_.try_emplace(file);
  FileFeatures& features = place->second;
  if (!is_new) return features;
  add_path(file, features);
  add_traits(view_.file(file), features);
  return features;
}

void FileMeter::add_path(std::uint32_t file, FileFeatures& features) {
  const std::span<const ViewTerm> terms = query_features_.terms();
  features.path_impacts.resize(terms.size());
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const std::vector<PathPosting>& paths = terms[t].paths;
    const auto posting = std::ranges::lower_bound(paths, file, {}, &PathPosting::file);
    if (posting == paths.end() || posting->file != file) continue;
    features.path_impacts[t] = path_impact(*posting);
    const double share = query_features_.share(t);
    if (posting->stem_count > 0) features[Feature::stem_match] += share;
    if (posting->directory_count > 0) features[Feature::directory_match] += share;
  }
  const PathSplit split = split_path(view_.file(file).path);
  // An entry file gets the name of its folder only for a short query. A sentence often contains the
  // name of a folder ("how tasks run"), but the entry file rarely answers such a question.
  constexpr std::size_t most_words_of_a_name = 3;
  const bool is_name = query_.words.size() <= most_words_of_a_name;
  const std::string_view name = is_name ? known_name(split) : split.stem;
  features[Feature::stem_f1] = query_features_.name_f1(name);
  features[Feature::stem_prefix] = query_features_.prefix_share(name);
}

void FileMeter::add_traits(const ViewFile& file, FileFeatures& features) const {
  const SegmentReader& segment = *view_.segments()[file.segment].segment;
  const Language language = segment.language(file.blob);
  const bool prose = is_prose(language, file.path);
  const PathTraits traits = path_traits(file.path, query_.namesakes);
  features[Feature::test] = traits.test && !query_.wants_tests;
  const bool is_superseded = traits.superseded || has_newer_version(file.path);
  features[Feature::example] =
      (traits.example && !query_.wants_documents) || (is_superseded && !query_.wants_superseded);
  features[Feature::vendored] = traits.vendored;
  features[Feature::document] = prose && !query_.wants_documents;
  features[Feature::unstructured] = !prose && !has_grammar(language) && !embeds_scripts(language);
  features[Feature::declaration] = traits.declaration;
  features[Feature::entry] = traits.entry;
  features[Feature::namesake] = traits.namesake           ? 1
                                : traits.namesake_package ? namesake_package_share
                                                          : 0;
  features[Feature::lines] = std::log1p(segment.blob(file.blob).line_count) / 10.0;
  features[Feature::depth] = traits.depth / 10.0;
}

bool FileMeter::has_newer_version(std::string_view path) const {
  return std::ranges::any_of(newer_versions(path),
                             [&](const std::string& folder) { return view_.has_folder(folder); });
}

}  // namespace gitctx
