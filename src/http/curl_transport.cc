#include "http/curl_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "http/ca_bundle.h"
#include "http/curl_url.h"
#include "http/libcurl.h"
#include "http/silence_watch.h"
#include "http/url.h"

namespace gitctx {
namespace {

using Kind = NetworkFailure::Kind;
using Time = std::chrono::steady_clock::time_point;

constexpr int most_redirects = 5;
constexpr long connect_timeout_ms = 10'000;
constexpr std::size_t most_idle_sessions = 32;

void require_curl(CURLcode code) {
  if (code == CURLE_OK) return;
  throw Error(ErrorCode::failure,
              fmt::format("libcurl rejected a setting: {}", libcurl().curl_easy_strerror(code)));
}

void require_curl(CURLMcode code) {
  if (code == CURLM_OK) return;
  throw Error(ErrorCode::failure,
              fmt::format("libcurl failed with code {}", static_cast<int>(code)));
}

/// A libcurl handle with its open connections. Serves one exchange at a time.
class CurlSession {
 public:
  CurlSession() : multi_(libcurl().curl_multi_init()), easy_(libcurl().curl_easy_init()) {
    if (!multi_ || !easy_) throw Error(ErrorCode::failure, "libcurl has no memory");
  }

  CURL* easy() const { return easy_.get(); }

  template <class Value>
  void set(CURLoption option, Value value) {
    require_curl(libcurl().curl_easy_setopt(easy(), option, value));
  }

  /// Runs the prepared exchange. Returns nothing if a stop was requested before the exchange ended.
  std::optional<CURLcode> run(SilenceWatch& watch, const std::stop_token& stop);

  /// The numbers of bytes that the current exchange has sent and received.
  std::uint64_t sent() const;
  std::uint64_t received() const;

 private:
  std::optional<CURLcode> drive(SilenceWatch& watch, const std::stop_token& stop);

  struct CloseMulti {
    void operator()(CURLM* multi) const { libcurl().curl_multi_cleanup(multi); }
  };
  struct CloseEasy {
    void operator()(CURL* easy) const { libcurl().curl_easy_cleanup(easy); }
  };
  std::unique_ptr<CURLM, CloseMulti> multi_;
  std::unique_ptr<CURL, CloseEasy> easy_;
};

std::uint64_t CurlSession::sent() const {
  long head = 0;
  curl_off_t body = 0;
  libcurl().curl_easy_getinfo(easy(), CURLINFO_REQUEST_SIZE, &head);
  libcurl().curl_easy_getinfo(easy(), CURLINFO_SIZE_UPLOAD_T, &body);
  return static_cast<std::uint64_t>(head) + static_cast<std::uint64_t>(body);
}

std::uint64_t CurlSession::received() const {
  long head = 0;
  curl_off_t body = 0;
  libcurl().curl_easy_getinfo(easy(), CURLINFO_HEADER_SIZE, &head);
  libcurl().curl_easy_getinfo(easy(), CURLINFO_SIZE_DOWNLOAD_T, &body);
  return static_cast<std::uint64_t>(head) + static_cast<std::uint64_t>(body);
}

std::optional<CURLcode> CurlSession::run(SilenceWatch& watch, const std::stop_token& stop) {
  // A stop request from any thread immediately wakes the exchange from its poll.
  const std::stop_callback wake(stop, [this] { libcurl().curl_multi_wakeup(multi_.get()); });
  require_curl(libcurl().curl_multi_add_handle(multi_.get(), easy()));
  std::optional<CURLcode> result;
  try {
    result = drive(watch, stop);
  } catch (...) {
    libcurl().curl_multi_remove_handle(multi_.get(), easy());
    throw;
  }
#if LIBCURL_VERSION_NUM >= 0x075700
  // Without this option, a name server that does not answer would delay the removal of the handle.
  if (!result) libcurl().curl_easy_setopt(easy(), CURLOPT_QUICK_EXIT, 1L);
#endif
  libcurl().curl_multi_remove_handle(multi_.get(), easy());
  return result;
}

std::optional<CURLcode> CurlSession::drive(SilenceWatch& watch, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds longest_poll{1000};
  int running = 1;
  while (!stop.stop_requested()) {
    require_curl(libcurl().curl_multi_perform(multi_.get(), &running));
    if (running == 0) break;
    watch.count(sent(), received());
    const auto wait = std::min(longest_poll, watch.time_left());
    require_curl(libcurl().curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()),
                                           nullptr));
    watch.report_if_due();
  }
  if (running != 0) return std::nullopt;
  int queued = 0;
  const CURLMsg* const message = libcurl().curl_multi_info_read(multi_.get(), &queued);
  return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
}

