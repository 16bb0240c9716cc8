// Forms of secrets that have no fixed prefix, and texts that only resemble them.
#include <gtest/gtest.h>

#include <string>

#include "redact/redactor.h"
#include "redact/testing/redaction_checks.h"

namespace gitctx {
namespace {

TEST(SecretForms, ReplacesWhatAnAuthorizationHeaderHolds) {
  const std::string token = hexadecimal(40), key = letters(24);
  expect_redacted("authorization", "Authorization: token ", token, "\n");
  expect_redacted("authorization", "-H 'Authorization: Token ", token, "'");
  expect_redacted("authorization", "{\\\"Authorization\\\": \\\"ApiKey ", key, "\\\"}");
  expect_redacted("authorization", "'Authorization' => 'Bot ", key, "',");
  expect_redacted("authorization", "headers[\"authorization\"] = \"", key, "\"");
  expect_redacted("authorization", "f(\"Authorization\", \"Key ",
                  "7f1c9f2e-0b1d-4c5b-9456-42661a17ab00", "\")");
  expect_redacted("bearer-token", "Authorization: Bearer ", key);
  // A token as the user or as the password, without the other: "a1B2c3D4e5F6g7H8i9J0:".
  expect_redacted("basic-auth", "Authorization: Basic ", "YTFCMmMzRDRlNUY2ZzdIOGk5SjA6");
  expect_redacted("basic-auth", "Authorization: Basic ", "OmExQjJjM0Q0ZTVGNmc3SDhpOUow");
  expect_redacted("password", "curl -sS -u admin:", "S3cretPw", " https://x");
  expect_redacted("password", "curl --user 'admin:", "S3cretPw", "' https://x");
  for (const char* const text :
       {"Authorization: token ${GITHUB_TOKEN_1234567}",
        "Authorization: token <your-token-12345678>",
        "Authorization: AWS4-HMAC-SHA256 Credential=xxx/19700101/us-east-1/s3/aws4_request",
        "authorization: request.headers.authorization2",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "'Authorization': f'token {make_token_1234567890}'", "curl -u user:password1 https://x",
        "Authorization: Token YOUR_GITHUB_TOKEN_123456", "curl -u \"$USER1:$PASS1\" https://x",
        "curl -T file1:abcdef1 https://x", "pwdPolicySubentry: cn=expirein10,ou=policies"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesShortSecrets) {
  expect_redacted("generic-token", "client_secret: \"", "s3cr3t42", "\"");
  expect_redacted("generic-token", "app_secret = '", "k9x2Lm4q", "'");
  expect_redacted("generic-token", "  clientSecret: \"", "s3cr3t42", "\",");
  expect_redacted("generic-token", "secret: ", "s3cr3t42", "\nnext: 1");
  expect_redacted("generic-token", "JWT_SECRET_KEY=", "s3cr3t-k3y", "\n");
  for (const char* const text :
       {"secret: my-app-secret-1", "secret: oauth2-proxy", "secretName: a1b2c3d4",
        "client_secret: process.env.SECRET1", "secret: ${SECRET1A2}", "client_secret = \"secret1\"",
        "secret: string1", "secret_path: a1b2c3d4", "client_secret = get_secret1(a2)"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAValueOnTheLineAfterItsName) {
  for (const char* const sign : {"", " |", " >-", " |2-", " # of the tests"}) {
    const std::string name = std::string("a:\n  password:") + sign + "\n    ";
    expect_redacted("password", name, "hunter2", "\nb: 1\n");
  }
  expect_redacted("password", "passwords:\r\n  - ", "hunter2", "\r\n");
  expect_redacted("password", "const password =\n  \"", "c0rrect-horse", "\";\n");
  expect_redacted("password", "setPassword(\n  \"", "c0rrect-horse", "\");\n");
  expect_redacted("password", "\"a:\\n  password: |\\n    ", "hunter2", "\\nb: 1\"");
  expect_redacted("generic-token", "api_key: >-\n  ", letters(32), "\n");
  expect_redacted("password", "passwords:\n  admin_password: ", "hunter2", "\n");
  for (const char* const text :
       {"password:\nhunter2\n", "password:\n  type: string1\n",
        "password:\n  hunter2 is the answer\n", "password: |\n  ${PASSWORD1}\n",
        "password:\n  secretKeyRef:\n    name: db1\n", "password =\n  hunter2\n",
        "f(\"password\",\n  \"a1.b2.c3\")\n", "password: |"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAPasswordInProse) {
  expect_redacted("password", "Set password=", "hunter2", " for the staging server");
  expect_redacted("password", "Log in (password=", "hunter2", ").");
  expect_redacted("password", "The user has password: ", "hunter2x", ", not another.");
  expect_redacted("password", "https://x/login?login=bob&password=", "hunter2", "&next=1");
  expect_redacted("password", "tool --user bob --password ", "s3cr3t9", " --verbose");
  expect_redacted("password", "tool --password=", "s3cr3t9", " --verbose");
  for (const char* const text :
       {"Set password=<value1> first", "tool --password=***", "call f(user=u, password=user1Pass)",
        "{ user: u, password: user1Pass }", "tool --password $PASS1", "tool --password-file a1b2c3",
        "Use password=password1", "x password=get_password1()", "the password: string1"}) {
    expect_kept(text);
  }
}

TEST(SecretForms, ReplacesAQuotedPasswordWithSignsOfCode) {
  for (const char* const value :
       {"p(ss{w<rd1", "aB3/dE6+xY", "!Q2w3e4r", "@dm1nPass", "p4ss:W0rd{x"})
    expect_redacted("password", "password = \"", value, "\"");
  for (const char* const text : {"f(x1)", "<password1>", "{pw1Ab}", "/etc/pass1/aB", "%DB_PASS1%",
                                 "@db.pass1@", "user1:Group2", "http://a1B2c3/x"}) {
    expect_kept(std::string("password = \"") + text + "\"");
  }
}

TEST(SecretForms, KnowsKeysInHexadecimal) {
  for (const char* const head :
       {"308204a40201000282010100", "308204be020100300d06092a", "30770201010420"})
    expect_redacted("private-key", "key = \"", head + hexadecimal(128), "\"");
  expect_kept("certificate = \"308203a93082028fa0030201" + hexadecimal(128) + "\"");
  const std::string digits = hexadecimal(80);
  std::string bytes = "    00";
  for (std::size_t i = 1; i < 40; ++i)
    bytes += (i % 15 == 0 ? ":\n    " : ":") + digits.substr(2 * i, 2);
  EXPECT_EQ(redacted("prime1:\n" + bytes + "\nprime2: 3\n"),
            "prime1:\n    [redacted: private-key]\n\n\nprime2: 3\n");
  expect_kept("modulus:\n" + bytes + "\n");
}

}  // namespace
}  // namespace gitctx
