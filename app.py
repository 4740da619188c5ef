"""Page configuration and navigation."""

import streamlit as st

from taiodo.ui.navigation import navigation
from taiodo.ui.show import explained
from taiodo.ui.sidebar import show_sidebar
from taiodo.ui.style import apply_style

st.set_page_config(page_title="taiodo 対応度調査", page_icon="📋", layout="wide")
apply_style()
page = navigation()
with explained():
    show_sidebar()
    page.run()
