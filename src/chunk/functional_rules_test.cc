#include <gtest/gtest.h>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsElixirDefinitions) {
  const char* source = R"~(defmodule Shop.Cart do
  @moduledoc "A cart of items."
  alias Shop.Item

  @limit 100

  @type t :: %__MODULE__{items: [Item.t()]}
  defstruct items: []

  @doc "Adds an item to the cart, up to the limit."
  @spec add(t, Item.t()) :: t
  def add(%__MODULE__{items: items} = cart, item) when length(items) < @limit do
    %{cart | items: [item | items]}
  end

  def add(cart, _item), do: cart

  defp total(items) do
    Enum.reduce(items, 0, fn item, sum -> sum + item.price * item.count end)
  end

  defmacro debug(cart) do
    quote do: IO.inspect(unquote(cart), label: "cart", limit: :infinity)
  end
end
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::elixir), R"~(1-3 module Cart in Shop
5-7 type t in Shop.Cart [limit]
8-8 code - in Shop.Cart
10-12 function add in Shop.Cart
13-14 code - in Shop.Cart.add
16-16 function add in Shop.Cart
18-20 function total in Shop.Cart
22-25 macro debug in Shop.Cart
)~");
}

TEST(SyntaxChunker, FindsHaskellDefinitions) {
  const char* source = R"~(module Data.Ring (Ring, push) where

import qualified Data.Map as Map

-- | A ring of items.
data Ring a = Ring { items :: [a], size :: Int }

class Container f where
  empty :: f a
  insert :: a -> f a -> f a

instance Container Ring where
  empty = Ring [] 16
  insert x ring = ring { items = take (size ring) (x : items ring) }

-- | Adds an item to the front.
push :: a -> Ring a -> Ring a
push x (Ring [] n) = Ring [x] n
push x (Ring xs n)
  | length xs < n = Ring (x : xs) n
  | otherwise = Ring (x : init xs) n

(<+>) :: Ring a -> Ring a -> Ring a
a <+> b = Ring (items a ++ items b) (size a + size b)
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::haskell), R"~(1-3 code -
5-10 code - [Ring, Container, empty, insert]
12-14 implementation Ring [Container, empty, insert]
16-18 function push
19-21 function push
23-24 function <+>
)~");
}

}  // namespace
}  // namespace gitctx
