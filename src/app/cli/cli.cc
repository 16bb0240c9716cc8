#include "app/cli/cli.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/flags/completion_script.h"
#include "app/cli/flags/help_page.h"
#include "app/cli/flags/manual_page.h"
#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/output.h"
#include "app/config/environment.h"
#include "app/services/transport.h"
#include "app/version.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/log.h"
#include "base/trace.h"
#include "core/storage_paths.h"
#include "git/repository_layout.h"

namespace gitctx {
namespace {

/// Runs the commands that need no repository. The other commands are in commands/ and eval/.
struct CommandRunner {
  CommandContext& context;

  int operator()(const QuickStartArguments&) { return print(quick_start_text()); }
  int operator()(const VersionArguments&) { return print(version_text()); }
  int operator()(const HelpArguments& help) {
    return print(help.man ? manual_page(version_number) : help_text(help.command));
  }
  int operator()(const CompletionArguments& completion) {
    return print(completion_script(completion.shell));
  }
  int operator()(const auto& arguments) { return run_command(arguments, context); }

  int print(std::string_view text) {
    context.out.write(text);
    return 0;
  }
};

std::filesystem::path starting_directory(const std::filesystem::path& wanted) {
  std::error_code failed;
  auto current = std::filesystem::current_path(failed);
  if (failed && !wanted.is_absolute()) {
    throw Error(ErrorCode::failure, "the current folder no longer exists",
                "Change to another folder");
  }
  if (wanted.empty()) return current;
  const std::filesystem::path directory = current / wanted;
  if (!std::filesystem::is_directory(directory, failed)) {
    throw Error(ErrorCode::usage, fmt::format("-C {}: no such folder", wanted.string()));
  }
  return directory.lexically_normal();
}

/// Makes ~/.gitctx a guarded folder. New files in it can be read only by their owner, regardless of
/// the umask, because they contain the user's settings and spending. Symbolic links in the folder
/// are followed, because the user made them. Links among the pending items are not followed,
/// because only gitctx makes those items.
void guard_user_folder(const Environment& environment) {
  const std::string_view home = environment.get("HOME");
  if (home.empty()) return;
  guard_folder(user_folder(home), {.follow_links = true, .new_files = NewFiles::owner_only});
  guard_folder(all_pending_folder(user_folder(home)), {.new_files = NewFiles::owner_only});
}

/// Opens /dev/null for each closed standard stream. Otherwise the next opened file would get the
/// stream's number, and messages would go to that file.
void open_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) == -1) {
      [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);
    }
  }
}

/// Traces the program while this object exists. The destructor writes the trace, even after an
/// error.
class TraceFile {
 public:
  explicit TraceFile(std::string file) : file_(std::move(file)) {
    if (file_.empty()) return;
    start_trace();
    name_trace_thread("main");
  }
  ~TraceFile() {
    if (file_.empty()) return;
    try {
      guard_repository_around(file_);
      write_output_file(std::filesystem::absolute(file_), trace_json());
    } catch (const Error& error) {
      write_notice({"cannot write the trace: " + error.message(), error.hint()});
    }
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

 private:
  std::string file_;
};

bool is_quiet(const auto& arguments) {
  if constexpr (requires { arguments.verbosity; }) {
    return arguments.verbosity == Verbosity::quiet;
  }
  return false;
}

/// While this object exists, a message on standard error names each server that causes a delay.
class DelayMessages {
 public:
  explicit DelayMessages(const CommandContext& context) {
    set_delay_report([&context](const ServerDelay& delay) {
      write_message(std::string(before_sudden_message(context.error_terminal, context.out_terminal,
                                                      context.out.is_mid_line())) +
                    message_text(delay_notice(delay)));
    });
  }
  ~DelayMessages() { set_delay_report(nullptr); }
  DelayMessages(const DelayMessages&) = delete;
  DelayMessages& operator=(const DelayMessages&) = delete;
};

int run_words(const std::vector<std::string>& words) {
  Output out(STDOUT_FILENO);
  if (!words.empty() && words.front() == completion_request) {
    out.write(completions(std::span(words).subspan(1)));
    out.flush();
    return 0;
  }
  const Arguments arguments = parse_arguments(words);
  if (arguments.log_level != LogLevel::off) {
    set_log(arguments.log_level, [](std::string_view line) { write_message(log_text(line)); });
  }
  const TraceFile trace(arguments.trace_file);
  guard_user_folder(Environment::of_process());
  CommandContext context{.directory = starting_directory(arguments.directory),
                         .environment = Environment::of_process(),
                         .out = out};
  context.out_terminal = detect_terminal(STDOUT_FILENO, context.environment);
  context.error_terminal = detect_terminal(STDERR_FILENO, context.environment);
  std::optional<DelayMessages> delays;
  const bool quiet = std::visit([](const auto& any) { return is_quiet(any); }, arguments.command);
  if (!quiet) delays.emplace(context);
  const int status = std::visit(CommandRunner{context}, arguments.command);
  out.flush();
  return status;
}

Notice notice_of(const std::exception& error) {
  const auto* const system = dynamic_cast<const std::system_error*>(&error);
  if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again) {
    return {fmt::format("cannot start a thread: {}", system->code().message()),
            "Raise the limits of memory and processes (ulimit -v, ulimit -u), or set "
            "index.threads to 1"};
  }
  return {fmt::format("unexpected failure: {}", error.what()), {}};
}

}  // namespace

int run_cli(int argc, char** argv) {
  // With SIGPIPE ignored, a closed pipe makes write() fail with EPIPE.
  std::signal(SIGPIPE, SIG_IGN);
  // With SIGXFSZ ignored, write() fails at the shell's limit on file sizes, as it does on a full
  // disk.
  std::signal(SIGXFSZ, SIG_IGN);
  open_standard_streams();
  try {
    return run_words(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const OutputClosed&) {
    return 0;
  } catch (const Error& error) {
    write_notice({error.message(), error.hint()});
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    write_notice({"out of memory", "Free memory, or lower index.memory_limit if it is above 512"});
  } catch (const std::exception& error) {
    write_notice(notice_of(error));
  }
  return static_cast<int>(ErrorCode::failure);
}

}  // namespace gitctx