/// Clears all settings of a session at the end of a scope. The connections stay open.
struct ResetAtEnd {
  CurlSession& session;
  ~ResetAtEnd() { libcurl().curl_easy_reset(session.easy()); }
};

class HeaderList {
 public:
  void add(const std::string& line) {
    curl_slist* const longer = libcurl().curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) throw Error(ErrorCode::failure, "libcurl has no memory");
    if (list_ == nullptr) list_.reset(longer);  // later appends return the same head
  }
  curl_slist* get() const { return list_.get(); }

 private:
  struct Free {
    void operator()(curl_slist* list) const { libcurl().curl_slist_free_all(list); }
  };
  std::unique_ptr<curl_slist, Free> list_;
};

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

/// The URL of a request. Throws Error(configuration) if the URL or a header is invalid.
CurlUrl checked_url_of(const HttpRequest& request) {
  std::optional<CurlUrl> url;
  if (!has_control_characters(request.url)) url = CurlUrl::parse(request.url);
  if (!url) {
    throw Error(ErrorCode::configuration,
                fmt::format("not an http or https URL: '{}'", url_host(request.url)),
                "Check model.base_url: it must start with http:// or https://");
  }
  for (const HttpHeader& header : request.headers) {
    if (!has_control_characters(header.name) && !has_control_characters(header.value)) continue;
    throw Error(ErrorCode::configuration,
                fmt::format("the header {} contains a line break or another control character",
                            has_control_characters(header.name) ? "name" : header.name),
                "Check the API key for line breaks");
  }
  return std::move(*url);
}

