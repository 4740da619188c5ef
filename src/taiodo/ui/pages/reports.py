"""ホーム."""

import streamlit as st

st.title("ホーム")
