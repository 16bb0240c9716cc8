#include "search/definition_form.h"

#include <gtest/gtest.h>

#include "search/exact_match.h"

namespace gitctx {
namespace {

using enum DefinitionForm;

DefinitionForm form(std::string_view line, std::string_view name, Language language) {
  const auto place = find_as_written(name, line);
  return place ? definition_form(line, *place, language) : none;
}

TEST(DefinitionForm, KnowsTheHeadsOfLanguagesWithoutAGrammar) {
  using enum Language;
  EXPECT_EQ(form("  double loyaltyDiscount(int years) => 1;", "loyaltyDiscount", dart), head);
  EXPECT_EQ(form("contract Ownable is Context {", "Ownable", solidity), type_declaration);
  EXPECT_EQ(form("    function _siftDown(Heap storage h) private {", "_siftDown", solidity),
            declaration);
  EXPECT_EQ(form("  event Transfer(address a);", "Transfer", solidity), declaration);
  EXPECT_EQ(form("CREATE TABLE IF NOT EXISTS ledger_accounts (", "ledger_accounts", sql),
            type_declaration);
  EXPECT_EQ(form("create unique index idx_ledger on ledger_accounts (id);", "idx_ledger", sql),
            declaration);
  EXPECT_EQ(form("CREATE OR REPLACE FUNCTION old_total(a int)", "old_total", sql), declaration);
  EXPECT_EQ(form("variable \"cidr\" {", "cidr", terraform), declaration);
  EXPECT_EQ(form("resource \"aws_vpc\" \"this\" {", "this", terraform), declaration);
  EXPECT_EQ(form("message SearchRequest {", "SearchRequest", protobuf), type_declaration);
  EXPECT_EQ(form("(defn- parse-line [s]", "parse-line", clojure), declaration);
  EXPECT_EQ(form("@interface Cart : NSObject", "Cart", objective_c), type_declaration);
  EXPECT_EQ(form("- (void)addItem:(Item *)item {", "addItem", objective_c), declaration);
  EXPECT_EQ(form("handle_call(stop, S) ->", "handle_call", erlang), head);
  EXPECT_EQ(form("function(add_check NAME)", "add_check", cmake), declaration);
  EXPECT_EQ(form("  --main-color: red;", "--main-color", css), member);
  EXPECT_EQ(form("install: all", "install", make), member);
  EXPECT_EQ(form("fit_model <- function(x) {", "fit_model", r), member);
}

TEST(DefinitionForm, TellsUsesFromDefinitions) {
  using enum Language;
  EXPECT_EQ(form("  return loyaltyDiscount(3);", "loyaltyDiscount", dart), none);
  EXPECT_EQ(form("  child: const Cart(items),", "Cart", dart), none);
  EXPECT_EQ(form("class Sale extends Cart {", "Cart", dart), none);
  EXPECT_EQ(form("  emit Transfer(a);", "Transfer", solidity), none);
  EXPECT_EQ(form("  id int REFERENCES ledger_accounts(id),", "ledger_accounts", sql), none);
  EXPECT_EQ(form("INSERT INTO ledger_accounts (id) VALUES (1);", "ledger_accounts", sql), none);
  EXPECT_EQ(form("  cidr = var.cidr_block", "cidr_block", terraform), none);
  EXPECT_EQ(form("  color: var(--main-color);", "--main-color", css), none);
  EXPECT_EQ(form("-- table ledger_accounts", "ledger_accounts", sql), none);
  EXPECT_EQ(form("DROP TABLE IF EXISTS ledger_accounts;", "ledger_accounts", sql), none);
  EXPECT_EQ(form("ALTER TABLE ledger_accounts ADD x int;", "ledger_accounts", sql), none);
  EXPECT_EQ(form("DROP FUNCTION old_total(int);", "old_total", sql), none);
  EXPECT_EQ(form("UPDATE t SET balance_total = 0;", "balance_total", sql), member);
  EXPECT_EQ(form("SELECT id, total_price(x) FROM t;", "total_price", sql), none);
  EXPECT_EQ(form("  try read_row(X)", "read_row", erlang), none);
  EXPECT_EQ(form("if(EXISTS USE_FAST)", "USE_FAST", cmake), none);
  EXPECT_EQ(form("  (filter active-user users)", "active-user", clojure), none);
  EXPECT_EQ(form("  final ShoppingCart cart;", "ShoppingCart", dart), none);
  // Everyday words declare names only in languages without a grammar.
  EXPECT_EQ(form("the message SearchRequest", "SearchRequest", python), none);
}

TEST(DefinesWithoutGrammar, DependsOnTheLanguage) {
  EXPECT_TRUE(defines_without_grammar(Language::dart, head));
  EXPECT_FALSE(defines_without_grammar(Language::dart, member));
  EXPECT_TRUE(defines_without_grammar(Language::make, member));
  EXPECT_FALSE(defines_without_grammar(Language::yaml, type_declaration));
  EXPECT_FALSE(defines_without_grammar(Language::python, type_declaration));
  EXPECT_FALSE(defines_without_grammar(Language::vue, type_declaration));
  EXPECT_FALSE(defines_without_grammar(Language::svelte, head));
}

}  // namespace
}  // namespace gitctx
