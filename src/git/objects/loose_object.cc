#include "git/objects/loose_object.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace gitctx {
namespace {

/// An upper bound for the size of content divided by the size of its compressed form.
constexpr std::uint64_t most_expansion = 1100;

constexpr std::size_t most_bytes_per_call = std::size_t{1} << 30;

UniqueFd open_regular(const std::filesystem::path& path, std::uint64_t& size) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  const bool is_regular =
      file.is_open() && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
  if (!is_regular) return {};
  size = static_cast<std::uint64_t>(status.st_size);
  return file;
}

std::optional<ObjectHeader> parse_header(std::string_view text) {
  const std::size_t blank = std::min(text.find(' '), text.size());
  ObjectHeader header{.kind = kind_named(text.substr(0, blank))};
  const std::string_view digits = text.substr(std::min(blank + 1, text.size()));
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, header.size_bytes);
  const bool is_number = error == std::errc() && stop == end;
  if (header.kind == ObjectKind::other || !is_number) return std::nullopt;
  return header;
}

}  // namespace

LooseObject::LooseObject(const std::filesystem::path& objects_dir, const AnyId& id) {
  const std::string hex = id.hex();
  file_ = open_regular(objects_dir / hex.substr(0, 2) / hex.substr(2), file_bytes_);
  if (is_open() && ::inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
}

LooseObject::~LooseObject() { ::inflateEnd(&stream_); }

void LooseObject::fill() {
  ssize_t got = 0;
  do {
    got = ::read(file_.get(), input_.data(), input_.size());
  } while (got < 0 && errno == EINTR);
  is_broken_ = is_broken_ || got < 0;
  is_at_end_of_file_ = got <= 0;
  stream_.next_in = input_.data();
  stream_.avail_in = got > 0 ? static_cast<uInt>(got) : 0;
}

std::size_t LooseObject::inflate_into(std::span<char> out) {
  std::size_t done = 0;
  while (done < out.size() && !has_ended_ && !is_broken_) {
    if (stream_.avail_in == 0 && !is_at_end_of_file_) fill();
    const std::size_t piece = std::min(out.size() - done, most_bytes_per_call);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    stream_.avail_out = static_cast<uInt>(piece);
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    done += piece - stream_.avail_out;
    has_ended_ = code == Z_STREAM_END;
    // Z_BUF_ERROR means that inflate() made no progress, because the file ends too early.
    is_broken_ = is_broken_ || (code != Z_OK && !has_ended_);
  }
  return done;
}

std::optional<ObjectHeader> LooseObject::read_header() {
  start_bytes_ = inflate_into(start_);
  const std::string_view start(start_.data(), start_bytes_);
  const std::size_t length = start.find('\0');
  if (length == std::string_view::npos) return std::nullopt;
  header_bytes_ = length + 1;
  const auto header = parse_header(start.substr(0, length));
  if (!header || header->size_bytes / most_expansion > file_bytes_) return std::nullopt;
  return header;
}

bool LooseObject::read(std::span<char> content) {
  const std::string_view rest(start_.data() + header_bytes_, start_bytes_ - header_bytes_);
  if (rest.size() > content.size()) return false;
  std::ranges::copy(rest, content.begin());
  const std::span<char> missing = content.subspan(rest.size());
  if (inflate_into(missing) != missing.size()) return false;
  char beyond = 0;
  if (inflate_into({&beyond, 1}) != 0 || !has_ended_) return false;
  if (stream_.avail_in == 0 && !is_at_end_of_file_) fill();
  return stream_.avail_in == 0 && !is_broken_;
}

}  // namespace gitctx
