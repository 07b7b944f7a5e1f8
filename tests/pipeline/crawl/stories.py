"""Stories for simulated papers, composed from a seed: no two alike, each with numbers, places and references in it."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.sites.congthuong import CONGTHUONG
from tests.pipeline.sites.pages.build import markup_of
from tests.pipeline.sites.pages.parts import P, Photo, Teaser, Widget
from tests.pipeline.sites.pages.seeds import seed_lines
from tests.pipeline.sites.pages.spec import PageSpec
from tests.pipeline.sites.pages.styles import MASTERCMS

#: The only source that names a story; "" is all of them.
Only = Literal["", "feed", "section", "sitemap"]

_SUBJECTS = (
    "Cụm công nghiệp", "Chợ biên giới", "Làng nghề gốm", "Điện mặt trời mái nhà", "Xuất khẩu chè", "Khuyến công",
    "Hội chợ hàng Việt", "Logistics nông sản", "Nhà máy chế biến gỗ", "Quản lý thị trường",
)  # fmt: skip
_TURNS = (
    "tìm hướng đi mới sau quý đầu năm", "gỡ khó về vốn cho cơ sở nhỏ", "tăng tốc trước mùa cao điểm",
    "chờ cơ chế tháo gỡ vướng mắc", "vượt kế hoạch nhờ đơn hàng dài hạn", "đổi mới công nghệ để giữ thị phần",
)  # fmt: skip
_PLACES = (
    "Bắc Ninh", "Cao Bằng", "Lào Cai", "Thái Nguyên", "Quảng Trị", "Gia Lai", "Đồng Nai", "Cần Thơ", "Cà Mau",
    "Nghệ An", "Sơn La", "Lâm Đồng", "Tây Ninh", "Huế", "Phú Thọ", "Điện Biên",
)  # fmt: skip
_AUTHORS = ("Hà Vân", "Lan Phương", "Ngọc Hân", "Thu Hường", "Đình Dũng")
_FILES = ("000_4431f4eba9a0ded6", "002_eec78c0a0801fd8b", "004_87d07379ad38032c")
_LONG = (140, 420)
_SEEDS = tuple(line for name in _FILES for line in seed_lines(name)[4:] if _LONG[0] < len(line) < _LONG[1])
_TIMES = {"2021": "%H:%M | %d/%m/%Y", "2018-05": "%H:%M | %d/%m/%Y", "2020": "%d/%m/%Y | %H:%M"}
_SIGNED_IN_BODY = ("2021", "2020", "2018-11", "2018-05", "2017")
_SECTION = "Công nghiệp địa phương"


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story as the paper has it now. `edition` counts its texts from 1; `validators` are ETag and Last-Modified."""

    number: int
    title: str
    sapo: str
    paragraphs: tuple[str, ...]
    author: str
    section: str
    layout: str
    published_at: datetime
    modified_at: datetime
    slug: str
    edition: int = 1
    only: Only = ""
    validators: bool = True
    #: What stands in the body besides: a photograph's caption.
    caption: str | None = None

    @property
    def path(self) -> str:
        return f"/{self.slug}-{self.number}.html"

    @property
    def url(self) -> str:
        return f"https://congthuong.vn{self.path}"

    @property
    def key(self) -> str:
        return f"congthuong.vn/{self.number}"

    @property
    def etag(self) -> str:
        return f'"{self.number}-{self.edition}"'

    @property
    def lines(self) -> tuple[str, ...]:
        """What a reader should find, in this order."""
        return (self.title, self.sapo, *self.paragraphs)


def compose(number: int, published_at: datetime, section: str, seed: int = 0) -> Story:
    """The story of a number: the same each time."""
    chance = random.Random(f"{seed}-{number}")
    place, other = chance.sample(_PLACES, 2)
    share = chance.randint(11, 89)
    title = f"{chance.choice(_SUBJECTS)} {place} {chance.choice(_TURNS)}, {share}% hồ sơ đã duyệt"
    sums = [f"{chance.randint(2, 980)},{chance.randint(1, 9)} tỷ đồng" for _ in range(3)]
    decree = f"Nghị định số {chance.randint(10, 160)}/{chance.randint(2012, 2025)}/NĐ-CP"
    return Story(
        number=number,
        title=title,
        sapo=f"Đến nay {place} đã giải ngân {sums[0]} cho {chance.randint(3, 60)} đề án, cao hơn cùng kỳ {other}.",
        paragraphs=(
            f"Theo báo cáo số {number}, tổng kinh phí là {sums[1]}, thực hiện theo {decree} và các văn bản hướng dẫn.",
            chance.choice(_SEEDS),
            f"Trong khi đó, {other} chỉ đạt {share // 2}% kế hoạch, tương đương {sums[2]}, do vướng mặt bằng.",
            f"Cơ quan chức năng của {place} và {other} sẽ kiểm tra lại {chance.randint(2, 40)} hồ sơ trong tháng tới.",
        ),
        author=chance.choice(_AUTHORS),
        section=section,
        layout=_layout(published_at, number),
        published_at=published_at,
        modified_at=published_at,
        slug=slug_of(title),
        validators=number % 3 != 0,
        caption=f"Một cơ sở sản xuất ở {place}" if chance.random() < 0.5 else None,
    )


def page_of(story: Story, asked: int) -> bytes:
    """The story's page; the weather and the price of gold are other ones each time that it is asked for."""
    gold = Widget(f"Giá vàng hôm nay: {140 + asked % 50},{asked % 10} triệu đồng/lượng")
    first, *rest = (P(paragraph) for paragraph in story.paragraphs)
    photo = (Photo(story.caption),) if story.caption is not None else ()
    written = story.published_at.strftime(_TIMES.get(story.layout, "%d/%m/%Y %H:%M"))
    spec = PageSpec(
        name=story.key,
        site="congthuong.vn",
        layout=story.layout,
        template=f"congthuong-{story.layout}",
        style=MASTERCMS,
        url=story.url,
        crawled_on=story.published_at.date(),
        title=story.title,
        sapo=story.sapo,
        parts=(first, *photo, gold, Teaser(("Một bài khác cùng chuyên mục",)), *rest),
        time=written,
        published_at=story.published_at.isoformat(),
        modified_at=story.modified_at.isoformat(),
        author=story.author,
        printed_author=story.author,
        signs_body=story.layout in _SIGNED_IN_BODY,
        section=_SECTION,
        tags=("khuyến công",),
        canonical_url=story.url,
        slots={"path": story.path.lstrip("/"), "iso": story.published_at.isoformat()},
    )
    weather = f'<div class="__API_WIDGET" data-type="weather">Hà Nội {20 + asked % 19}°C</div>'.encode()
    head, body, rest_of_page = markup_of(spec).partition(b"<body")
    tag, bracket, inside = rest_of_page.partition(b">")
    return head + body + tag + bracket + weather + inside


def slug_of(title: str) -> str:
    """A title as addresses have it."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    letters = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return "-".join(letters.split())


def _layout(published_at: datetime, number: int) -> str:
    """The layout of a day; where two held, one of them by the number."""
    held = [each.name for each in CONGTHUONG.layouts if each.held_on(published_at.date())]
    return held[number % len(held)]


def ages(count: int) -> list[timedelta]:
    """How old the stories of a paper are, newest first: some of last night, some of each year since 2017."""
    days = [(place + 1) * 0.08 if place < 40 else 4 + (place - 40) * 13 for place in range(count)]
    return [timedelta(days=day) for day in days]
