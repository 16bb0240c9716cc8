#include "http/multipart.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace gitctx {
namespace {

using Length = MultipartPart::Length;

TEST(Multipart, HasTheBytesThatLangSmithGets) {
  const std::vector<MultipartPart> parts{{.name = "post.0190",
                                          .body = R"({"id":"0190"})",
                                          .content_type = "application/json",
                                          .length = Length::parameter},
                                         {.name = "post.0190.inputs",
                                          .body = "{}",
                                          .content_type = "application/json",
                                          .length = Length::parameter}};
  EXPECT_EQ(multipart_body(parts, "B"),
            "--B\r\n"
            "Content-Disposition: form-data; name=\"post.0190\"\r\n"
            "Content-Type: application/json; length=13\r\n"
            "\r\n"
            "{\"id\":\"0190\"}\r\n"
            "--B\r\n"
            "Content-Disposition: form-data; name=\"post.0190.inputs\"\r\n"
            "Content-Type: application/json; length=2\r\n"
            "\r\n"
            "{}\r\n"
            "--B--\r\n");
}

TEST(Multipart, HasTheBytesOfAFileUpload) {
  const std::vector<MultipartPart> parts{{.name = "purpose", .body = "batch"},
                                         {.name = "file",
                                          .body = "{}\n",
                                          .content_type = "application/jsonl",
                                          .filename = "in.jsonl"}};
  EXPECT_EQ(multipart_body(parts, "B"),
            "--B\r\n"
            "Content-Disposition: form-data; name=\"purpose\"\r\n"
            "\r\n"
            "batch\r\n"
            "--B\r\n"
            "Content-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n"
            "Content-Type: application/jsonl\r\n"
            "\r\n"
            "{}\n\r\n"
            "--B--\r\n");
}

TEST(Multipart, WritesNamesThatCannotBreakOut) {
  const std::vector<MultipartPart> parts{{.name = "a\"\r\nb"}};
  EXPECT_NE(multipart_body(parts, "B").find("name=\"a%22%0D%0Ab\"\r\n"), std::string::npos);
}

TEST(Multipart, IsOnlyItsEndWithoutParts) { EXPECT_EQ(multipart_body({}, "B"), "--B--\r\n"); }

TEST(Multipart, HasTheSameBoundaryForTheSameParts) {
  const std::vector<MultipartPart> one{{.name = "a", .body = "x"}};
  const std::vector<MultipartPart> other{{.name = "a", .body = "y"}};
  EXPECT_EQ(multipart_boundary(one), multipart_boundary(one));
  EXPECT_NE(multipart_boundary(one), multipart_boundary(other));
  EXPECT_EQ(multipart_content_type("B"), "multipart/form-data; boundary=B");
}

TEST(Multipart, IsReadBack) {
  const std::vector<MultipartPart> parts{
      {.name = "purpose", .body = "batch"},
      {.name = "a", .body = "", .content_type = "application/json", .length = Length::parameter},
      {.name = "file",
       .body = "{}\r\n--\r\n\r\n",
       .content_type = "application/jsonl",
       .filename = "in.jsonl"}};
  const std::string body = multipart_body(parts, "B");
  const auto read = parse_multipart(multipart_content_type("B"), body);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 3u);
  EXPECT_EQ((*read)[1].length, Length::parameter);
  EXPECT_EQ((*read)[2].body, parts[2].body);
  EXPECT_EQ((*read)[2].filename, "in.jsonl");
  EXPECT_EQ(multipart_body(*read, "B"), body);
  EXPECT_TRUE(parse_multipart(multipart_content_type("B"), "--B--\r\n").value().empty());
}

TEST(Multipart, RefusesTextsThatItDoesNotWrite) {
  const std::vector<MultipartPart> parts{
      {.name = "a", .body = "x", .content_type = "t", .length = Length::parameter}};
  const std::string body = multipart_body(parts, "B");
  const std::string type = multipart_content_type("B");
  ASSERT_TRUE(parse_multipart(type, body));
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_FALSE(parse_multipart(type, body.substr(0, size))) << size;
  }
  EXPECT_FALSE(parse_multipart(type, body + "x"));
  EXPECT_FALSE(parse_multipart(type, "x" + body));
  EXPECT_FALSE(parse_multipart(multipart_content_type("C"), body));
  EXPECT_FALSE(parse_multipart(multipart_content_type(""), body));
  EXPECT_FALSE(parse_multipart("application/json", body));
  std::string wrong_length = body;
  wrong_length.replace(wrong_length.find("length=1"), 8, "length=2");
  EXPECT_FALSE(parse_multipart(type, wrong_length));
}

RC_GTEST_PROP(Multipart, AnyBytesAreReadBack, (const std::vector<std::string>& bodies)) {
  std::vector<MultipartPart> parts;
  for (const std::string& body : bodies) parts.push_back({.name = "n", .body = body});
  const std::string boundary = multipart_boundary(parts);
  const auto read =
      parse_multipart(multipart_content_type(boundary), multipart_body(parts, boundary));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->size() == bodies.size());
  for (std::size_t i = 0; i < bodies.size(); ++i) RC_ASSERT((*read)[i].body == bodies[i]);
}

RC_GTEST_PROP(Multipart, BoundaryStandsInNoPart, (const std::vector<std::string>& bodies)) {
  std::vector<MultipartPart> parts;
  for (const std::string& body : bodies) parts.push_back({.name = "n", .body = body});
  // The last part contains the boundary that would be chosen for the other parts alone.
  parts.push_back({.name = "n", .body = multipart_boundary(parts)});
  const std::string boundary = multipart_boundary(parts);
  for (const MultipartPart& part : parts) RC_ASSERT(part.body.find(boundary) == std::string::npos);
}

}  // namespace
}  // namespace gitctx
