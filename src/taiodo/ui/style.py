"""How every page looks and speaks beyond the theme: line height, focus, built-in words."""

import streamlit as st

from taiodo.ui.builtin_words import japanese_script
from taiodo.ui.grid import begin_run
from taiodo.ui.held_clicks import held_clicks_script
from taiodo.ui.left_forms import left_forms_script

CSS = """
<style>
.stMarkdown p, .stMarkdown li, .stText, .stTable, .stAlert { line-height: 1.7; }
.stMainBlockContainer { padding: 2rem 2.5rem 3rem; }
.st-key-person-corner { position: fixed; top: .3rem; right: 1.5rem; z-index: 999991;
  width: auto !important; background: #ffffffe6; padding: 0 .5rem; border-radius: 4px; }
[data-testid="stSidebarHeader"] { height: 2.75rem; margin-bottom: 0; }
.st-key-page-style { position: absolute; height: 0; overflow: hidden; }
a:focus-visible, button:focus-visible, [role="tab"]:focus-visible, summary:focus-visible,
[role="radio"]:focus-visible, input[type="checkbox"]:focus-visible + div {
  outline: 3px solid #1a1a1a !important;
  outline-offset: 2px !important;
  box-shadow: 0 0 0 3px #ffd43d !important;
}
.marked { white-space: pre-wrap; line-height: 1.7; }
.marked del { background: #fde8e8; color: #8a0f1f; }
.marked ins { background: #e6f5ec; color: #0b4a2a; font-weight: 700; }
.weighed { white-space: pre-wrap; line-height: 1.7; max-height: 8.5em; overflow-y: auto; }
.weighed mark { background: #e8f1fe; color: #1a1a1a; font-weight: 700; }
.weighed .differs { text-decoration: underline dotted #8a5a00 2px; text-underline-offset: 4px; }
[class*="st-key-mapping-card"] { padding: 0.6rem 0.8rem; }
.stTable td, .stTable th { white-space: pre-wrap; overflow-wrap: anywhere; }
.stTable td:first-child, .stTable th:first-child { white-space: nowrap; }
button[kind="primary"]:hover, button[kind="primaryFormSubmit"]:hover { background: #00118f; }
[data-testid="stForm"] [data-stale="true"] { pointer-events: none; }
[data-testid="stMetricValue"] { font-weight: 700; }
@media print {
  .st-key-person-corner, [data-testid="stSidebar"], [data-testid="stHeader"],
  [data-testid="stElementToolbar"] {
    display: none;
  }
}
</style>
"""


def apply_style() -> None:
    """Call once per run, before anything is shown."""
    begin_run()
    with st.container(key="page-style"):
        scripts = japanese_script() + held_clicks_script() + left_forms_script()
        st.html(CSS + scripts, unsafe_allow_javascript=True)
