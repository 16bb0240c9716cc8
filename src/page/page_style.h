#pragma once

namespace gitctx {

/// The style sheet of all pages, light and dark. Readers with red-green colour blindness can tell
/// the colours of the series apart. Red means a missed limit.
inline constexpr const char* page_style = R"css(
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --surface: #ffffff; --ink: #17202b; --soft: #5b6675; --faint: #98a2b0;
  --rule: #e3e7ec; --grid: #eceff3; --head: #f9fafb;
  --good: #14713d; --good-back: #e0f4e8; --bad: #c0202c; --bad-back: #fde7e8;
  --link: #1f5fbf;
  --c0: #2468d6; --c1: #d9730d; --c2: #0f8f7f; --c3: #8350c4;
  --c4: #a07900; --c5: #3b8fc2; --c6: #b0508c; --c7: #6b7480;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --surface: #181e26; --ink: #e6eaf0; --soft: #a0abb9; --faint: #6f7a88;
    --rule: #2a323d; --grid: #242c36; --head: #1d242d;
    --good: #62d492; --good-back: #153424; --bad: #ff7a80; --bad-back: #451c21;
    --link: #79b0ff;
    --c0: #6ea8ff; --c1: #f5a04c; --c2: #45c9b6; --c3: #b894f0;
    --c4: #d9b43a; --c5: #74c3ee; --c6: #e08fc0; --c7: #a3adb9;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 28px 24px 64px; max-width: 1480px; background: var(--page);
  color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1 { margin: 0; font-size: 24px; letter-spacing: -0.01em; }
h2 { margin: 36px 0 12px; font-size: 18px; }
h3 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
h4 { margin: 0 0 4px; font-size: 12px; font-weight: 600; color: var(--soft); }
code { font: 0.94em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.subject { margin: 4px 0 0; font-size: 15px; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 14px 0 0; }
.facts div { min-width: 0; }
.facts dt { font-size: 11.5px; color: var(--soft); }
.facts dd { margin: 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 22px 0 0; }
.tile {
  flex: 1 1 150px; padding: 12px 16px; background: var(--surface); border: 1px solid var(--rule);
  border-radius: 10px;
}
.tile b { display: block; font-size: 28px; line-height: 1.15; font-weight: 650; }
.tile span { color: var(--soft); font-size: 13px; }
.tile.pass b { color: var(--good); }
.tile.miss b { color: var(--bad); }
.tile.miss { border-color: var(--bad); }
.misses {
  margin: 12px 0 0; padding: 12px 16px 12px 34px; background: var(--bad-back);
  border-radius: 10px;
}
.misses li { margin: 2px 0; }
.misses li::marker { color: var(--bad); }
.misses a { font-weight: 600; color: inherit; }
.changes { display: flex; flex-wrap: wrap; gap: 2px 22px; margin: 12px 0 0; padding: 0; }
.changes li { list-style: none; }
.changes li:first-child { color: var(--soft); }
.of, .unit { color: var(--soft); font-weight: 400; }
.unit { font-size: 0.92em; }
.none { color: var(--faint); }
.note { margin: 8px 0 0; color: var(--soft); font-size: 12.5px; }
.note + .scroll { margin-top: 8px; }
.scroll {
  overflow-x: auto; background: var(--surface); border: 1px solid var(--rule);
  border-radius: 10px;
}
table { width: 100%; border-collapse: collapse; font-size: 12.5px; white-space: nowrap; }
th, td { padding: 5px 7px; text-align: left; }
th:first-child, td:first-child { padding-left: 14px; }
td:first-child { min-width: 150px; max-width: 220px; white-space: normal; }
th:last-child, td:last-child { padding-right: 14px; }
.queries td { vertical-align: top; white-space: normal; overflow-wrap: anywhere; }
.queries td:first-child { min-width: 260px; max-width: 460px; }
.queries .n, .queries .keep { white-space: nowrap; }
svg.interval { width: 200px; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
thead th {
  padding: 9px 7px; background: var(--head); font-size: 12px; font-weight: 600; color: var(--soft);
}
tbody td { border-top: 1px solid var(--grid); }
.group th:first-child {
  padding: 12px 14px 5px; border-top: 1px solid var(--rule); font-size: 13px; font-weight: 650;
}
tbody tr:not(.group):hover td { background: var(--head); }
td.value { font-weight: 600; }
tr.miss td.value { color: var(--bad); }
.mark {
  display: inline-block; padding: 0 7px; border-radius: 9px; font-size: 12px; font-weight: 600;
}
.mark.pass { color: var(--good); background: var(--good-back); }
.mark.miss { color: var(--bad); background: var(--bad-back); }
.cards {
  display: grid; align-items: start; grid-auto-flow: dense; gap: 16px; margin-top: 14px;
  grid-template-columns: repeat(auto-fill, minmax(560px, 1fr));
}
@media (max-width: 620px) {
  body { padding: 16px 12px 40px; }
  .cards { grid-template-columns: minmax(0, 1fr); }
}
.card {
  padding: 14px 16px 12px; background: var(--surface); border: 1px solid var(--rule);
  border-radius: 10px; min-width: 0; scroll-margin-top: 12px;
}
.card.wide { grid-column: 1 / -1; }
.charts { display: grid; gap: 10px 48px; }
.wide .charts { grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
.card.miss { border-color: var(--bad); }
.card header { display: flex; justify-content: space-between; align-items: start; gap: 12px; }
.kind { margin: 1px 0 0; color: var(--soft); font-size: 12.5px; }
.legend { display: flex; flex-wrap: wrap; gap: 3px 18px; margin: 8px 0 4px; padding: 0; }
.legend li { list-style: none; font-size: 13px; }
.legend li b { font-weight: 650; margin-left: 4px; font-variant-numeric: tabular-nums; }
.legend .mark { margin-left: 4px; font-size: 11.5px; }
.legend i {
  display: inline-block; width: 14px; height: 3px; margin: 0 6px 4px 0; border-radius: 2px;
  background: var(--c); vertical-align: middle;
}
.s0 { --c: var(--c0); } .s1 { --c: var(--c1); } .s2 { --c: var(--c2); } .s3 { --c: var(--c3); }
.s4 { --c: var(--c4); } .s5 { --c: var(--c5); } .s6 { --c: var(--c6); } .s7 { --c: var(--c7); }
svg { display: block; width: 100%; height: auto; }
svg text {
  font-size: 11.5px; fill: var(--soft); paint-order: stroke; stroke: var(--surface);
  stroke-width: 3px; stroke-linejoin: round;
}
.middle { text-anchor: middle; }
.end { text-anchor: end; }
svg .strong { fill: var(--ink); font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
svg .strong { font-size: 10.5px; }
.grid { stroke: var(--grid); }
.axis { stroke: var(--faint); }
.border { stroke: var(--faint); stroke-dasharray: 2 4; }
.limit, .name { pointer-events: none; }
.limit { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 7 4; }
.limit.critical { stroke: var(--bad); stroke-width: 1.6; stroke-dasharray: none; }
svg .name.critical { fill: var(--bad); }
.line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; }
.baseline { fill: none; stroke: var(--c); stroke-width: 1.2; stroke-dasharray: 2 3; }
.band { fill: var(--c); opacity: 0.16; }
.memory .band { opacity: 0.1; }
.whisker { stroke: var(--c); stroke-width: 6; opacity: 0.25; }
.dot { fill: var(--c); stroke: var(--surface); stroke-width: 1; }
.dot.missed { fill: var(--bad); }
.reach { fill: transparent; }
.text {
  margin: 0 0 8px; padding: 6px 10px; background: var(--head); border-radius: 6px; font-size: 13px;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 320px; overflow-y: auto;
}
ins { color: var(--good); background: var(--good-back); text-decoration: none; }
del { color: var(--bad); background: var(--bad-back); }
)css";

}  // namespace gitctx
