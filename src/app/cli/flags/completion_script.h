#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// A script that makes the shell ("bash", "zsh" or "fish") complete commands, verbs, flags and
/// values. It asks `gitctx __complete WORDS...` for what completions() returns.
std::string completion_script(std::string_view shell);

/// The first word of such a question, which is no command.
inline constexpr std::string_view completion_request = "__complete";

/// What the last of the words can become, a line each: the whole word, and after a tab what it
/// means. Instead, the line `:file` or `:folder` asks the shell for names of files. A `=` may be a
/// word of its own, as bash has it; of `--mode=h`, the value alone is completed.
std::string completions(std::span<const std::string> words);

}  // namespace gitctx