HeaderList header_list(const HttpRequest& request) {
  HeaderList list;
  list.add("Expect:");
  const bool has_type = std::ranges::any_of(request.headers, [](const HttpHeader& header) {
    return equal_ignoring_case(header.name, "Content-Type");
  });
  if (!has_type) list.add("Content-Type:");
  for (const HttpHeader& header : request.headers) {
    // libcurl omits a header without a value unless the line ends in a semicolon.
    list.add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  return list;
}

/// Collects the response to one request as it arrives. libcurl calls the callbacks on the thread of
/// send(). An exception must not propagate through libcurl's frames, so the callbacks store the
/// exception for send().
class Arrival {
 public:
  Arrival(const HttpRequest& request, CURL* easy, std::size_t largest_body)
      : request_(request), easy_(easy), largest_body_(largest_body) {}

  static std::size_t on_header(const char* text, std::size_t, std::size_t size,
                               void* self) noexcept {
    return static_cast<Arrival*>(self)->accept(&Arrival::add_header, {text, size}) ? size : 0;
  }
  static std::size_t on_body(const char* text, std::size_t, std::size_t size, void* self) noexcept {
    return static_cast<Arrival*>(self)->accept(&Arrival::add_body, {text, size}) ? size : size + 1;
  }

  HttpResponse& response() { return response_; }
  bool is_too_large() const { return is_too_large_; }
  /// The size limit that was exceeded: the limit for the headers or the limit for the body.
  std::size_t limit() const {
    return header_bytes_ > largest_headers ? largest_headers : largest_body_;
  }
  const std::exception_ptr& thrown() const { return thrown_; }

 private:
  static constexpr std::size_t largest_headers = std::size_t{1024} * 1024;

  bool accept(bool (Arrival::*add)(std::string_view), std::string_view piece) noexcept {
    try {
      return (this->*add)(piece);
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  bool add_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > largest_headers) {
      is_too_large_ = true;
      return false;
    }
    // A second status line means that the reply so far was an interim reply (100, 103), whose
    // headers are dropped.
    if (line.starts_with("HTTP/")) response_.headers.clear();
    const std::size_t colon = line.find(':');
    if (line.starts_with("HTTP/") || colon == std::string_view::npos) return true;
    response_.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
    return true;
  }

  bool add_body(std::string_view piece) {
    if (response_.status == 0) begin_body();
    if (is_streamed_) {
      request_.on_body(piece);
      return true;
    }
    if (piece.size() > largest_body_ - response_.body.size()) {
      is_too_large_ = true;
      return false;
    }
    response_.body += piece;
    return true;
  }

  void begin_body() {
    long status = 0;
    curl_off_t length = 0;
    libcurl().curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    libcurl().curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    response_.status = static_cast<int>(status);
    is_streamed_ = request_.on_body && response_.is_success();
    constexpr curl_off_t largest_reservation = curl_off_t{1024} * 1024;
    if (!is_streamed_ && length > 0) {
      response_.body.reserve(
          std::min(static_cast<std::size_t>(std::min(length, largest_reservation)), largest_body_));
    }
  }

  const HttpRequest& request_;
  CURL* easy_;
  std::size_t largest_body_;
  HttpResponse response_;
  std::size_t header_bytes_ = 0;
  bool is_streamed_ = false;
  bool is_too_large_ = false;
  std::exception_ptr thrown_;
};

Kind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_USE_SSL_FAILED:
      return Kind::insecure;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return Kind::closed;
    default:
      return Kind::unreachable;
  }
}

class CurlTransport : public HttpTransport {
 public:
  explicit CurlTransport(TransportOptions options) : options_(std::move(options)) { libcurl(); }

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override;
  void report_delay(const ServerDelay& delay) override;

 private:
  HttpResult exchange(const HttpRequest& request, Time deadline, const std::stop_token& stop);
  HttpResult run(CurlSession& session, const HttpRequest& request, Time deadline,
                 const std::stop_token& stop);
  void check_consent(const HttpRequest& request, const CurlUrl& url) const;
  void check_ca_bundle_once();
  void set_request(CurlSession& session, const HttpRequest& request, Time deadline) const;
  void set_connection(CurlSession& session, const CurlUrl& url) const;
  NetworkFailure failure_of(const CurlSession& session, CURLcode code, const char* message) const;

  std::unique_ptr<CurlSession> take_session();
  void keep_session(std::unique_ptr<CurlSession> session);

  const TransportOptions options_;
  std::mutex mutex_;
  bool is_bundle_checked_ = false;
  std::vector<std::unique_ptr<CurlSession>> idle_;  ///< the most recently used session is last
  std::set<std::pair<std::string, ServerDelay::Kind>> reported_;
};

std::unique_ptr<CurlSession> CurlTransport::take_session() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<CurlSession> session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return std::make_unique<CurlSession>();
}

void CurlTransport::keep_session(std::unique_ptr<CurlSession> session) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_sessions) idle_.push_back(std::move(session));
}

void CurlTransport::check_consent(const HttpRequest& request, const CurlUrl& url) const {
  if (options_.allows_plain_http || url.scheme() == "https" || is_loopback_host(url.host())) return;
  throw Error(ErrorCode::configuration,
              fmt::format("nothing is sent to {}: http:// is not encrypted", url_host(request.url)),
              "Use https://. If you trust the network, run: "
              "gitctx config set --user model.allow_http true");
}

