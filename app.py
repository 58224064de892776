"""The Streamlit app: `streamlit run app.py` or `kembara app`."""

from planner.ui.pages import run

if __name__ == "__main__":  # the processes that share a long upload read this file anew and must show nothing
    run()
