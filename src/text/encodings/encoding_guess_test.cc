#include "text/encodings/encoding_guess.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include <string>

namespace gitctx {
namespace {

/// The UTF-8 text in another encoding; empty if the encoding lacks a character.
std::string encoded(std::string text, const std::string& encoding) {
  const iconv_t converter = ::iconv_open(encoding.c_str(), "UTF-8");
  std::string out(text.size() * 4, '\0');
  char* from = text.data();
  char* to = out.data();
  std::size_t from_size = text.size();
  std::size_t to_size = out.size();
  const std::size_t result = ::iconv(converter, &from, &from_size, &to, &to_size);
  ::iconv_close(converter);
  out.resize(result == 0 ? out.size() - to_size : 0);
  return out;
}

struct Sample {
  const char* encoding;
  Encoding guess;
  const char* text;
};

TEST(EncodingGuess, IsRightForOneComment) {
  using enum Encoding;
  const Sample samples[] = {
      {"GBK", gb18030, "计算订单折扣"},
      {"GBK", gb18030, "修改后的内容"},
      {"GBK", gb18030, "返回错误信息"},
      {"GBK", gb18030, "初始化"},
      {"GBK", gb18030, "这个函数用来读取配置文件并且检查参数"},
      {"BIG5", big5, "計算訂單折扣"},
      {"BIG5", big5, "初始化"},
      {"BIG5", big5, "這個函式用來讀取設定檔並且檢查參數"},
      {"SHIFT_JIS", shift_jis, "注文の割引を計算する"},
      {"SHIFT_JIS", shift_jis, "初期化"},
      {"SHIFT_JIS", shift_jis, "メモリ解放"},
      {"EUC-JP", euc_jp, "注文の割引を計算する"},
      {"EUC-JP", euc_jp, "メモリ解放"},
      {"EUC-KR", euc_kr, "주문 할인을 계산합니다"},
      {"EUC-KR", euc_kr, "오류를 반환한다"},
      {"CP1251", windows_1251, "Скидка"},
      {"CP1251", windows_1251, "Вычисляет скидку на заказ"},
      {"KOI8-R", koi8_r, "Вычисляет скидку на заказ"},
      {"KOI8-R", koi8_r, "Ошибка чтения файла"},
      {"IBM866", ibm866, "Вычисляет скидку на заказ"},
      {"ISO-8859-5", iso_8859_5, "Вычисляет скидку на заказ"},
      {"ISO-8859-7", iso_8859_7, "Υπολογίζει την έκπτωση της παραγγελίας"},
      {"CP1255", windows_1255, "חישוב הנחת ההזמנה"},
      {"CP1256", windows_1256, "حساب خصم الطلب"},
      {"TIS-620", windows_874, "คำนวณส่วนลดคำสั่งซื้อ"},
      {"CP1250", windows_1250,
       "Oblicza zniżkę, jeśli próg został przekroczony; błąd, gdyż użyto śćżń"},
      {"ISO-8859-2", iso_8859_2,
       "Vypočítá slevu pro větší objednávky, vrací chybu, uživatel není přihlášen"},
  };
  for (const Sample& sample : samples) {
    const std::string bytes = encoded("// " + std::string(sample.text) + "\n", sample.encoding);
    ASSERT_FALSE(bytes.empty()) << sample.text;
    EXPECT_EQ(guess_encoding(bytes), sample.guess) << sample.encoding << ": " << sample.text;
    std::string file;
    for (int i = 0; i < 2000; ++i) file += "int x;  // a long beginning without a telling line\n";
    EXPECT_EQ(guess_encoding(file + bytes), sample.guess) << "below 100 KB of ASCII";
  }
}

TEST(EncodingGuess, TypographicPunctuationInEnglishIsNotJapanese) {
  for (const char* text : {"# If you\x92ll wait a moment, we\x92ll retry\n# They\x92ve all\n",
                           "// the loader\x97like the parser\x97validates.\n",
                           "/* \xa9 2016, \xae"
                           "ight \xb0\x20\xb5s */",
                           "* x\xb7s a\xb7"
                           "b c\xb7s"}) {
    EXPECT_EQ(guess_encoding(text), std::nullopt) << text;
  }
  EXPECT_EQ(guess_encoding("// \x83\x65\x83\x58\x83\x67"), Encoding::shift_jis);
}

TEST(EncodingGuess, DoesNotChangeIfTheCommentIsRepeated) {
  using enum Encoding;
  const Sample samples[] = {
      {"GBK", gb18030, "计算订单折扣"},
      {"GBK", gb18030, "端口号"},
      {"GBK", gb18030, "密码加密"},
      {"BIG5", big5, "列印發票和收據"},
      {"BIG5", big5, "解析命令列參數"},
      {"SHIFT_JIS", shift_jis, "タイマー"},
      {"SHIFT_JIS", shift_jis, "ﾀｲﾏｰ初期化"},
      {"EUC-JP", euc_jp, "時刻"},
      {"EUC-JP", euc_jp, "並び替え"},
      {"EUC-KR", euc_kr, "서버 주소"},
      {"EUC-KR", euc_kr, "소켓 닫기"},
      {"KOI8-R", koi8_r, "Проверка суммы"},
      {"CP1251", windows_1251, "Входные параметры"},
  };
  for (const Sample& sample : samples) {
    for (const int times : {1, 2, 3, 12, 40}) {
      std::string text;
      for (int i = 0; i < times; ++i) {
        text += "/* " + std::string(sample.text) + " */\nint calc_order_" + std::to_string(i) +
                "(int n) { return n; }\n";
      }
      const std::string bytes = encoded(text, sample.encoding);
      ASSERT_FALSE(bytes.empty()) << sample.text;
      EXPECT_EQ(guess_encoding(bytes), sample.guess)
          << sample.encoding << ": " << sample.text << ", " << times << " times";
    }
  }
}

TEST(EncodingGuess, IsRightForShortWords) {
  using enum Encoding;
  const Sample samples[] = {
      {"GBK", gb18030, "测试"},
      {"GBK", gb18030, "注意"},
      {"GBK", gb18030, "例如："},
      {"BIG5", big5, "測試"},
      {"BIG5", big5, "注意"},
      {"SHIFT_JIS", shift_jis, "引数"},
      {"SHIFT_JIS", shift_jis, "戻り値"},
      {"EUC-JP", euc_jp, "引数"},
      {"EUC-JP", euc_jp, "出力"},
      {"EUC-KR", euc_kr, "주의"},
      {"EUC-KR", euc_kr, "테스트"},
      {"KOI8-R", koi8_r, "статус"},
      {"KOI8-U", koi8_u, "ініціалізація"},
      {"CP1251", windows_1251, "возвращает"},
  };
  for (const Sample& sample : samples) {
    const std::string bytes = encoded("// " + std::string(sample.text) + "\n", sample.encoding);
    ASSERT_FALSE(bytes.empty()) << sample.text;
    EXPECT_EQ(guess_encoding(bytes), sample.guess) << sample.encoding << ": " << sample.text;
  }
}

TEST(EncodingGuess, TellsChineseFromRussianWithTheSameBytes) {
  EXPECT_EQ(guess_encoding(encoded("文件数量限制\n", "GBK")), Encoding::gb18030);
  EXPECT_EQ(guess_encoding(encoded("暂无可用数据\n", "GBK")), Encoding::gb18030);
  EXPECT_EQ(guess_encoding(encoded("можете\n", "KOI8-R")), Encoding::koi8_r);
}

TEST(EncodingGuess, KnowsPolishBySymbolsInWords) {
  EXPECT_EQ(guess_encoding(encoded("// Usuń wpisy przed zakończeniem działania wątku\n", "CP1250")),
            Encoding::windows_1250);
}

TEST(EncodingGuess, IsNothingForWesternEurope) {
  for (const char* text :
       {"café", "résumé", "Müller", "© 2020 José", "10 µs ± 5 °C", "«Größe»", "äöüÄÖÜß",
        "año España niño", "déjà vu à la carte, très élégant",
        "Berechnet den Rabatt für größere Aufträge. Gibt zurück, ob der Schlüssel gültig ist.",
        "função de inicialização, ação concluída", "não é possível: exceções e opções",
        "señal de interrupción, función y opción", "Ångström øre æble på rødgrød med fløde",
        "[à-ÿÀ-ß]",
        "Les paramètres doivent être vérifiés, sinon une erreur est levée. Déjà protégé.",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"}) {
    const std::string bytes = encoded("// " + std::string(text) + "\n", "ISO-8859-1");
    ASSERT_FALSE(bytes.empty()) << text;
    EXPECT_EQ(guess_encoding(bytes), std::nullopt) << text;
  }
}

TEST(EncodingGuess, IsNothingForDrawnLines) {
  EXPECT_EQ(guess_encoding("\xDA\xC4\xC4\xC4\xC4\xBF\n\xB3 Menu \xB3\n\xC0\xC4\xC4\xC4\xC4\xD9\n"),
            std::nullopt);
  EXPECT_EQ(guess_encoding("\xC9\xCD\xCD\xCD\xCD\xBB\n\xBA Menu \xBA\n\xC8\xCD\xCD\xCD\xCD\xBC\n"),
            std::nullopt);
}

TEST(EncodingGuess, IsNothingForNothing) {
  EXPECT_EQ(guess_encoding(""), std::nullopt);
  EXPECT_EQ(guess_encoding("int x;\n"), std::nullopt);
}

TEST(EncodingName, IsFoundIgnoringCase) {
  EXPECT_EQ(encoding_from_name("gbk"), Encoding::gb18030);
  EXPECT_EQ(encoding_from_name("Shift_JIS"), Encoding::shift_jis);
  EXPECT_EQ(encoding_from_name("CP1251"), Encoding::windows_1251);
  EXPECT_EQ(encoding_from_name("ISO-8859-1"), Encoding::latin1);
  EXPECT_EQ(encoding_from_name("utf-8"), Encoding::utf8);
  EXPECT_EQ(encoding_from_name("klingon"), std::nullopt);
  EXPECT_EQ(encoding_from_name(""), std::nullopt);
}

}  // namespace
}  // namespace gitctx