void CurlTransport::check_ca_bundle_once() {
  if (options_.ca_bundle.file.empty()) return;
  const std::lock_guard lock(mutex_);
  if (is_bundle_checked_) return;
  check_ca_bundle(options_.ca_bundle);
  is_bundle_checked_ = true;
}

void CurlTransport::report_delay(const ServerDelay& delay) {
  {
    const std::lock_guard lock(mutex_);
    if (!reported_.emplace(delay.host, delay.kind).second) return;
  }
  if (options_.on_delay) options_.on_delay(delay);
}

/// Sets which servers the session may reach and how it verifies them.
void CurlTransport::set_connection(CurlSession& session, const CurlUrl& url) const {
  session.set(CURLOPT_FOLLOWLOCATION, 0L);
  session.set(CURLOPT_SSL_VERIFYPEER, 1L);
  session.set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_bundle.file.empty()) {
    session.set(CURLOPT_CAINFO, options_.ca_bundle.file.c_str());
    session.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    libcurl().curl_easy_setopt(session.easy(), CURLOPT_PROXY_CAINFO,
                               options_.ca_bundle.file.c_str());
    libcurl().curl_easy_setopt(session.easy(), CURLOPT_PROXY_CAPATH,
                               static_cast<const char*>(nullptr));
  }
  // Errors are ignored, because a library without one of these options also lacks the feature that
  // the option turns off.
  libcurl().curl_easy_setopt(session.easy(), CURLOPT_HTTP09_ALLOWED, 0L);
  libcurl().curl_easy_setopt(session.easy(), CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
#if LIBCURL_VERSION_NUM >= 0x075500
  libcurl().curl_easy_setopt(session.easy(), CURLOPT_PROTOCOLS_STR, "http,https");
#endif
  // Requests to this machine bypass the proxy. Otherwise, a proxy on another machine would receive
  // them.
  if (is_loopback_host(url.host())) session.set(CURLOPT_PROXY, "");
}

