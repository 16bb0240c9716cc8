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
