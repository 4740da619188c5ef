"""Page configuration, the login, and navigation."""

import streamlit as st

from taiodo.ui import state
from taiodo.ui.entrance import admit
from taiodo.ui.navigation import navigation
from taiodo.ui.show import explained
from taiodo.ui.sidebar import show_person, show_sidebar
from taiodo.ui.style import apply_style

st.set_page_config(page_title="taiodo 対応度調査", page_icon="📋", layout="wide")
apply_style()
with explained():
    admit()
page = navigation(state.person())
with explained():
    show_sidebar()
    show_person()
    page.run()
