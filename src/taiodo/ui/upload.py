"""Files people hand over: bounded, and read once."""

from streamlit.runtime.uploaded_file_manager import UploadedFile

from taiodo.problems import Problem

MAX_UPLOAD_MB = 50


def uploaded(file: UploadedFile) -> bytes:
    """The bytes of an uploaded file.

    Raises:
        Problem: it is empty or larger than may be uploaded.
    """
    if file.size > MAX_UPLOAD_MB * 1024 * 1024:
        raise Problem(
            f"ファイルが大きすぎます（{file.size / 1024 / 1024:.0f}MB）。",
            file.name,
            f"{MAX_UPLOAD_MB}MB以下のファイルを選んでください。",
        )
    if file.size == 0:
        raise Problem("ファイルが空です。", file.name, "正しいファイルを選び直してください。")
    return bytes(file.getbuffer())
