"""The Streamlit app: `streamlit run app.py` or `kembara app`."""

from planner.ui.pages import run

run()
