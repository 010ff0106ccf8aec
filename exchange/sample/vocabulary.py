"""Invented names and the wording of the sample register. Zones and offices are real; nobody else is."""
ZONES = ("VSIP I", "VSIP II", "Mỹ Phước 1", "Mỹ Phước 2", "Mỹ Phước 3", "Sóng Thần 1", "Sóng Thần 2", "Đồng An",
         "Nam Tân Uyên", "Bàu Bàng")
SECTORS = ("Cơ khí", "Dệt may", "Bao bì", "Gỗ nội thất", "Nhựa kỹ thuật", "Giày da", "Thực phẩm", "Linh kiện điện tử",
           "Sơn phủ", "Logistics")
LOCAL = ("Lộc Sa Thịnh", "Quế Trạch Lâm", "Bình Sa Nguyên", "Mộc Trà Giang", "An Khuê Thịnh", "Phú Điền Sa",
         "Đại Thạch Khê", "Hưng Trạch Mộc", "Tân Uyển Sa", "Việt Khuê Lộc", "Trường Sậy", "Nam Thạch Trà",
         "Gia Khê Điền", "Thuận Sa Lâm", "Kim Bàng Mộc", "Hoàng Tre Ngà", "Đông Sậy Phát", "Minh Trạch Khuê",
         "Phước Bưng Cải", "Thái Bàng Lộc", "Sông Trà Khuê", "Long Điền Mộc", "Vĩnh Sậy Thịnh", "Ngọc Tre Giang")
FOREIGN = ("Benturex", "Sakumora", "Teruhabi", "Daehwari", "Kwangsolim", "Yuanlipo", "Fengtairo", "Lindavira",
           "Norvaplasta", "Tokishibe", "Marukenda", "Hansolvit", "Orbelinde", "Zhuolemi", "Vestrafoam", "Kirimosa",
           "Poldarisk", "Jinhaeru", "Aruvitex", "Delvorano", "Ishinokawe", "Baekdorin", "Tessamold", "Guanhevo")
COMPANIES = [f"Công ty Cổ phần {SECTORS[i % 10]} {b}" if i % 2 else f"Công ty TNHH {SECTORS[i % 10]} {b}"
             for i, b in enumerate(LOCAL)]
COMPANIES += [f"Công ty TNHH {b} Việt Nam" if i % 2 else f"Công ty TNHH {SECTORS[i % 10]} {b}"
              for i, b in enumerate(FOREIGN)]
COMPANIES += ["Hiệp hội Bao bì gỗ ghép Mỹ Phước", "Hiệp hội Sợi dệt Bàu Bàng", "Hiệp hội Cơ khí phụ trợ Nam Tân Uyên"]
SHORT = dict(zip(COMPANIES, ["".join(w[0] for w in b.split()) for b in LOCAL] + [b[:3].upper() for b in FOREIGN]
                 + ["HHBB", "HHSD", "HHCK"]))       # for the symbols of their letters
HOME = {name: ZONES[i * 7 % 10] for i, name in enumerate(COMPANIES)}
HOME.update({COMPANIES[-3]: "Mỹ Phước 3", COMPANIES[-2]: "Bàu Bàng", COMPANIES[-1]: "Nam Tân Uyên"})
CITIZENS = ("Tập thể công nhân KCN Đồng An", "Ông N.V.T. (công nhân KCN Sóng Thần 1)", "Bà L.T.H. (khu nhà trọ cạnh VSIP I)",
            "Ông Đ.Q.K. (hộ dân cạnh KCN Mỹ Phước 3)", "Tập thể công nhân KCN Bàu Bàng", "Bà P.N.M. (công nhân VSIP II)")
COMMITTEE = {"UBND tỉnh Bình Dương": (17, ("UBND-KT", "UBND-KTN", "UBND-VX")), "Văn phòng UBND tỉnh": (3, ("VP-KTN", "VP-TH"))}
DEPARTMENTS = {  # by field: name -> (letters a day, symbols)
    "Đầu tư": {"Sở Kế hoạch và Đầu tư": (9, ("SKHĐT-DN", "SKHĐT-KTĐN"))},
    "Môi trường": {"Sở Tài nguyên và Môi trường": (14, ("STNMT-CCBVMT",))},
    "Đất đai": {"Sở Tài nguyên và Môi trường": (14, ("STNMT-CCQLĐĐ",))},
    "Lao động": {"Sở Lao động - Thương binh và Xã hội": (8, ("SLĐTBXH-VLATLĐ", "SLĐTBXH-TTr"))},
    "Quy hoạch - Xây dựng": {"Sở Xây dựng": (11, ("SXD-QHKT", "SXD-QLN"))},
    "Hải quan - Thuế": {"Cục Thuế tỉnh": (30, ("CT-TTHT",)), "Cục Hải quan tỉnh": (7, ("HQBD-GSQL",))},
    "Hạ tầng": {"Sở Công Thương": (6, ("SCT-QLNL",)), "Sở Giao thông vận tải": (9, ("SGTVT-QLHT",))}}