void CurlTransport::set_request(CurlSession& session, const HttpRequest& request,
                                Time deadline) const {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  const long timeout_ms = std::max<long>(1, left.count());
  set_connection(session, CurlUrl::parse(request.url).value());
  session.set(CURLOPT_URL, request.url.c_str());
  session.set(CURLOPT_NOSIGNAL, 1L);
  session.set(CURLOPT_TIMEOUT_MS, timeout_ms);
  session.set(CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout_ms, connect_timeout_ms));
  session.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  session.set(CURLOPT_TCP_KEEPALIVE, 1L);
  session.set(CURLOPT_BUFFERSIZE, 128L * 1024);
  session.set(CURLOPT_USERAGENT, "gitctx");
  // This option has no effect if libcurl lacks zlib; replies are then not compressed.
  libcurl().curl_easy_setopt(session.easy(), CURLOPT_ACCEPT_ENCODING, "gzip");
  if (request.method == "HEAD") {
    session.set(CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
             request.method == "PATCH") {
    session.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    session.set(CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method != "HEAD") session.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

NetworkFailure CurlTransport::failure_of(const CurlSession& session, CURLcode code,
                                         const char* message) const {
  const std::string sentence = *message != 0 ? message : libcurl().curl_easy_strerror(code);
  if (code == CURLE_SSL_CACERT_BADFILE && !options_.ca_bundle.file.empty()) {
    throw_unusable(options_.ca_bundle, "it has a damaged certificate");
  }
  if (code == CURLE_OPERATION_TIMEDOUT && session.sent() == 0) return {Kind::unreachable, sentence};
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    // Only the text tells why the verification failed; all TLS libraries of curl use the same text.
    if (sentence.contains("subject name")) return {Kind::other_name, sentence};
    const CaBundle& bundle = options_.ca_bundle;
    return {Kind::insecure, bundle.file.empty()
                                ? sentence + " (authorities of the system)"
                                : fmt::format("{} (authorities of {}, {})", sentence,
                                              bundle.file.string(), bundle.source)};
  }
  return {kind_of(code), sentence};
}

HttpResult CurlTransport::run(CurlSession& session, const HttpRequest& request, Time deadline,
                              const std::stop_token& stop) {
  Arrival arrival(request, session.easy(), options_.largest_reply_bytes);
  SilenceWatch watch(options_.silence_limit, /*is_streamed=*/request.on_body != nullptr,
                     [&](ServerDelay::Kind kind) {
                       report_delay({kind, url_host(request.url), options_.silence_limit});
                     });
  const HeaderList headers = header_list(request);
  char message[CURL_ERROR_SIZE] = "";
  // Clears the settings before the objects above are destroyed. The settings point to these
  // objects, and the cleanup of a session may use its settings.
  const ResetAtEnd reset{session};
  set_request(session, request, deadline);
  session.set(CURLOPT_HTTPHEADER, headers.get());
  session.set(CURLOPT_ERRORBUFFER, message);
  session.set(CURLOPT_HEADERFUNCTION, &Arrival::on_header);
  session.set(CURLOPT_HEADERDATA, &arrival);
  session.set(CURLOPT_WRITEFUNCTION, &Arrival::on_body);
  session.set(CURLOPT_WRITEDATA, &arrival);

  const std::optional<CURLcode> code = session.run(watch, stop);
  if (arrival.thrown()) std::rethrow_exception(arrival.thrown());
  if (!code) return std::unexpected(NetworkFailure{Kind::cancelled, "stopped"});
  if (*code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (*code == CURLE_OPERATION_TIMEDOUT) watch.report_at_time_limit();
  if (arrival.is_too_large()) {
    return std::unexpected(
        NetworkFailure{Kind::too_large, fmt::format("more than {} bytes", arrival.limit())});
  }
  if (*code != CURLE_OK) return std::unexpected(failure_of(session, *code, message));
  long status = 0;
  libcurl().curl_easy_getinfo(session.easy(), CURLINFO_RESPONSE_CODE, &status);
  arrival.response().status = static_cast<int>(status);
  return std::move(arrival.response());
}

HttpResult CurlTransport::exchange(const HttpRequest& request, Time deadline,
                                   const std::stop_token& stop) {
  std::unique_ptr<CurlSession> session = take_session();
  HttpResult result = run(*session, request, deadline, stop);
  // After a failure, the handle is not reused, because it may keep state of the broken connection.
  if (result) keep_session(std::move(session));
  return result;
}

/// The URL for the next attempt, if the response redirects the request to the same server and keeps
/// its method.
std::optional<std::string> next_url(const HttpRequest& request, const HttpResponse& response) {
  const bool keeps_method = response.status == 307 || response.status == 308;
  const bool is_plain = response.status == 301 || response.status == 302 || response.status == 303;
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (!keeps_method && !(is_plain && is_read)) return std::nullopt;
  const std::string_view location = response.header("Location");
  if (location.empty()) return std::nullopt;
  const CurlUrl base = CurlUrl::parse(request.url).value();
  const std::optional<CurlUrl> target = base.resolve(std::string(location));
  if (!target || target->origin() != base.origin()) return std::nullopt;
  return target->text();
}

HttpResult CurlTransport::send(const HttpRequest& request, const std::stop_token& stop) {
  const CurlUrl url = checked_url_of(request);
  check_consent(request, url);
  if (url.scheme() == "https") check_ca_bundle_once();
  const Time deadline = std::chrono::steady_clock::now() + request.timeout;
  HttpResult result = exchange(request, deadline, stop);
  std::optional<HttpRequest> redirected;
  for (int i = 0; i < most_redirects && result; ++i) {
    const auto next = next_url(redirected ? *redirected : request, *result);
    if (!next) break;
    if (!redirected) redirected = request;
    redirected->url = *next;
    result = exchange(*redirected, deadline, stop);
  }
  return result;
}

}  // namespace

std::unique_ptr<HttpTransport> make_curl_transport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace gitctx
