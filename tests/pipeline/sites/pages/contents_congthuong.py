"""Pages of congthuong.vn, one for each layout and some for what goes wrong. The words are composed for these tests."""

from datetime import date

from tests.pipeline.sites.pages.parts import Figures, Heading, P, Photo, Raw, Teaser, Widget
from tests.pipeline.sites.pages.seeds import seed_lines
from tests.pipeline.sites.pages.spec import PageSpec
from tests.pipeline.sites.pages.styles import MASTERCMS

_SEED = seed_lines("003_4f94c1b2672a41ae")

_KHUYEN_CONG = Figures(
    line="Đơn vị tính: triệu đồng",
    rows=(
        ("TT", "Địa phương", "Kế hoạch 2025", "Thực hiện", "Tỷ lệ (%)"),
        ("1", "Bắc Ninh", "12.450", "11.980", "96,2"),
        ("2", "Thái Nguyên", "9.300", "9.512", "102,3"),
        ("3", "Cao Bằng", "4.150", "-", "-"),
        (("Tổng cộng", 2, 1), "25.900", "21.492", "83,0"),
    ),
    units=(
        (None, None, None, None, None),
        (None, None, "triệu đồng", "triệu đồng", "%"),
        (None, None, "triệu đồng", "triệu đồng", "%"),
        (None, None, "triệu đồng", None, None),
        (None, "triệu đồng", "triệu đồng", "%"),
    ),
)

