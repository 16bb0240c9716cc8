#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// A script that makes the shell ("bash", "zsh" or "fish") complete commands, verbs, flags and
/// values. The script runs `gitctx __complete WORDS...`, which prints completions(WORDS).
std::string completion_script(std::string_view shell);

/// The first argument of a call that asks for completions. It is not in the table of commands.
inline constexpr std::string_view completion_request = "__complete";

/// The completions of the last word, one per line: the whole word, a tab and its meaning. A line
/// `:file` or `:folder` asks the shell to complete file or folder names itself. In `words`, a `=`
/// may be a separate word, as in bash. The completions of `--mode=h` are the values alone, without
/// `--mode=`.
std::string completions(std::span<const std::string> words);

}  // namespace gitctx
