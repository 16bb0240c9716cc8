#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsCDefinitions) {
  const char* source = R"~(#include <stdio.h>
#include "ring.h"

#define RING_SIZE 64
#define MIN(a, b) ((a) < (b) ? (a) : (b))

typedef struct ring {
  size_t head, tail;
  char *items[RING_SIZE];
} ring_t;

enum ring_state { RING_EMPTY, RING_FULL };

static int ring_count;

/* Takes the oldest item,
   or NULL if there is none. */
char *ring_pop(struct ring *r)
{
  if (r->head == r->tail)
    return NULL;
  return r->items[r->tail++ % RING_SIZE];
}

#ifdef RING_DEBUG
void ring_dump(const struct ring *r, FILE *out)
{
  fprintf(out, "head %zu tail %zu\n", r->head, r->tail);
}
#endif
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::c), R"~(1-2 code -
4-4 macro RING_SIZE
5-5 macro MIN
7-10 type ring_t [ring]
12-14 type ring_state [RING_EMPTY, RING_FULL, ring_count]
16-23 function ring_pop
25-30 function ring_dump
)~");
}

TEST(SyntaxChunker, FindsCppDefinitions) {
  const char* source = R"~(#include <vector>

namespace geo::shapes {

/// A point with integer coordinates.
struct Point {
  int x = 0;
  int y = 0;
};

template <class T>
class Canvas : public Base<T> {
 public:
  explicit Canvas(int width) : width_(width) {}

  // Draws one point.
  void draw(const Point& point) {
    pixels_.push_back(point);
    invalidate(point.x, point.y, width_);
  }

 private:
  int width_;
  std::vector<Point> pixels_;
};

template <class T>
void Canvas<T>::clear() {
  pixels_.clear();
  invalidate(0, 0, width_);
}

bool operator==(const Point& a, const Point& b) { return a.x == b.x && a.y == b.y; }

}  // namespace geo::shapes

TEST(Canvas, DrawsPoints) {
  geo::shapes::Canvas<int> canvas(10);
  canvas.draw({1, 2});
  EXPECT_EQ(canvas.size(), 1u);
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::cpp), R"~(1-1 code -
3-3 module shapes in geo
5-9 type Point in geo.shapes
11-13 type Canvas in geo.shapes
14-14 method Canvas in geo.shapes.Canvas
16-20 method draw in geo.shapes.Canvas
22-25 code - in geo.shapes.Canvas
27-31 method clear in geo.shapes.Canvas
33-35 function operator== in geo.shapes
37-41 test DrawsPoints in Canvas
)~");
}

TEST(SyntaxChunker, NamesConversionsByTheirType) {
  const char* source = R"~(class Handle {
 public:
  operator bool() const { return file_ != nullptr && file_->is_open(); }
  explicit operator std::string() const noexcept;
  int operator ()(int index) const;
};

Handle::operator std::string() const noexcept { return file_->name() + file_->extension(); }
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::cpp),
            R"~(1-6 type Handle [operator bool, operator std::string, operator ()]
8-8 method operator std::string in Handle
)~");
}

TEST(SyntaxChunker, FindsTypesBehindMacrosAndAttributes) {
  for (const std::string_view head :
       {"class GTEST_API_ [[nodiscard]] UnitTest", "class [[nodiscard]] MACRO UnitTest",
        "class alignas(16) UnitTest", "struct my_export UnitTest",
        "class mylib_EXPORT UnitTest : public Base", "struct UnitTest final",
        "template <> class MY_API UnitTest<int>", "class MY_API [[nodiscard]] UnitTest final"}) {
    const std::string source = std::string(head) + R"~( {
 public:
  int run(int count, int seed) { return start(count, seed) + finish(count, seed) + total_count_; }
};
)~";
    EXPECT_EQ(summarize_small_chunks(source, Language::cpp), "1-4 type UnitTest [run]\n") << head;
  }
  for (const std::string_view head :
       {"struct alignas(16) unit_test", "struct [[nodiscard]] unit_test",
        "struct A_B [[deprecated]] unit_test", "union __packed unit_test"}) {
    const std::string source = std::string(head) + " {\n  int a;\n};\n";
    EXPECT_EQ(summarize_small_chunks(source, Language::c), "1-3 type unit_test\n") << head;
  }
}

TEST(SyntaxChunker, FindsFunctionsBehindMacros) {
  const char* source =
      R"~(MY_API std::string runPipe(int x) { return join(x, x, x, x, x, x, x, x); }

template <class T>
MY_API std::vector<int> runAll(T x) { return join(x, x, x, x, x, x, x, x); }

namespace n {
static MY_INLINE std::string stop() { return join(x, x, x, x, x, x, x, x); }
}

MY_API const std::string& kept(int x) { return join(x, x, x, x, x, x, x, x, x); }
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::cpp), R"~(1-1 function runPipe
3-4 function runAll
6-6 module n
7-8 function stop in n
10-10 function kept
)~");
}

TEST(SyntaxChunker, FindsTypesInMacros) {
  const char* source = R"~(#define DECLARE_POINT(T) \
  struct Point { \
    T x; \
  };
#define DECLARE_NODE(name, T) \
  struct name { T x; }; \
  struct name##_list { T *first; }; \
  static int name(int a) { return a; }
#define DECLARE_OTHERS \
  class A_B Widget final : public Base<int> { \
    int get() { return 1; } \
  }; \
  enum class Color : int { red };
#define NO_TYPES(x) f((struct a){x}, struct b *c); struct d e = {1}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::cpp), R"~(1-4 macro DECLARE_POINT [Point]
5-8 macro DECLARE_NODE
9-13 macro DECLARE_OTHERS [Widget, get, Color]
14-14 macro NO_TYPES
)~");
}

TEST(SyntaxChunker, FindsTheTypesOfAllBranches) {
  EXPECT_EQ(summarize_small_chunks(R"~(#if A
class WinPipe : public Pipe {
#else
class MY_API UnixPipe : public Pipe {
#endif
 public:
  void run() {}
};
)~",
                                   Language::cpp),
            "1-8 type WinPipe [run, UnixPipe]\n");
  EXPECT_EQ(summarize_small_chunks(R"~(#if A
struct win_pipe {
#elif B
struct mac_pipe {
#else
union unix_pipe {
#endif
  int fd;
};
)~",
                                   Language::c),
            "1-9 type win_pipe [mac_pipe, unix_pipe]\n");
}

TEST(SyntaxChunker, FindsVariablesThatMacrosDefine) {
  const char* source = R"~(DECLARE_EVENT_CLASS(pipe_class,
  TP_PROTO(int a, struct foo *b),
  TP_STRUCT__entry(
    __field(int, a)
  ),
  TP_fast_assign(
    __entry->a = a;
  )
);

TRACE_EVENT(pipe_opened, TP_PROTO(int first, int second, int third), TP_ARGS(first, second))

static DEFINE_PER_CPU(struct pipe_statistics_of_one_processor, pipe_statistics_of_this_processor);
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::c), R"~(1-9 constant pipe_class
11-11 constant pipe_opened
13-13 constant pipe_statistics_of_this_processor
)~");
}

}  // namespace
}  // namespace gitctx
