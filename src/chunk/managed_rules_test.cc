#include <gtest/gtest.h>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsJavaDefinitions) {
  const char* source = R"~(package org.shop;

import java.util.List;
import java.util.Optional;

/**
 * Finds orders.
 */
@Component
public class OrderFinder<T extends Order> implements Finder {
  private static final int LIMIT = 10;

  enum State { OPEN, CLOSED }

  public OrderFinder(List<T> orders) {
    this.orders = orders;
  }

  /** The order with this number. */
  @Override
  public Optional<T> find(int number) {
    return orders.stream().filter(order -> order.number() == number).limit(LIMIT).findFirst();
  }

  @Test
  void findsNothingInAnEmptyList() {
    assertThat(new OrderFinder<>(List.of()).find(1)).isEmpty();
  }
}

interface Finder { Optional<? extends Order> find(int number); }
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::java), R"~(1-4 code -
6-10 type OrderFinder
11-13 code - in OrderFinder [LIMIT, State, OPEN, CLOSED]
15-17 method OrderFinder in OrderFinder
19-23 method find in OrderFinder
25-29 test findsNothingInAnEmptyList in OrderFinder
31-31 type Finder [find]
)~");
}

TEST(SyntaxChunker, FindsCSharpDefinitions) {
  const char* source = R"~(using System;
using System.Threading.Tasks;

namespace Shop.Orders;

public record OrderLine(string Sku, int Count);

/// <summary>Keeps orders.</summary>
[Serializable]
public class OrderStore
{
    private readonly List<Order> orders = new();

    public int Count => orders.Count;

    public OrderStore(IClock clock) { this.clock = clock; }

    // Finds by number.
    public async Task<Order?> FindAsync(int number)
    {
        await Task.Yield();
        return orders.SingleOrDefault(order => order.Number == number);
    }

    [Fact]
    public void FindsNothing() { Assert.Null(new OrderStore(null).FindAsync(1).Result); }
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::csharp), R"~(1-4 code -
6-6 type OrderLine in Shop.Orders
8-11 type OrderStore in Shop.Orders
12-14 constant orders in Shop.Orders.OrderStore [Count]
16-16 method OrderStore in Shop.Orders.OrderStore
18-23 method FindAsync in Shop.Orders.OrderStore
25-27 test FindsNothing in Shop.Orders.OrderStore
)~");
}

TEST(SyntaxChunker, FindsKotlinDefinitions) {
  const char* source = R"~(package shop

import kotlinx.coroutines.delay

/** A price in cents. */
data class Price(val cents: Int) {
    operator fun plus(other: Price) = Price(cents + other.cents)

    companion object {
        val ZERO = Price(0)
        fun parse(text: String): Price = Price(text.toBigDecimal().movePointRight(2).toInt())
    }
}

fun String.toPrice(): Price = Price.parse(this)

object Prices : Registry<Price>() {
    override suspend fun load(name: String): Price {
        delay(10)
        return registry.getValue(name).toPrice()
    }
}

sealed interface Event

@Test
fun `adds prices`() {
    assertEquals(Price(3), Price(1) + Price(2))
}

typealias Basket = List<Price>
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::kotlin), R"~(1-3 code -
5-6 type Price
7-7 method plus in Price
9-13 type Companion in Price [ZERO, parse]
15-15 function toPrice in String
17-22 type Prices [load]
24-24 type Event
26-29 test adds prices
31-31 type Basket
)~");
}

TEST(SyntaxChunker, FindsScalaDefinitions) {
  const char* source = R"~(package org.shop

import scala.collection.mutable

/** A price in cents. */
final case class Price(cents: Int) {
  def +(other: Price): Price = Price(cents + other.cents)
  val isFree: Boolean = cents == 0
}

object Price {
  implicit val ordering: Ordering[Price] = Ordering.by(_.cents)

  /** Reads "1.20". */
  def parse(text: String): Either[String, Price] =
    text.toDoubleOption.map(value => Price((value * 100).toInt)).toRight(s"no price: $text")
}

trait Store[F[_]] {
  type Key
  def find(key: Key): F[Option[Price]]
}

class PriceSuite extends FunSuite {
  test("adds") {
    assertEquals(Price(1) + Price(2), Price(3))
    assertEquals(Price(0) + Price(0), Price(0))
  }
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::scala), R"~(1-3 code -
5-9 type Price [+, isFree]
11-12 constant ordering in Price [Price]
14-17 method parse in Price
19-22 type Store [Key, find]
24-29 type PriceSuite
)~");
}

TEST(SyntaxChunker, FindsSwiftDefinitions) {
  const char* source = R"~(import Foundation

/// A price in cents.
public struct Price: Hashable {
    public let cents: Int

    public init(cents: Int) {
        self.cents = cents
    }

    static func + (left: Price, right: Price) -> Price { Price(cents: left.cents + right.cents) }
}

extension Price: CustomStringConvertible {
    public var description: String { "\(cents / 100).\(cents % 100)" }

    func formatted(with formatter: NumberFormatter) -> String {
        formatter.string(from: NSNumber(value: Double(cents) / 100)) ?? description
    }
}

protocol Store {
    associatedtype Key
    func find(_ key: Key) async throws -> Price?
}

enum State { case open, closed(reason: String) }

final class PriceTests: XCTestCase {
    func testAdds() throws {
        XCTAssertEqual(Price(cents: 1) + Price(cents: 2), Price(cents: 3))
    }
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::swift), R"~(1-5 type Price [cents]
7-9 method init in Price
11-12 method + in Price
14-14 implementation Price
15-15 constant description in Price
17-20 method formatted in Price
22-25 type Store [Key, find]
27-27 type State [open, closed]
29-33 type PriceTests [testAdds]
)~");
}

}  // namespace
}  // namespace gitctx