OFFICERS = {"Phòng Quản lý đầu tư": ("ĐT", ("Lâm Quế Trân", "Đoàn Khải Nguyên", "Tống Mai Khuê")),
            "Phòng Quản lý môi trường": ("MT", ("Thạch Minh Dự", "Kiều Bảo Sa", "Nghiêm Thu Lộc")),
            "Phòng Quản lý lao động": ("LĐ", ("Quách Hải Điền", "Viên Thị Nhã", "Mạc Trung Kha")),
            "Phòng Quản lý quy hoạch xây dựng": ("QHXD", ("Giang Đức Thụ", "Âu Hoài Phiên", "Lục Thanh Bửu")),
            "Văn phòng": ("VP", ("Tiêu Ngọc Vi", "Cù Hữu Trạch"))}
UNITS = {"Đầu tư": "Phòng Quản lý đầu tư", "Hải quan - Thuế": "Phòng Quản lý đầu tư", "Môi trường": "Phòng Quản lý môi trường",
         "Lao động": "Phòng Quản lý lao động", "Quy hoạch - Xây dựng": "Phòng Quản lý quy hoạch xây dựng",
         "Đất đai": "Phòng Quản lý quy hoạch xây dựng", "Hạ tầng": "Phòng Quản lý quy hoạch xây dựng"}
