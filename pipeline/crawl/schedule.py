"""When an address is asked again: pure rules over what became of it, in nights."""

from datetime import date, timedelta
from typing import Literal

from pipeline.crawl.night import Verdict

#: What an address is: never asked, an article, an answer without one, no answer, or no longer there.
State = Literal["waiting", "article", "rejected", "failed", "gone"]
#: How many nights pass between two looks at an article, by the age in days that it is younger than.
_PACES: tuple[tuple[int, int], ...] = ((3, 1), (14, 4))
OLD_PACE = 60
#: From this age on, an address that was never asked waits behind the night's news and the looks at young articles.
BACKLOG_DAYS = 14
#: A page that is gone is looked at twice more, so many nights later each time, and then left.
_GONE_AGAIN = (3, 14)
_LONGEST_WAIT = 32
#: So many times in a row a source may say that an article was edited where it was not; then it is not believed.
BELIEVED_CLAIMS = 3
#: An address over whose answer the fetching process died so often is given up until it is time to look again.
TRIALS = 3
#: Each tenth look asks for the whole page: a server may say 304 of a page that it edited.
UNCONDITIONAL = 10


def pace_of(days_old: int) -> int:
    """Nights between two looks at an article that is so many days old, counted by the calendar."""
    return next((pace for days, pace in _PACES if days_old < days), OLD_PACE)


def next_attempt(verdict: Verdict, night: date, *, pace: int, failures: int) -> date | None:
    """The night on which an address is due again; None where it is left alone.

    `failures` counts answers of this kind in a row (`failed` or `gone`), this one included.
    """
    if verdict == "failed":
        return night + timedelta(days=min(2 ** (min(failures, 10) - 1), _LONGEST_WAIT))
    if verdict == "gone":
        return night + timedelta(days=_GONE_AGAIN[failures - 1]) if failures <= len(_GONE_AGAIN) else None
    return night + timedelta(days=pace)


def state_after(verdict: Verdict, before: State, *, has_text: bool) -> State:
    """What an address is after an answer; a page that was not modified is what it was before it failed or went.

    `has_text` says whether an article's text was ever read of it.
    """
    match verdict:
        case "new" | "changed" | "unchanged":
            return "article"
        case "not_modified":
            if before in ("article", "rejected"):
                return before
            return "article" if has_text else "failed"
        case _:
            return verdict


def rank_of(article_id: str | None, dated: str | None) -> str:
    """What addresses are sorted by, newest last: the article's number, else its time, below every number."""
    if article_id is not None and article_id.isdigit():
        return f"1{article_id.zfill(24)}"
    return f"0{dated or ''}"