PAGES = (
    PageSpec(
        name="congthuong-2025",
        site="congthuong.vn",
        layout="2025",
        template="congthuong-2025",
        style=MASTERCMS,
        url="https://congthuong.vn/khuyen-cong-vung-cao-go-kho-cho-co-so-nho-431207.html",
        crawled_on=date(2025, 9, 4),
        title="Khuyến công vùng cao gỡ khó cho cơ sở nhỏ",
        sapo="Sau 8 tháng, ba tỉnh trung du và miền núi phía Bắc đã giải ngân hơn 80% kinh phí khuyến công năm 2025.",
        parts=(
            P(
                "Theo báo cáo của Sở [[Công Thương]] các tỉnh, đến hết tháng 8, tổng kinh phí đã giải ngân là "
                "21,492 tỷ đồng, bằng 83% kế hoạch năm. Việc hỗ trợ thực hiện theo [[Nghị định số 45/2012/NĐ-CP]] và "
                "**Nghị định số 235/2025/NĐ-CP**."
            ),
            Photo("Dây chuyền sấy chè được hỗ trợ từ nguồn khuyến công. Ảnh: Hà Vân"),
            Teaser(("Tháo gỡ vướng mắc trong xét chọn sản phẩm tiêu biểu", "Cụm công nghiệp chờ nhà đầu tư hạ tầng")),
            P(
                "Bà Lý Thị Mùi, chủ một cơ sở chè ở xã vùng cao, cho biết máy sấy mới trị giá 640 triệu đồng giúp"
                " sản lượng tăng 35%, trong đó Nhà nước hỗ trợ 300 triệu đồng."
            ),
            _KHUYEN_CONG,
            Widget("Giá vàng hôm nay: 148,5 triệu đồng/lượng"),
            Heading("Chờ cơ chế mới"),
            P("Các địa phương kiến nghị nâng mức hỗ trợ tối đa từ 300 triệu đồng lên 500 triệu đồng mỗi đề án."),
        ),
        time="Thứ năm, 04/09/2025 08:15 (GMT+7)",
        published_at="2025-09-04T08:15:00+07:00",
        modified_at="2025-09-04T14:02:11+07:00",
        author="Hà Vân",
        printed_author="Hà Vân",
        section="Công nghiệp địa phương",
        tags=("khuyến công", "trung du miền núi"),
        canonical_url="https://congthuong.vn/khuyen-cong-vung-cao-go-kho-cho-co-so-nho-431207.html",
        article_id="431207",
    ),
    PageSpec(
        name="congthuong-2025-content",
        site="congthuong.vn",
        layout="2025-content",
        template="congthuong-2025-content",
        style=MASTERCMS,
        url="http://m.congthuong.vn/xuat-khau-go-ve-dich-som-ngay-2311-439120.html?utm_source=zalo#binh-luan",
        crawled_on=date(2025, 11, 24),
        title="Xuất khẩu gỗ “về đích” sớm: 11 tháng thu 15,6 tỷ USD",
        sapo="Ngày 23⁄11⁄2025, hiệp hội ngành gỗ công bố kết quả xuất khẩu 11 tháng.",
        parts=(
            P(
                "Kim ngạch 11 tháng ước đạt 15,6 tỷ USD, tăng 6,1% so với cùng kỳ năm 2024.\n"
                "Riêng tháng 11 đạt 1,4 tỷ USD."
            ),
            Teaser(("Gỗ Việt trước bài toán truy xuất nguồn gốc",), kind="image"),
            P("Hiệp hội kiến nghị giảm lãi suất vay xuống dưới 6%/năm & bỏ phí hạ tầng 250.000 đồng/container."),
            Figures(
                rows=(
                    (("Thị trường", 1, 2), ("11 tháng năm 2025", 2, 1), ("So với cùng kỳ (%)", 1, 2)),
                    ("Lượng (nghìn tấn)", "Trị giá (triệu USD)"),
                    ("Hoa Kỳ", "2.105", "8.640", "104,7"),
                    ("Nhật Bản", "1.890", "1.712", "98,1"),
                ),
                units=(
                    (None, None, None),
                    (None, None),
                    (None, "nghìn tấn", "triệu USD", "%"),
                    (None, "nghìn tấn", "triệu USD", "%"),
                ),
            ),
            P("Nguồn: Tổng cục Thống kê"),
        ),
        time="23⁄11⁄2025 16:40",
        published_at="2025-11-23T16:40:00+07:00",
        modified_at="2025-11-24T06:00:00+07:00",
        author="Lan Phương - Quốc Bảo",
        printed_author="Lan Phương - Quốc Bảo",
        section="Xuất nhập khẩu",
        tags=("xuất khẩu gỗ",),
        canonical_url="https://congthuong.vn/xuat-khau-go-ve-dich-som-ngay-2311-439120.html",
        article_id="439120",
    ),
    PageSpec(
        name="congthuong-2022",
        site="congthuong.vn",
        layout="2022",
        template="congthuong-2022",
        style=MASTERCMS,
        url="https://congthuong.vn/cuc-cong-thuong-dia-phuong-sang-tao-linh-hoat-329948.html",
        crawled_on=date(2024, 7, 4),
        title=_SEED[0],
        sapo=_SEED[2],
        parts=(
            Heading(_SEED[4]),
            P(_SEED[6]),
            P(_SEED[8]),
            Photo(_SEED[10]),
            P(_SEED[14]),
            Teaser(("Khuyến công quốc gia: Hai mươi năm đồng hành", "Bình chọn sản phẩm tiêu biểu cấp khu vực")),
            *(P(_SEED[line]) for line in (16, 18, 20, 22, 24)),
            Heading(_SEED[26]),
            P(_SEED[28]),
            P(_SEED[30]),
            Photo(_SEED[32]),
            *(P(_SEED[line]) for line in (36, 38, 40, 42, 44, 46, 48, 50)),
        ),
        time="Thứ năm, 04/07/2024 07:30",
        published_at="2024-07-04T07:30:00+07:00",
        author="Hải Linh",
        printed_author="Hải Linh",
        section="Công nghiệp địa phương",
        tags=("Cục Công Thương địa phương",),
        canonical_url="https://congthuong.vn/cuc-cong-thuong-dia-phuong-sang-tao-linh-hoat-329948.html",
        article_id="329948",
        slots={"path": "cuc-cong-thuong-dia-phuong-sang-tao-linh-hoat-329948.html"},
    ),
    PageSpec(
        name="congthuong-2021",
        site="congthuong.vn",
        layout="2021",
        template="congthuong-2021",
        style=MASTERCMS,
        url="https://congthuong.vn/co-khi-che-tao-tim-don-hang-moi-152418.html",
        crawled_on=date(2021, 3, 11),
        title="Cơ khí chế tạo tìm đơn hàng mới",
        sapo="Nhiều doanh nghiệp cơ khí ở TP.HCM và Đồng Nai đã kín đơn hàng đến quý III/2021",
        parts=(
            P("Giá thép tăng 30% khiến biên lợi nhuận giảm,\u00a0nhưng doanh thu quý I vẫn đạt 1.240 tỷ đồng."),
            Photo("Xưởng gia công khuôn mẫu tại Khu công nghiệp Biên Hòa 2"),
            P("Ông Trần Quốc Thái, đại diện hiệp hội, cho rằng cần sửa Thông tư số 21/2018/TT-BCT.", doubled=True),
            P("&nbsp;", doubled=False),
            P("R&D chiếm 2,5% doanh thu; chi phí logistics chiếm 16,8%."),
        ),
        time="09:00 | 10/03/2021",
        published_at="2021-03-10T09:00:00+07:00",
        author="Ngọc Hân",
        printed_author="Ngọc Hân",
        signs_body=True,
        section="Cơ khí - Điện tử",
        tags=("cơ khí", "doanh nghiệp"),
        canonical_url="https://congthuong.vn/co-khi-che-tao-tim-don-hang-moi-152418.html",
        article_id="152418",
    ),
    PageSpec(
        name="congthuong-2020",
        site="congthuong.vn",
        layout="2020",
        template="congthuong-2020",
        style=MASTERCMS,
        url="https://www.congthuong.vn/hang-viet-giu-thi-phan-o-cho-truyen-thong-140233.html",
        crawled_on=date(2020, 7, 18),
        title="Hàng Việt giữ thị phần ở chợ truyền thống",
        sapo=(
            "Khảo sát tại 12 chợ hạng 1 cho thấy hàng Việt chiếm từ 70% đến 85% số mặt hàng, cao hơn năm 2019 từ 3 đến "
            "5 điểm phần trăm, theo Vụ Thị trường trong nước."
        ),
        parts=(
            P("Tại Hà Nội, sức mua đạt 1,2 nghìn tỷ đồng/tháng. Tại Đà Nẵng, tiểu thương giảm giá 10-15%."),
            Photo("Quầy hàng Việt tại chợ Đồng Xuân"),
            P("Chương trình thực hiện theo Quyết định số 634/QĐ-TTg ngày 29/4/2014 của Thủ tướng Chính phủ."),
        ),
        time="Thứ bảy, 18/07/2020 | 06:05",
        published_at="2020-07-18T06:05:00+07:00",
        author="Thu Hường",
        printed_author="Thu Hường",
        signs_body=True,
        section="Thị trường trong nước",
        tags=("hàng Việt", "chợ truyền thống"),
        canonical_url="https://congthuong.vn/hang-viet-giu-thi-phan-o-cho-truyen-thong-140233.html",
        article_id="140233",
        # the description of the head is cut, the body begins with the whole sapo
        slots={
            "description": "Khảo sát tại 12 chợ hạng 1 cho thấy hàng Việt chiếm từ 70% đến 85% số mặt hàng, cao hơn..."
        },
    ),
    PageSpec(
        name="congthuong-2018-11",
        site="congthuong.vn",
        layout="2018-11",
        template="congthuong-2018-11",
        style=MASTERCMS,
        url="https://congthuong.vn/hoi-cho-bien-gioi-viet-lao-ky-ket-40-hop-dong-112930.html",
        crawled_on=date(2018, 12, 2),
        title="Hội chợ biên giới Việt - Lào: Ký kết 40 hợp đồng",
        sapo="Tổng giá trị hợp đồng đạt 18,7 triệu USD.",
        parts=(
            P("Hội chợ diễn ra từ ngày 26/11 đến 30/11 tại Quảng Trị với 250 gian hàng của 14 tỉnh, thành phố."),
            Teaser(("Thương mại biên giới tăng trưởng hai con số",)),
            P("Kim ngạch qua cửa khẩu Lao Bảo năm 2018 dự kiến đạt 430 triệu USD."),
        ),
        time="02/12/2018 10:20",
        published_at="2018-12-02T10:20:00+07:00",
        author="Hồng Nhung",
        printed_author="Hồng Nhung",
        signs_body=True,
        canonical_url="https://congthuong.vn/hoi-cho-bien-gioi-viet-lao-ky-ket-40-hop-dong-112930.html",
        article_id="112930",
        slots={"iso": "2018-12-02T10:20:00"},
    ),
    PageSpec(
        name="congthuong-2018-05",
        site="congthuong.vn",
        layout="2018-05",
        template="congthuong-2018-05",
        style=MASTERCMS,
        url="https://congthuong.vn/tiet-kiem-dien-trong-truong-hoc-103344.html",
        crawled_on=date(2018, 6, 15),
        title="Tiết kiệm điện trong trường học",
        sapo="Phong trào đã lan tới 1.200 trường học của 21 tỉnh, thành phố phía Nam.",
        parts=(
            P("Sau một năm, các trường tiết kiệm 3,4 triệu kWh, tương đương 6,1 tỷ đồng."),
            Photo("Học sinh tìm hiểu về điện mặt trời mái nhà"),
            P("Theo Luật Sử dụng năng lượng tiết kiệm và hiệu quả năm 2010, trường học là đơn vị sử dụng ngân sách."),
        ),
        time="14:30 | 14/06/2018",
        published_at="2018-06-14T14:30:00+07:00",
        author="Đình Dũng",
        printed_author="Đình Dũng",
        signs_body=True,
        canonical_url="https://congthuong.vn/tiet-kiem-dien-trong-truong-hoc-103344.html",
        article_id="103344",
        slots={"iso": "2018-06-14T14:30:00+07:00"},
    ),
    PageSpec(
        name="congthuong-2017",
        site="congthuong.vn",
        layout="2017",
        template="congthuong-2017",
        style=MASTERCMS,
        url="http://baocongthuong.com.vn/lang-nghe-may-tre-dan-tim-huong-di-ben-vung.html",
        crawled_on=date(2017, 9, 12),
        title="Làng nghề mây tre đan tìm hướng đi bền vững",
        sapo="Hà Nội hiện có 1.350 làng nghề, làng có nghề; doanh thu năm 2016 đạt trên 15.000 tỷ đồng.",
        parts=(
            P("Mức vay ưu đãi tối đa là 500 triệu đồng, lãi suất 0,5%/tháng theo Nghị định số 66/2006/NĐ-CP."),
            Photo("Nghệ nhân Phú Vinh bên sản phẩm mới"),
            Raw(
                "<p>Đơn hàng xuất khẩu chiếm 60%<p>Thị trường trong nước còn bỏ ngỏ.<br><br>"
                "Cần quy hoạch vùng nguyên liệu"
                "<div>Nghề truyền thống cần được <b>bảo tồn</div>",
                (
                    "Đơn hàng xuất khẩu chiếm 60%",
                    "Thị trường trong nước còn bỏ ngỏ.",
                    "Cần quy hoạch vùng nguyên liệu",
                    "Nghề truyền thống cần được bảo tồn",
                ),
            ),
        ),
        time="Thứ Ba, 12/09/2017 | 07:00 GMT+7",
        published_at="2017-09-12T07:00:00+07:00",
        author="Bùi Việt",
        printed_author="Bùi Việt",
        signs_body=True,
        canonical_url="http://baocongthuong.com.vn/lang-nghe-may-tre-dan-tim-huong-di-ben-vung.html",
    ),
)
