#include "text/encodings/east_asian_guess.h"

#include <array>
#include <string>
#include <unordered_map>

#include "base/utf8.h"

namespace gitctx {
namespace {

// The most frequent characters in comments of code, except kana. The first ones are the most
// frequent. In a text that is read in the wrong encoding, most characters are in none of these
// lists.
constexpr std::u32string_view simplified_chinese =
    U"的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之"
    U"年过发后作里用数据文件行参返回设置值取如果名字符串否存定错误类型信息读写配启动停止初始化"
    U"开结束成功失败新增加删除修改查询更保获表示状态处理函方法变量象接口请求服务器客户端连超程"
    U"序代码注释测试调运执系统操管登录密权限验证消送收组列队链节点树根位索引长度小最多少每次第"
    U"单元素键盘映射集合空间内分放指针缓冲区线进任同步异锁等待唤醒延迟循环判断条支跳转骤继续当"
    U"前默认选择项目标源路径称编解析格式换输入打印显图像形界面窗按钮颜色体本框签页网络址协议包"
    U"头尾校算排搜匹替并拆计公总平均温电压流机速控制传感号脚寄驱硬备板卡通道采样频率周期波特模"
    U"切描述明版日者所意需必须应该避免防检确持使已经没因此但或与及其它由从被把将让给向往照只全"
    U"部局静常私共享承抽实例构造虚重载容抛捕捉志记级别警告提帮助订价金额商品库付账余购买销售折"
    U"扣优惠税费票货物缩钥匙书安攻击漏洞策略规则许访问画片段渲染旋坐边角矩阵乘积学习训练层神损"
    U"征预题先再又还很好看见想做些两几三四五六七八九十百千万亿零外左右高低短快慢首末东西南北旁"
    U"天月秒早晚今昨手话邮箱姓性男女岁家市省县街门司业企营员工资相关联即便利益完整原基础主复杂"
    U"简清楚晰正准事情况现势殊般普范围绕圈心力气水火土木石山河风雨光声音乐种各另某何哪什么怎谁"
    U"吗呢吧啊交互补充丢弃去掉落递达至供效够质比较差反逆顺随抖批触摸屏幕鼠拖拽滚依赖擎册毁创建"
    U"立讨论究直隔久固活跃死栈堆叠推拉弹滤非仅逻辑二具盒装卸语言词句章义临暂缺社政治律军民党席"
    U"委产科技术教育老师世美英德韩俄知觉希望喜欢爱闭拢起走跑飞站身眼耳脸车船桥红绿蓝黄黑白灰刚"
    U"才曾未极顶底允禁占份强弱适响答留溢越隐藏境幅追踪跟轮捷阻塞套嵌遍历导详细场景署命令概念含"
    U"涉饰归狗款遵荐览枚举泛桩仓著储磁扇簇闪灯蜂鸣脉霍尔帧刷墨阀泵";
constexpr std::u32string_view traditional_chinese =
    U"的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之"
    U"年過發後作裡用數據檔案行參返回傳設定值取如果名字串元否存錯誤類型資料訊息讀寫配置啟動停止"
    U"初始化開結束成功失敗新增加刪除修改查詢更保獲表示狀態處理函式方法變物件介面請求服務伺器戶"
    U"客端連線接逾程碼註解釋測試偵運執系統操管使者登入密權限驗證消送收陣列佇隊鏈節點樹根位索引"
    U"長度小最多少每次第單素鍵映射應集合空間記憶體分放指標緩衝區緒任同步異非鎖等待喚醒計延遲迴"
    U"圈循環判斷條支跳轉驟繼續當前目預認選擇項專源路徑錄稱編析格換輸印顯圖像片形視窗按鈕顏色文"
    U"本框籤頁網通埠址協封包頭尾校檢演算排序搜尋匹替併拆公總平均溫電壓流機速控制感信號腳暫驅硬"
    U"韌裝備板卡道採樣頻率週期鮑模切描述明版日所注意需必須該避免防確援持已經沒因此但或與及其它"
    U"由從被把將讓給向往照只唯全部域局靜常私共享承抽象實例建構虛擬重載範容外拋捕捉誌紀級別警告"
    U"提幫助訂價金額商品庫付款帳餘購買銷售折扣優惠稅費票貨縮鑰簽章憑書安攻擊漏洞策略規則許訪問"
    U"畫段渲染旋座邊角矩量乘積學習訓練層神損特徵題先再又還很好看見想做些兩幾三四五六七八九十百"
    U"千萬億零內左右高低短快慢首末東西南北旁天月秒早晚今昨手話郵箱姓性男女歲家市省縣街門司業企"
    U"營員工相關聯繫即便利益完整原基礎主複雜簡清楚晰正準事情況現勢殊般普圍繞心力氣水火土木石山"
    U"河風雨光聲音樂種各另某何哪什麼怎誰嗎呢吧啊交互代補充丟棄去掉落遞達至供效夠質比較差反逆順"
    U"隨批觸摸螢幕滑鼠拖拽捲依賴擎冊毀創立造議討論究直隔久固活躍死口堆疊推拉彈濾波僅邏輯二進具"
    U"組卸語言詞句義臨缺社政治律軍民黨產科技術教育老師世界美英德韓知覺希望喜歡愛打閉起走跑飛站"
    U"坐身眼耳臉車船橋紅綠藍黃黑白灰剛才曾未極頂底允禁占佔份強弱適調答覆留溢越隱藏境幅追蹤跟輪"
    U"捷阻塞套嵌巢遍歷洩塊匯詳細場景署命令概念觀含飾歸狗遵薦綱舉泛倉儲升降磁碟閃燈蜂鳴脈幀刷閥"
    U"泵";
constexpr std::u32string_view japanese =
    U"の年日大人本中出一国上生学会地者事的用定部合社行時自前分同立内見業力方対目法発高成動全手"
    U"理金体期作下場現間保主政問水度面民数気円入来化所物関通工長意性野要教不当変議連題何点資少"
    U"回最電語信員経近情話書報区開配相読込処計算設値引初終了始返戻取得更新削除追加検索確認実失"
    U"敗功例外列文字型宣言義参照領域解放割付注商品在庫額接続切断送受待機画表示印刷存名番号覧素"
    U"先頭末尾次位置範囲指条件判岐繰無限使利可能必有効正常異警告状態種類形式換小左右色幅座標線"
    U"図像音声説明概備考刻制御源温速転周波測装端子基板整並替比較致違等以未満超平均乱積和差共固"
    U"静公非継承仮想権証鍵暗登録管多古早遅重軽強弱今後課修版履歴責任著構造親木節根葉排他試験起"
    U"停止再個別各々元直単純複雑準完圧縮展移写貼選択決消約束規則原因結果英漢第二三四五六七八九"
    U"十百千万毎月週曜械習技術詳細知識覚思聞好悪良世界仕様組記載拡張攻撃豆勧補足添導採環境依呼"
    U"側述推奨廃互器弁灯滅残量秒隔揃桁丸捨符反論減乗余宛路階層築";
constexpr std::u32string_view korean =
    U"이다는을의에하고가를로사지한기시리도은자인정스보어해수대일서장전제으아과그부들나주동니있"
    U"상라성구원비조안연공경소용치면게여된터관생계유문만와오할진신미화위세불설파읽쓰함변초반환"
    U"값류코드테트임목록져본확없모든노순회켓닫열메송데얼포럽처타머콜백레잠금숫체크섬산키입력출"
    U"완료작업음중최적저권능명매개헤더핀속온센템클럭결삽빠른렬알즘버번암호총재량합습까요됩했었"
    U"였겠되됨받않못추삭러딩실행종패예외언네워청응답끊접웃증배길첫째마막현태형식객래턴표튼창색"
    U"깔글씨폰품격액분년월날짜간같르큰새옛많높낮왼쪽앞뒤밖때우약거또및두각단별페브폴칭내께통필"
    U"선택옵션직복잡련준검찾갱참짓논널락큐맵셋듈프컴퓨애플케릿줄칸끝둘넷바싱톤팩토퍼캐근무학교"
    U"섹것방법석허점측범편집욱덜좋쁜누엇왜떻디따덧뺄곱셈눗댓솟평균갯짧긴너폭깊쉬향압축풀률흐름"
    U"층벽폐율잘붙넣취론됐꺼켜먼늘줍쿼뷰렌컬럼블큼즉옴려운루틴등영감딥닝뜻꾸맞았히밝혀둠켬끔램"
    U"롬펌웨캡퓸롭룬쿠헬믹렉맷뮤텍힙옮겨";

struct Candidate {
  Encoding encoding;
  std::u32string_view common;
};

// If two encodings fit equally well, the first one is chosen.
constexpr std::array<Candidate, 5> candidates = {{
    {Encoding::gb18030, simplified_chinese},
    {Encoding::shift_jis, japanese},
    {Encoding::euc_jp, japanese},
    {Encoding::euc_kr, korean},
    {Encoding::big5, traditional_chinese},
}};

bool is_kana(char32_t c) {
  constexpr std::array<CodePointRange, 2> ranges = {{{0x3041, 0x30FA}, {0x30FC, 0x30FC}}};
  return is_in(ranges, c);
}

/// Whether a character does not tell the languages apart. Punctuation and full-width ASCII occur in
/// all of them. Half-width katakana are single bytes in Shift_JIS, so they occur by chance.
bool is_shared(char32_t c) {
  constexpr std::array<CodePointRange, 5> ranges = {
      {{0, 0x7F}, {0xA0, 0xBF}, {0x2010, 0x203B}, {0x3000, 0x3020}, {0xFF01, 0xFF9F}}};
  return is_in(ranges, c);
}

using Weights = std::unordered_map<char32_t, int>;

// A weight is the rounded logarithm of a ratio: the frequency of a character in texts in the
// language, divided by its frequency in texts that are read in the wrong encoding.
constexpr int frequent_weight = 5;
constexpr int common_weight = 3;
constexpr int rare_weight = -4;

Weights weights_of(std::u32string_view common) {
  constexpr std::size_t frequent = 250;
  Weights weights;
  for (std::size_t i = 0; i < common.size(); ++i) {
    weights.emplace(common[i], i < frequent ? frequent_weight : common_weight);
  }
  return weights;
}

/// How well the text fits the encoding; below 0 if it does not fit, or has fewer than two
/// characters that tell the languages apart.
int score(std::string_view text, const Candidate& candidate, const Weights& weights) {
  const auto decoded =
      convert_to_utf8(text, std::string(encoding_row(candidate.encoding).converter), 1);
  if (!decoded) return -1;
  const bool is_japanese = candidate.common == japanese;
  int characters = 0;
  int score = 0;
  for (std::string_view rest = *decoded; !rest.empty();) {
    const DecodedCodePoint next = decode_utf8(rest);
    rest.remove_prefix(next.size);
    if (is_shared(next.value)) continue;
    ++characters;
    const auto weight = weights.find(next.value);
    if (weight != weights.end()) {
      score += weight->second;
    } else {
      score += is_japanese && is_kana(next.value) ? common_weight : rare_weight;
    }
  }
  return characters > 1 ? score : -1;
}

Confidence confidence_of(int score) {
  if (score < 2 * common_weight) return Confidence::low;
  return score < 3 * frequent_weight + 1 ? Confidence::high : Confidence::full;
}

}  // namespace

std::optional<EastAsianGuess> guess_east_asian(std::string_view text) {
  static const auto weights = [] {
    std::array<Weights, candidates.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = weights_of(candidates[i].common);
    return all;
  }();
  int best = 0;
  std::optional<EastAsianGuess> guess;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const int own = score(text, candidates[i], weights[i]);
    if (own <= best) continue;
    best = own;
    guess = {candidates[i].encoding, confidence_of(own)};
  }
  return guess;
}

}  // namespace gitctx
