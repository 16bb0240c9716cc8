#!/usr/bin/env bash
# Opens a page of gitctx-bench report, or of gitctx eval run --html, in headless Chromium:
#   check_report.sh PAGE.html OUT.png
# Fails if a card (in an eval report: a group) has no drawn chart, or if the picture is empty.
# CHECK_REPORT_SCHEME=dark takes the picture in dark colours.
set -euo pipefail

say() { printf 'check_report: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

find_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name"; then return; fi
  done
  die "no Chromium here: install it with 'apt-get install chromium'"
}

[ $# -eq 2 ] || { echo 'usage: scripts/check_report.sh PAGE.html OUT.png' >&2; exit 2; }
page=$(realpath "$1") picture=$(realpath -m "$2")
[ -s "$page" ] || die "no such page, or an empty one: $1"
browser=$(find_browser)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

browse() { # arguments...
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --hide-scrollbars --user-data-dir="$work/profile" "$@" 2>"$work/browser.log" ||
    { tail -n 5 "$work/browser.log" >&2; die "Chromium failed on a page"; }
}

take_picture() { # page, picture
  local scheme=1
  [ "${CHECK_REPORT_SCHEME:-light}" = light ] || scheme=0
  browse --blink-settings=preferredColorScheme="$scheme" --window-size=1400,2400 \
    --screenshot="$2" "file://$1" >/dev/null
  [ -s "$2" ] || die "Chromium made no picture of $1"
}

# The page has no script, so a script is added to a copy of the page. This script counts the charts
# that were laid out.
cat "$page" - >"$work/measured.html" <<'HTML'
<script>
const drawn = (svg) => {
  const box = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll('path.line, circle')];
  const [width, height] = svg.matches('.interval') ? [100, 8] : [200, 50];
  return box.width > width && box.height > height && marks.some((mark) => mark.getBBox().width > 0);
};
const cards = [...document.querySelectorAll('section.card, tr:has(svg.interval)')];
const charts = (card) => [...card.querySelectorAll('svg.trend, svg.interval')];
const empty = cards.filter((card) => !charts(card).some(drawn));
document.body.setAttribute('data-cards', `${cards.length} cards, ${empty.length} empty`);
</script>
HTML
browse --dump-dom "file://$work/measured.html" >"$work/dom.html"
counted=$(sed -n 's/.*data-cards="\([^"]*\)".*/\1/p' "$work/dom.html" | head -n 1)
[ -n "$counted" ] || die "the page could not be measured: $page"
[[ $counted != 0\ cards* ]] || die "the page has no cards: $page"
[[ $counted == *,\ 0\ empty ]] || die "charts were not drawn: $counted in $page"

# The picture of an empty page is tiny, because it compresses well. Charts and text do not.
take_picture "$page" "$picture"
printf '<!DOCTYPE html><title>empty</title>' >"$work/empty.html"
take_picture "$work/empty.html" "$work/empty.png"
size=$(stat -c %s "$picture") least=$((3 * $(stat -c %s "$work/empty.png")))
[ "$size" -gt "$least" ] || die "the picture is empty: $size bytes in $picture"
say "$counted, picture of $size bytes: $picture"
