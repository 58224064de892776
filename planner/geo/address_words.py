"""The words of Malaysian addresses: abbreviations, spellings, kinds of places, relations, common talk.

Written for this project from general knowledge of Malay and English address writing and of the short forms counted in
bus-stop lists. All words are in folded form: lower case, without accents, apostrophes and full stops.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPELLINGS: dict[str, str] = {
    # abbreviations
    "jln": "jalan", "jl": "jalan", "jalanraya": "jalan", "road": "jalan", "rd": "jalan",
    "kg": "kampung", "kpg": "kampung", "kmpg": "kampung", "kmpung": "kampung", "kampong": "kampung", "kpung": "kampung",
    "kmpng": "kampung", "kampg": "kampung", "kampun": "kampung",
    "tmn": "taman", "tman": "taman", "tm": "taman", "gardens": "garden",
    "sg": "sungai", "sgi": "sungai", "sungei": "sungai", "sgai": "sungai",
    "bkt": "bukit", "bt": "batu", "btu": "batu",
    "pers": "persiaran", "psn": "persiaran", "psrn": "persiaran", "prsn": "persiaran",
    "lrg": "lorong", "lor": "lorong", "lrong": "lorong", "lbh": "lebuh", "lbhraya": "lebuhraya",
    "expressway": "lebuhraya", "highway": "lebuhraya",
    "bdr": "bandar", "bndr": "bandar", "bdar": "bandar", "sek": "seksyen", "seksyn": "seksyen", "sec": "seksyen",
    "section": "seksyen", "seksen": "seksyen", "sksyen": "seksyen", "blk": "blok", "block": "blok", "bolk": "blok",
    "bloc": "blok", "msjd": "masjid", "mjd": "masjid", "mosque": "masjid", "hosp": "hospital", "clinic": "klinik",
    "stn": "stesen", "balaipolis": "balai polis",
    "station": "stesen", "monorail": "monorel", "bp": "balai polis", "fasa": "fasa", "phase": "fasa", "fs": "fasa",
    "pkn": "pekan", "bkn": "bukan", "bkan": "bukan", "bukn": "bukan",
    "ldg": "ladang", "apt": "apartment", "aptmt": "apartment", "apartmen": "apartment",
    "apartments": "apartment", "appt": "apartment", "pangsa": "pangsa", "pgsapuri": "pangsapuri",
    "pangsapuri": "pangsapuri", "pgspuri": "pangsapuri", "condo": "kondominium", "kondo": "kondominium",
    "condominium": "kondominium", "residence": "residensi", "residences": "residensi", "residency": "residensi",
    "flats": "flat", "flet": "flat", "plat": "flat", "projek": "projek", "market": "pasar", "abd": "abdul",
    # one word, many spellings
    "sri": "seri", "sree": "seri", "shri": "seri", "srie": "seri", "ayer": "air", "datok": "datuk", "dato": "datuk",
    "dtk": "datuk", "dt": "datuk", "kerinci": "kerinchi", "krinchi": "kerinchi", "krinci": "kerinchi",
    "bharu": "baru", "bahru": "baru", "baharu": "baru", "kelang": "klang", "tasek": "tasik", "tanjong": "tanjung",
    "telok": "teluk", "ulu": "hulu", "penchala": "pencala", "chin": "cin", "doktor": "dr", "mont": "mont",
    "utara": "utara", "north": "utara", "south": "selatan", "selatan": "selatan", "yaakob": "yaacob",
    "yaakub": "yaacob", "mohamed": "muhammad", "mohd": "muhammad", "mohammad": "muhammad", "pinang": "pinang",
    "penang": "pulau pinang", "cempaka": "cempaka", "chempaka": "cempaka", "chubadak": "cubadak",
    "stapak": "setapak", "pdg": "padang", "dlm": "dalam", "psr": "pasar", "trengganu": "terengganu",
    "pncak": "puncak", "dsara": "damansara", "dmansara": "damansara", "sjid": "masjid", "kelana": "kelana",
    "seputih": "seputeh", "bangsa": "bangsa", "pdan": "pandan", "sentol": "sentul", "ibukota": "ibu kota",
}  # fmt: skip
"""Folded word → the one spelling used inside (may be two words)."""

PHRASES: tuple[tuple[str, str], ...] = (
    ("projek perumahan rakyat", "ppr"), ("program perumahan rakyat", "ppr"), ("perumahan rakyat", "ppr"),
    ("perumahan awam", "pa"), ("public housing", "pa"), ("ppr dbkl", "ppr"), ("pa dbkl", "pa"), ("flat dbkl", "flat"),
    ("rumah pangsa", "flat"), ("flat pangsa", "flat"), ("flat ppr", "ppr"), ("apartment ppr", "ppr"),
    ("p pinang", "pulaupinang"), ("n sembilan", "negerisembilan"), ("rumah flat", "flat"), ("rumah pagsa", "flat"),
    ("rumah ppr", "ppr"), ("klinik kesihatan", "kk"), ("pulau pinang", "pulaupinang"),
    ("sekolah kebangsaan", "sk"), ("sekolah menengah kebangsaan", "smk"), ("ibu pejabat polis daerah", "ipd"),
    ("balai polis", "balai"), ("balai police", "balai"), ("police stesen", "balai"), ("polis stesen", "balai"),
    ("district police headquarters", "ipd"), ("district police hq", "ipd"), ("health klinik", "kk"),
    ("police headquarters", "ipd"), ("police hq", "ipd"),
    ("ktm komuter", "ktm"), ("komuter", "ktm"), ("lebuh raya", "lebuhraya"),
    ("kuala lumpur", "kualalumpur"), ("negeri sembilan", "negerisembilan"), ("council home", "councilhome"),
    ("rumah majlis", "councilhome"),
)  # fmt: skip
"""Word groups that mean one word, applied after the spellings, in this order."""

SCHEME_WORDS = _set("ppr pa flat pangsapuri apartment kondominium residensi councilhome mansion kuarters")
STREET_WORDS = _set("jalan lorong persiaran lebuh lebuhraya lengkok lengkongan leboh lintang solok")
LANDMARK_WORDS = _set(
    "masjid surau kuil gereja tokong klinik kk kkia hospital sekolah sk smk sjkc sjkt sjk stesen lrt mrt ktm monorel "
    "pasar balai ipd ipk kedai restoran pejabat dewan stadium universiti kolej tadika"
)
CLOSING_LANDMARKS = _set("masjid surau kk hospital lrt mrt ktm monorel pasar balai ipd ipk")
"""Landmark words that English puts after the name: *Dang Wangi police station*, *Setiawangsa LRT*."""
GARDEN = "garden"
"""English writes it after the name (*Melati Garden*), where Malay opens with *taman*."""
KIND_WORDS = SCHEME_WORDS | STREET_WORDS | LANDMARK_WORDS | frozenset({"taman", "kampung", "bandar", "pekan", GARDEN})
"""Words that say what kind of place the name after them is."""

CLASS_OF_WORD: dict[str, str] = {
    **dict.fromkeys(SCHEME_WORDS, "scheme"),
    **dict.fromkeys(STREET_WORDS, "road"),
    **dict.fromkeys(LANDMARK_WORDS, "landmark"),
    "taman": "taman", GARDEN: "taman", "kampung": "kampung", "bandar": "bandar", "pekan": "bandar",
}  # fmt: skip

CLASS_OF_KIND: dict[str, str] = {
    "ppr": "scheme", "pa": "scheme", "flat": "scheme", "pangsapuri": "scheme", "taman": "taman", "kampung": "kampung",
    "bandar": "bandar", "locality": "locality", "seksyen": "section", "town": "town", "road": "road",
    "elsewhere": "elsewhere", "far_town": "far_town", "postcode": "postcode",
}  # fmt: skip
"""Class of a gazetteer kind; every other kind is a landmark."""

OPPOSITE = _set("opp opposite bertentangan seberang berhadapan")
NEAR = _set("depan hadapan sebelah belakang berhampiran hampir berdekatan near nearby behind beside sekitar")
AT = _set("di dekat kat dkt area kawasan at in dalam sini situ kt dok duduk tinggal")
"""Words that may stand between a kind and its name without changing it (*duduk ppr dekat Kerinchi*)."""

NOT_HERE = _set("bukan dulu dahulu asal asalnya bekas formerly previously")
HERE = _set("sekarang kini skrg now alamat pindah ke")
MOVED = frozenset({"pindah", "berpindah", "moved"})
FROM = _set("dari daripada drpd dri from")

GENERIC = _set(
    "baru desa batu pasar city daya muda indah segar rakyat pertama united bahagia gembira medan mutiara pelangi "
    "ehsan desa jaya utama perdana permai damai murni raya besar kota bukit sungai kampung taman seri air hulu "
    "selatan utara tengah dalam luar satu dua angsa melati merdeka kl cheng kasih keluarga perkasa laksamana "
    "beringin intan angsana maju sejahtera seksyen"
)
"""Names of one such word mean a place only together with their kind word (*Taman Desa*, not *desa*)."""

TALK = _set(
    "saya sy aku kami kita dia mereka anak isteri suami ibu bapa mak ayah nenek datuk adik abang kakak jiran kawan "
    "keluarga orang rumah ada tiada xde xda takde tak x nak mahu mohon minta tolong bantu bantuan perlu perlukan "
    "makan makanan lapar beras susu lampin duit kerja hilang sakit oku warga emas yang yg dan dgn dengan untuk utk "
    "ke dari di pada ini itu sini situ lagi sudah dah belum blm baru hari minggu bulan tahun sekarang skrg dulu "
    "duduk tinggal dok alamat nama no telefon tel hp call whatsapp hubungi sila please help need food milk rice my "
    "house home the a an and for of to is are we have no not at in on near live living stay i am with kids children "
    "family pls tq terima kasih sangat sgt dekat kat dkt kawasan area blok tingkat tkt aras unit pintu nombor level "
    "lvl floor lot bilik jam pagi petang malam juga jg atau or but tapi sebab kerana covid pkp pkpd emco kluster "
    "sejak lepas habis semua beberapa ramai orang org tua warga ibu tunggal single mother poskod postcode negeri "
    "daerah malaysia msia wilayah persekutuan kl kualalumpur wpkl selangor opp depan hadapan sebelah belakang "
    "berhampiran hampir berdekatan pindah asal bukan jalan lorong taman kampung flat ppr pa sahaja je jer la lah "
    "bekalan barang dapur keperluan bapa pun sampai tolonglah tolg assalamualaikum salam hai hi hello tuan puan encik "
    "cik pihak jkm polis rela kerajaan terjejas kuarantin positif lif rosak bawah atas kosong penuh "
    "teman zaman jalang aman tamat talam "
    "malah salah masih lorang banding"
)
"""Common talk around an address; such a word after a name does not continue it."""
