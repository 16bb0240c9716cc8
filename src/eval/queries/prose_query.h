#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

// Turns comments and commit subjects into queries that a user might type.

/// The first sentence of a definition's comment as a query. If the sentence begins with the name of
/// the definition, the name is removed. Nothing if the sentence is too short, too long or not
/// English prose, or if its first word says that it needs its place, as in "This is ...".
std::optional<std::string> query_of_prose(std::string_view prose, std::string_view symbol);

/// Whether a comment has the text of a query, apart from line breaks, markers of comment lines,
/// backticks and roles. Otherwise, the removal of markup damaged the text.
bool is_quoted_from(std::string_view query, std::string_view comment);

/// The subject of a commit as a query, without issue and pull request numbers. Nothing for
/// releases, merges, reverts and other subjects that do not describe code.
std::optional<std::string> query_of_subject(std::string_view subject);

/// The subject as query_of_subject(), and the body of the message as further paragraphs, without
/// trailers such as `Signed-off-by:` and `Closes #12`, and without lines that have only addresses
/// or one word. A long body is cut after a sentence. Nothing if the subject is not a query.
std::optional<std::string> query_of_commit(std::string_view subject, std::string_view body);

}  // namespace gitctx
