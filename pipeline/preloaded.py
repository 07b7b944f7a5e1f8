"""What worker processes have in common, loaded once: the fork server imports this, and each worker begins with it.

That takes a second or two of one core, in which the run itself loads Prefect; and the workers share the memory.
"""

import signal

from pipeline.loading import loading

# an interrupt from the terminal is for the run itself; it was held back until now
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

_EACH_KIND = "Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 cấp cho tỉnh Bắc Ninh, Hà Nội 1,5 tỷ đồng, tăng 3%."

with loading():
    # pyarrow imports it when it first makes an array of Python objects
    import pandas  # noqa: F401

    import pipeline.cli
    import pipeline.staging  # noqa: F401
    from extractors import extract
    from extractors.sentences import sentences
    from extractors.words import words_of

    # patterns, lexicons and models are loaded when they are first asked for
    extract(_EACH_KIND)
    words_of(_EACH_KIND, sentences(_EACH_KIND))
