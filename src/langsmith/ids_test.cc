#include "langsmith/ids.h"

#include <gtest/gtest.h>

#include <set>

#include "langsmith/tracer.h"

namespace gitctx {
namespace {

TraceTime at(std::int64_t micros) { return TraceTime(std::chrono::microseconds(micros)); }

TEST(LangSmithIds, TimesHaveSixDecimals) {
  EXPECT_EQ(iso_time(at(1'795'340'354'237'001)), "2026-11-22T09:39:14.237001Z");
  EXPECT_EQ(iso_time(at(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(iso_time(at(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(LangSmithIds, ASegmentIsTheTimeThenTheId) {
  EXPECT_EQ(order_segment(at(1'795'340'354'237'001), "01a2029f-c2bd-7000-8000-02fe2fde0872"),
            "20261122T093914237001Z01a2029f-c2bd-7000-8000-02fe2fde0872");
}

TEST(LangSmithIds, TimedIdsBeginWithTheMillisecondsAndAreOfVersionSeven) {
  TimedIds ids(1);
  const std::string id = ids.next(at(1'795'340'354'237'001));
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id.substr(0, 15), "01a2029f-c2bd-7") << id;
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
}

TEST(LangSmithIds, TimedIdsOfOneMomentDiffer) {
  TimedIds seeded(7);
  TimedIds same(7);
  TimedIds unseeded;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = seeded.next(at(5));
    EXPECT_EQ(id, same.next(at(5)));
    seen.insert(id);
    seen.insert(unseeded.next(at(5)));
  }
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(LangSmithIds, NamedIdsAreThoseOfRfc4122) {
  // The UUID namespace of domain names. The expected ids are from Python's uuid.uuid5.
  const std::string_view dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  EXPECT_EQ(named_id(dns, "python.org"), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
  EXPECT_EQ(named_id(dns, ""), "4ebd0208-8328-5d69-8c44-ec50939c0967");
  EXPECT_EQ(named_id(dns, std::string(200, 'x')), "ddcc691a-b8e2-53e5-b059-6a232874b2eb");
}

TEST(LangSmithIds, SamplingIsThatOfTheOfficialClients) {
  // The number, in millionths, is the rate above which the official JavaScript client (0.12.0)
  // samples the id.
  const std::pair<const char*, int> expected[] = {
      {"01a2029f-c2bd-7000-8000-02fe2fde0872", 761'628},
      {"01a2029f-c2c0-7000-8000-00e42e0ecbf5", 219'548},
      {"00000000-0000-7000-8000-000000000000", 613'815},
  };
  for (const auto& [id, place] : expected) {
    EXPECT_FALSE(is_sampled(id, place / 1e6)) << id;
    EXPECT_TRUE(is_sampled(id, (place + 1) / 1e6)) << id;
    EXPECT_TRUE(is_sampled(id, 1)) << id;
    EXPECT_FALSE(is_sampled(id, 0)) << id;
  }
  TimedIds ids(3);
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) sampled += is_sampled(ids.next(at(i)), 0.3);
  EXPECT_NEAR(sampled, 3000, 150);
}

}  // namespace
}  // namespace gitctx
