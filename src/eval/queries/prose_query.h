#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

// Turns comments and commit messages into queries that a user might type.

/// The first sentence of a definition's comment as a query. If the sentence begins with the name of
/// the definition, the name is removed. Nothing if the sentence is too short, too long or not
/// English prose, or if its first word shows that it cannot be understood without its context, as
/// in "This is ...".
std::optional<std::string> query_of_prose(std::string_view prose, std::string_view symbol);

/// Whether a comment contains the text of a query. Line breaks, markers of comment lines, backticks
/// and documentation roles are ignored. If the result is false, the removal of markup has damaged
/// the text.
bool is_quoted_from(std::string_view query, std::string_view comment);

/// The subject of a commit as a query, without issue and pull request numbers. Nothing for
/// releases, merges, reverts and other subjects that do not describe code.
std::optional<std::string> query_of_subject(std::string_view subject);

/// A commit message as a query: the result of query_of_subject(), and the body of the message as
/// further paragraphs. Trailers such as `Signed-off-by:` and `Closes #12` are left out, and so are
/// lines that contain only a reference or a one-word mark. A long body is cut after a sentence.
/// Nothing if query_of_subject() returns nothing.
std::optional<std::string> query_of_commit(std::string_view subject, std::string_view body);

}  // namespace gitctx
