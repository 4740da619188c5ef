"""Streamlit's own English words in Japanese, put right in the browser as they appear.

Streamlit 1.67 has no setting for its language. Where a widget takes a text (placeholder, format),
pages give it; this covers the rest, tool tips and names for screen readers included.
"""

import json
from functools import cache

WORDS = {
    "About": "このアプリについて",
    "Add row": "行を追加",
    "Autosize": "幅を自動調整",
    "Clear all": "すべて消す",
    "Clear date": "日付を消す",
    "Clear dates": "日付を消す",
    "Clear selection": "選択を解除",
    "Clear value": "値を消す",
    "Close": "閉じる",
    "Close fullscreen": "全画面を終わる",
    "Collapse sidebar": "サイドバーを閉じる",
    "Connection error": "接続できません",
    "Copied": "コピーしました",
    "Copy": "コピー",
    "Copy column name": "列名をコピー",
    "Copy to clipboard": "コピー",
    "Decrement": "減らす",
    "Delete row(s)": "行を削除",
    "Download as CSV": "CSVで保存",
    "Drag and drop a file here": "ここにファイルを置いてください",
    "Drag and drop files here": "ここにファイルを置いてください",
    "Expand sidebar": "サイドバーを開く",
    "Choose a date": "日付を選ぶ",
    "Choose a date range": "期間を選ぶ",
    "Choose an option": "選んでください",
    "Choose date": "日付を選ぶ",
    "Choose date range": "期間を選ぶ",
    "Choose options": "選んでください",
    "Format": "表示形式",
    "Fullscreen": "全画面",
    "Hide column": "列を隠す",
    "Increment": "増やす",
    "Invalid input.": "入力できない値です。",
    "Main menu": "メニュー",
    "Network error": "通信できません",
    "Next Result": "次の結果",
    "Next month": "翌月",
    "Next page": "次のページ",
    "No data": "データがありません",
    "No options": "選択肢がありません",
    "No options to select": "選択肢がありません",
    "No results": "該当なし",
    "Number is above the allowed range.": "数が大きすぎます。",
    "Number is below the allowed range.": "数が小さすぎます。",
    "Page not found": "ページがありません",
    "Pagination": "ページ送り",
    "Pin column": "列を固定",
    "Press Enter to apply": "Enterで確定",
    "Press Enter to submit form": "Enterで送信",
    "Press Ctrl+Enter to apply": "Ctrl+Enterで確定",
    "Press Ctrl+Enter to submit form": "Ctrl+Enterで送信",
    "Press ⌘+Enter to apply": "⌘+Enterで確定",
    "Press ⌘+Enter to submit form": "⌘+Enterで送信",
    "Previous Result": "前の結果",
    "Previous month": "前月",
    "Previous page": "前のページ",
    "Print": "印刷",
    "Record a screencast": "画面を録画",
    "Reconnected to server.": "サーバーにつながりました。",
    "Remove": "取り除く",
    "Rerun": "再読み込み",
    "Running...": "処理中…",
    "Search": "検索",
    "Select all": "すべて選ぶ",
    "Select...": "選んでください",
    "Settings": "設定",
    "Show password text": "パスワードを表示",
    "Hide password text": "パスワードを隠す",
    "Show/hide columns": "列の表示・非表示",
    "Skip to main content": "本文へ移る",
    "Sort ascending": "昇順に並べ替え",
    "Sort descending": "降順に並べ替え",
    "Statistics": "統計",
    "Stop": "止める",
    "Stopping...": "止めています…",
    "The page that you have requested does not seem to exist": "お探しのページは見つかりません",
    "This field is required.": "入力してください。",
    "Type to search": "文字を入力して検索",
    "Unpin column": "列の固定を解除",
    "Upload": "ファイルを選ぶ",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "矢印キーで日付を移り、Enterで選び、Escで閉じます。"
    ),
    "View less": "少なく表示",
    "Add files": "ファイルを追加",
    "Close Search": "検索を閉じる",
    "Connecting": "接続中",
    "CONNECTING": "接続中",
}

PATTERNS = {
    r"^([\d.]+\s?[KMG]?B) per file(?: • (.+))?$": "1ファイル $1 まで　$2",
    r"^File must be (.+) or smaller\.$": "ファイルが大きすぎます（$1 まで）。",
    r"^(.*) files are not allowed\.$": "この種類のファイルは使えません（$1）。",
    r"^Remove (.+)$": "$1を取り除く",
    r"^View (\d+) more$": "ほか$1件を表示",
    r"^Shortcut (.+)$": "ショートカット $1",
    r"^Page (\d+)$": "$1ページ",
    r"^Help for (.+)$": "$1の説明",
    r"^Next (\d+) pages$": "次の$1ページ",
    r"^Previous (\d+) pages$": "前の$1ページ",
}

# Words of people and files stay as they are, in whatever language.
SCRIPT = """
<script>
(() => {
  const root = document.documentElement;
  if (root.dataset.words) return;
  root.dataset.words = "ja";
  root.lang = "ja";
  const words = new Map(Object.entries(WORDS));
  const patterns = Object.entries(PATTERNS).map(([from, to]) => [new RegExp(from), to]);
  const theirs =
    ".stMarkdown, .stText, .stTable, .stCode, canvas, [contenteditable], style, script";
  const names = ["aria-label", "title", "placeholder", "aria-description", "alt"];
  const said = (text) => {
    const core = text.trim();
    if (!core || !/[A-Za-z]{2}/.test(core)) return text;
    if (words.has(core)) return text.replace(core, words.get(core));
    for (const [from, to] of patterns) if (from.test(core)) return core.replace(from, to).trim();
    return text;
  };
  const mendText = (node) => {
    if (node.parentElement?.closest(theirs)) return;
    const put = said(node.data);
    if (put !== node.data) node.data = put;
  };
  const mendNames = (element) => {
    for (const name of names) {
      const now = element.getAttribute(name);
      const put = now && said(now);
      if (put && put !== now) element.setAttribute(name, put);
    }
  };
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return mendText(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(theirs)) return;
    mendNames(node);
    for (const child of node.childNodes) mend(child);
  };
  mend(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else if (change.type === "characterData") mendText(change.target);
      else if (!change.target.closest(theirs)) mendNames(change.target);
    }
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: names,
  });
})();
</script>
"""


@cache
def japanese_script() -> str:
    """The script that puts the words right, once per browser page."""
    words = json.dumps(WORDS, ensure_ascii=False)
    patterns = json.dumps(PATTERNS, ensure_ascii=False)
    return SCRIPT.replace("WORDS", words, 1).replace("PATTERNS", patterns, 1)