# field, kind (P phản ánh, K kiến nghị, H hỏi đáp; "!": about the conduct of an office), topic
TOPICS = [tuple(part.strip() for part in line.split("|")) for line in """\
Môi trường|K|mức phí xử lý nước thải tại KCN {z} tăng {n}% từ tháng {m}
Môi trường|K|việc cấp giấy phép môi trường cho dự án mở rộng tại KCN {z}
Môi trường|P|bụi và tiếng ồn từ nhà xưởng bên cạnh tại KCN {z}
Môi trường|P|mùi hôi từ trạm xử lý nước thải tập trung KCN {z} vào ban đêm
Môi trường|K|giới hạn đấu nối nước thải (cột B) vào trạm tập trung KCN {z}
Môi trường|P|chất thải rắn chưa được thu gom {n} ngày tại KCN {z}
Môi trường|P!|đoàn kiểm tra môi trường yêu cầu tài liệu ngoài quyết định kiểm tra
Môi trường|H|hồ sơ đăng ký môi trường đối với xưởng dưới {n}.000 m2
Lao động|K|việc cấp giấy phép lao động cho {n} chuyên gia nước ngoài
Lao động|K|việc gia hạn giấy phép lao động của chuyên gia nước ngoài còn hiệu lực dưới {n}0 ngày
Lao động|K|nhà ở xã hội cho công nhân KCN {z}
Lao động|K|nhà trẻ cho con công nhân làm ca tại KCN {z}
Lao động|P|tranh chấp tiền lương tháng {m} tại một doanh nghiệp trong KCN {z}
Lao động|P|chất lượng bữa ăn ca và an toàn thực phẩm tại KCN {z}
Lao động|P|chậm chốt sổ bảo hiểm xã hội cho {n} người lao động đã nghỉ việc tại KCN {z}
Lao động|P!|hồ sơ đăng ký nội quy lao động bị trả lại {n} lần không nêu rõ lý do
Lao động|H|thủ tục đăng ký làm thêm trên 200 giờ trong năm
Lao động|H|mẫu báo cáo sử dụng lao động nước ngoài định kỳ
Đầu tư|K|việc điều chỉnh giấy chứng nhận đăng ký đầu tư (tăng vốn lần {n})
Đầu tư|K|gia hạn tiến độ thực hiện dự án tại KCN {z} thêm {n} tháng
Đầu tư|K|bổ sung mục tiêu cho thuê nhà xưởng dư thừa tại KCN {z}
Đầu tư|K|chế độ báo cáo đầu tư trực tuyến còn trùng lặp giữa hai hệ thống
Đầu tư|P!|chậm xử lý hồ sơ điều chỉnh dự án, quá hẹn {n} ngày tại bộ phận một cửa
Đầu tư|P!|thái độ hướng dẫn của cán bộ tiếp nhận hồ sơ tại bộ phận một cửa
Đầu tư|H|điều kiện hưởng ưu đãi đầu tư khi mở rộng dự án tại KCN {z}
Quy hoạch - Xây dựng|K|việc nghiệm thu phòng cháy chữa cháy nhà xưởng số {n} tại KCN {z}
Quy hoạch - Xây dựng|K|việc cấp giấy phép xây dựng nhà kho {n}.500 m2 tại KCN {z}
Quy hoạch - Xây dựng|K|điều chỉnh quy hoạch chi tiết 1/2000 KCN {z} (lô CN{n})
Quy hoạch - Xây dựng|K|quy định mật độ xây dựng và khoảng lùi đối với lô CN{n} KCN {z}
Quy hoạch - Xây dựng|K|việc áp dụng quy chuẩn phòng cháy mới cho nhà xưởng xây trước năm 2010
Quy hoạch - Xây dựng|P|nhà xưởng bên cạnh xây lấn hành lang kỹ thuật tại KCN {z}
Quy hoạch - Xây dựng|P!|yêu cầu bổ sung bản vẽ {n} lần đối với cùng một hồ sơ cấp phép xây dựng
Đất đai|K|gia hạn thời hạn thuê đất tại KCN {z} đến năm 2045
Đất đai|K|đơn giá thuê đất kỳ ổn định mới tại KCN {z}
Đất đai|K|việc cấp giấy chứng nhận quyền sử dụng đất lô {n}B KCN {z}
Đất đai|K|việc chuyển nhượng tài sản gắn liền với đất thuê lại tại KCN {z}
Đất đai|P|ranh giới lô đất thực tế lệch {n} m so với bản đồ bàn giao tại KCN {z}
Hải quan - Thuế|K|thời gian thông quan hàng xuất khẩu tại kho ngoại quan gần KCN {z}
Hải quan - Thuế|K|thủ tục hải quan đối với máy móc tạm nhập để sửa chữa
Hải quan - Thuế|K|hoàn thuế giá trị gia tăng quý gần nhất của doanh nghiệp chế xuất
Hải quan - Thuế|K|khai báo hải quan đối với phế liệu của doanh nghiệp chế xuất tại KCN {z}
Hải quan - Thuế|P|lỗi hệ thống khai thuế điện tử trong kỳ khai tháng {m}
Hạ tầng|P|ngập đường nội bộ N{n} KCN {z} mỗi khi mưa lớn
Hạ tầng|P|mất điện {n} lần trong tháng {m} tại KCN {z}
Hạ tầng|K|giá điện giờ cao điểm áp dụng cho nhà xưởng tại KCN {z}
Hạ tầng|P|ùn tắc giao thông giờ tan ca trước cổng KCN {z}
Hạ tầng|P|đường D{n} KCN {z} hư hỏng, nhiều ổ gà, xe container khó lưu thông
Hạ tầng|P|áp lực nước sạch yếu vào giờ cao điểm tại KCN {z}
Hạ tầng|P|đèn chiếu sáng đường nội bộ KCN {z} hỏng {n} trụ
Hạ tầng|K|phủ sóng wifi và mạng di động tại KCN {z}
Hạ tầng|K|mở thêm tuyến xe buýt cho công nhân KCN {z}
Hạ tầng|K|lắp đèn tín hiệu tại ngã tư vào KCN {z}""".splitlines()]
COMPLAINTS = [("Đầu tư", "C", "quyết định thu hồi giấy chứng nhận đăng ký đầu tư"),
              ("Quy hoạch - Xây dựng", "C", "quyết định xử phạt vi phạm trật tự xây dựng tại KCN {z}")]
KINDS = {"P": "Phản ánh", "K": "Kiến nghị", "H": "Hỏi đáp", "C": "Khiếu nại"}
OUTCOMES = {"replied": "Đã trả lời", "forwarded": "Chuyển cơ quan có thẩm quyền", "not_accepted": "Không tiếp nhận",
            "withdrawn": "Rút", "reclassified_as_complaint": "Chuyển khiếu nại", "open": "Đang xử lý"}
NOTES = {"not_accepted": "Thiếu địa chỉ, số điện thoại người gửi", "withdrawn": "Người gửi có văn bản xin rút",
         "reclassified_as_complaint": "Nội dung là khiếu nại, xử lý theo Luật Khiếu nại"}
