#include "redact/redactor.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/ascii.h"
#include "base/check.h"
#include "redact/assignment.h"
#include "redact/keyword_finder.h"
#include "redact/private_key.h"
#include "redact/secret_kinds.h"

namespace gitctx {
namespace {

constexpr std::string_view mark_start = "[redacted: ";

/// The pattern of a kind. It is compiled on first use, because most texts need no pattern. If
/// memory runs out during the compilation, the next call compiles the pattern again.
class LazyPattern {
 public:
  const RE2& get(const SecretKind& kind) {
    const RE2* const known = ready_.load(std::memory_order_acquire);
    return known != nullptr ? *known : compile(kind);
  }

 private:
  const RE2& compile(const SecretKind& kind) {
    const std::lock_guard lock(mutex_);
    if (!pattern_) {
      RE2::Options options;
      options.set_log_errors(false);
      options.set_encoding(RE2::Options::EncodingLatin1);
      auto made = std::make_unique<RE2>(kind.pattern, options);
      GITCTX_CHECK(made->ok());
      pattern_ = std::move(made);
      ready_.store(pattern_.get(), std::memory_order_release);
    }
    return *pattern_;
  }

  std::mutex mutex_;
  std::unique_ptr<RE2> pattern_;
  std::atomic<const RE2*> ready_ = nullptr;
};

/// The tables that all searches share.
struct Tables {
  std::span<const SecretKind> kinds = secret_kinds();
  KeywordFinder keywords{kinds};
  std::vector<LazyPattern> patterns{kinds.size()};
};

Tables& tables() {
  static Tables all;
  return all;
}

/// Whether a token can start at `at`: at the start of the text, after a character that is not a
/// letter or digit, or after an escape such as `\n` or `%3D`.
bool is_word_start(std::string_view text, std::size_t at) {
  if (at == 0 || !is_alphanumeric(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\') return std::string_view("nrt").contains(text[at - 1]);
  return at >= 3 && text[at - 3] == '%';
}

bool ends_word(char c) { return is_blank(c) || c == '"' || c == '\'' || c == '`' || c == '<'; }

/// One search through one text.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text), work_left_(text.size() * 4 + 65536) {}

  std::vector<FoundSecret> run() {
    if (const auto body = private_key_middle(text_)) {
      return {{.kind = "private-key", .begin = body->begin, .end = body->end}};
    }
    tables_.keywords.find(
        text_, [&](std::size_t at, const SecretKeyword& keyword) { examine(at, keyword); });
    add_yielding();
    return std::move(found_);
  }

 private:
  static bool yields(const SecretKind& kind) {
    return kind.yields || kind.form == SecretForm::assigned;
  }

  /// An occurrence of a keyword of a yielding kind. These occurrences are examined after all
  /// others.
  struct LaterPlace {
    std::size_t at = 0;
    const SecretKeyword* keyword = nullptr;
  };

  void examine(std::size_t at, const SecretKeyword& keyword) {
    if (at < end_ || was_refused(keyword, at)) return;
    for (const std::uint16_t kind : keyword.kinds) {
      if (yields(tables_.kinds[kind])) {
        places_.push_back({at, &keyword});
        return;
      }
      if (const auto secret = match(kind, at, keyword)) {
        add(*secret);
        return;
      }
    }
  }

  std::optional<FoundSecret> match(std::uint16_t index, std::size_t at,
                                   const SecretKeyword& keyword) {
    const SecretKind& kind = tables_.kinds[index];
    if (kind.form == SecretForm::block) {
      const auto body = private_key_body(text_, at + keyword.text.size());
      if (!body) return std::nullopt;
      const SecretCandidate key{.text = text_, .begin = body->begin, .end = body->end};
      if (!kind.check(key)) return std::nullopt;
      return FoundSecret{kind.name, body->begin, body->end};
    }
    if (at < kind.back) return std::nullopt;
    const std::size_t begin = at - kind.back;
    if (kind.form == SecretForm::token && !is_word_start(text_, begin)) return std::nullopt;
    if (!has_room(kind, begin, at + keyword.text.size())) return std::nullopt;
    const std::string_view window = text_.substr(0, begin + take_window());
    std::array<re2::StringPiece, 2> groups;
    const RE2& pattern = tables_.patterns[index].get(kind);
    const int count = 1 + std::min(1, pattern.NumberOfCapturingGroups());
    if (!pattern.Match(re2::StringPiece(window.data(), window.size()), begin, window.size(),
                       RE2::ANCHOR_START, groups.data(), count)) {
      return std::nullopt;
    }
    const re2::StringPiece& value = groups[static_cast<std::size_t>(count) - 1];
    const auto start = static_cast<std::size_t>(value.data() - text_.data());
    const SecretCandidate candidate{.text = text_, .begin = start, .end = start + value.size()};
    if (!kind.check(candidate)) {
      refuse(keyword, candidate.end);
      return std::nullopt;
    }
    return FoundSecret{kind.name, candidate.begin, candidate.end};
  }

  /// Remembers that the keyword introduces no secret before `end`. Without this, a text that
  /// repeats a keyword would be read many times.
  void refuse(const SecretKeyword& keyword, std::size_t end) {
    if (refused_.empty()) refused_.resize(tables_.keywords.size());
    refused_[keyword.number] = std::max(refused_[keyword.number], end);
  }
  bool was_refused(const SecretKeyword& keyword, std::size_t at) const {
    return !refused_.empty() && at < refused_[keyword.number];
  }

  /// Whether the bytes from `behind`, the end of the keyword, can match. Does not use the pattern.
  bool has_room(const SecretKind& kind, std::size_t begin, std::size_t behind) const {
    const std::size_t least = begin + kind.least;
    if (least > text_.size()) return false;
    for (std::size_t i = behind; i < least; ++i) {
      if (ends_word(text_[i])) return false;
    }
    if (kind.follower == '\0') return true;
    constexpr std::size_t most = 400;
    const std::size_t end = std::min(text_.size(), behind + most);
    for (std::size_t i = behind; i < end && !ends_word(text_[i]); ++i) {
      if (text_[i] == kind.follower) return true;
      if (kind.follower == '@' && text_[i] == '/') return false;
    }
    return false;
  }

  /// The number of bytes that a pattern may read. The windows become narrow once many bytes have
  /// been read, so that even a hostile text takes linear time.
  std::size_t take_window() {
    constexpr std::size_t widest = 8192, narrowest = 192;
    const std::size_t window = work_left_ >= widest ? widest : narrowest;
    work_left_ -= std::min(work_left_, window);
    return window;
  }

  void add(const FoundSecret& secret) {
    // A key that is found by its END line may contain matches of other kinds, which were found
    // before the key. These matches are removed.
    while (!found_.empty() && found_.back().end > secret.begin) {
      if (found_.back().begin < secret.begin) return;
      found_.pop_back();
    }
    found_.push_back(secret);
    end_ = std::max(end_, secret.end);
  }

  /// Adds those secrets of the yielding kinds that do not overlap a secret of another kind.
  void add_yielding() {
    std::vector<FoundSecret> named;
    refused_.clear();
    for (const LaterPlace& place : places_) {
      if (was_refused(*place.keyword, place.at)) continue;
      if (const auto secret = match_later(place)) {
        if (!named.empty() && named.back().end > secret->begin) continue;
        if (!overlaps(*secret)) named.push_back(*secret);
      }
    }
    if (named.empty()) return;
    const auto middle = static_cast<std::ptrdiff_t>(found_.size());
    found_.insert(found_.end(), named.begin(), named.end());
    std::inplace_merge(
        found_.begin(), found_.begin() + middle, found_.end(),
        [](const FoundSecret& a, const FoundSecret& b) { return a.begin < b.begin; });
  }

  std::optional<FoundSecret> match_later(const LaterPlace& place) {
    for (const std::uint16_t kind : place.keyword->kinds) {
      if (!yields(tables_.kinds[kind]) || tables_.kinds[kind].form == SecretForm::assigned)
        continue;
      if (const auto secret = match(kind, place.at, *place.keyword)) return secret;
    }
    const bool has_names = std::ranges::any_of(place.keyword->kinds, [&](std::uint16_t kind) {
      return tables_.kinds[kind].form == SecretForm::assigned;
    });
    return has_names ? match_assigned(place) : std::nullopt;
  }

  std::optional<FoundSecret> match_assigned(const LaterPlace& place) {
    constexpr std::size_t longest = 4096, shortest = 128;
    const std::size_t most = work_left_ >= longest ? longest : shortest;
    const auto candidate = read_assignment(text_, place.at, most);
    work_left_ -= std::min(work_left_, candidate ? candidate->end - candidate->begin : 8);
    if (!candidate || candidate->value().starts_with(mark_start)) return std::nullopt;
    if (candidate->end - candidate->begin >= most) {
      refuse(*place.keyword, candidate->end);
      return std::nullopt;
    }
    for (const std::uint16_t index : place.keyword->kinds) {
      const SecretKind& kind = tables_.kinds[index];
      if (kind.form != SecretForm::assigned || !kind.check(*candidate)) continue;
      const std::string_view value = candidate->value();
      std::array<re2::StringPiece, 2> groups;
      const RE2& pattern = tables_.patterns[index].get(kind);
      const int count = 1 + std::min(1, pattern.NumberOfCapturingGroups());
      if (!pattern.Match(re2::StringPiece(value.data(), value.size()), 0, value.size(),
                         RE2::ANCHOR_BOTH, groups.data(), count)) {
        continue;
      }
      const re2::StringPiece& part = groups[static_cast<std::size_t>(count) - 1];
      const auto begin = static_cast<std::size_t>(part.data() - text_.data());
      return FoundSecret{kind.name, begin, begin + part.size()};
    }
    // If the next line was read as the value, it may itself be an assignment with the same keyword.
    if (!candidate->is_on_next_line) refuse(*place.keyword, candidate->end);
    return std::nullopt;
  }

  bool overlaps(const FoundSecret& secret) const {
    const auto next = std::ranges::upper_bound(found_, secret.begin, {}, &FoundSecret::end);
    return next != found_.end() && next->begin < secret.end;
  }

  std::string_view text_;
  Tables& tables_ = tables();
  std::size_t work_left_;  ///< bytes that may still be read in wide windows
  std::size_t end_ = 0;    ///< the largest end of an added secret
  std::vector<FoundSecret> found_;
  std::vector<LaterPlace> places_;
  std::vector<std::size_t> refused_;  ///< the ends from refuse(), by keyword number
};

/// The bytes [begin, end) of the text, with a mark in place of each secret. The line ends inside a
/// secret are kept.
std::string replaced(std::string_view text, std::size_t begin, std::size_t end,
                     std::span<const FoundSecret> secrets) {
  std::string out;
  out.reserve(end - begin);
  std::size_t copied = begin;
  for (const FoundSecret& secret : secrets) {
    const std::size_t first = std::max(secret.begin, begin);
    const std::size_t last = std::min(secret.end, end);
    out += text.substr(copied, first - copied);
    out += redaction_mark(secret.kind);
    for (const char c : text.substr(first, last - first)) {
      if (c == '\n' || c == '\r') out += c;
    }
    copied = last;
  }
  return out += text.substr(copied, end - copied);
}

/// Replaces the secrets that one search finds, and returns their number.
std::size_t replace_found(std::string& text) {
  const std::vector<FoundSecret> secrets = find_secrets(text);
  if (!secrets.empty()) text = replaced(text, 0, text.size(), secrets);
  return secrets.size();
}

bool contains_bytes(std::string_view text, std::string_view word) {
  return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

/// Whether the text contains the marker of PEM and PGP armour, plain or in base64, or the marker of
/// PuTTY key files.
bool names_key(std::string_view text) {
  constexpr std::array<std::string_view, 3> markers{"PRIVATE KEY", "Private-Lines",
                                                    "LS0tLS1CRUdJTi"};
  return std::ranges::any_of(markers,
                             [&](std::string_view word) { return contains_bytes(text, word); });
}

/// Whether the value for a name in the line may be on the next line. False positives are harmless.
bool may_continue(std::string_view line) {
  const std::string_view text = trimmed(line);
  return !text.empty() && (std::string_view(":=(").contains(text.back()) ||
                           text.find_first_of("|>#") != std::string_view::npos);
}

}  // namespace

std::vector<FoundSecret> find_secrets(std::string_view text) { return Search(text).run(); }

std::string redaction_mark(std::string_view kind) { return fmt::format("{}{}]", mark_start, kind); }

std::size_t redact_secrets(std::string& text) {
  // A mark may make the text around it look like a secret, so the text is searched again.
  constexpr int most_readings = 4;
  std::size_t count = 0;
  for (int reading = 0; reading < most_readings; ++reading) {
    const std::size_t found = replace_found(text);
    if (found == 0) break;
    count += found;
  }
  return count;
}

FileRedactor::FileRedactor(std::string_view file) : file_(file), may_hold_key_(names_key(file)) {
  if (may_hold_key_) secrets_ = find_secrets(file);
}

std::string FileRedactor::part(std::size_t begin, std::size_t end, std::size_t* count) const {
  end = std::min(end, file_.size());
  begin = std::min(begin, end);
  // The secrets do not overlap, so their ends are also in ascending order.
  const auto first = std::ranges::upper_bound(secrets_, begin, {}, &FoundSecret::end);
  const auto last = std::ranges::lower_bound(first, secrets_.end(), end, {}, &FoundSecret::begin);
  const std::span<const FoundSecret> inside(first, last);
  std::string text = replaced(file_, begin, end, inside);
  const std::size_t rest = redact_secrets(text);
  if (count != nullptr) *count += inside.size() + rest;
  return text;
}

std::size_t count_redaction_marks(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(mark_start); at != std::string_view::npos;
       at = text.find(mark_start, at + mark_start.size())) {
    ++count;
  }
  return count;
}

std::string RedactedStream::add(std::string_view piece) {
  // Longer lines are returned in parts, so that the time stays linear.
  constexpr std::size_t longest_line = std::size_t{64} * 1024, most_read_again = 4096;
  std::string out;
  line_ += piece;
  for (std::size_t newline; (newline = line_.find('\n', line_start_)) != std::string::npos ||
                            line_.size() > longest_line;) {
    const std::size_t end = newline == std::string::npos ? line_.size() : newline + 1;
    out += take(end);
    const std::string_view line = std::string_view(line_).substr(line_start_, end - line_start_);
    const bool stays =
        newline != std::string::npos && line.size() <= most_read_again && may_continue(line);
    line_.erase(0, stays ? line_start_ : end);
    line_start_ = stays ? end - line_start_ : 0;
    shown_ = redacted(std::string_view(line_).substr(0, line_start_));
  }
  const std::size_t blank = line_.find_last_of(" \t");
  if (blank != std::string::npos && blank >= line_start_ && line_.size() <= most_read_again) {
    out += take(blank + 1);
  }
  return out;
}

std::string RedactedStream::finish() {
  std::string out = take(line_.size());
  line_.clear();
  line_start_ = 0;
  shown_.clear();
  return out;
}

std::string RedactedStream::take(std::size_t end) {
  std::string text = redacted(std::string_view(line_).substr(0, end));
  const auto same = std::ranges::mismatch(text, shown_).in1 - text.begin();
  std::string rest = text.substr(static_cast<std::size_t>(same));
  shown_ = std::move(text);
  return rest;
}

std::string redacted(std::string_view text, std::size_t* count) {
  std::string out(text);
  const std::size_t replaced_now = redact_secrets(out);
  if (count != nullptr) *count += replaced_now;
  return out;
}

}  // namespace gitctx
