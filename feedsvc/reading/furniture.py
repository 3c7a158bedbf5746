"""Lines between a heading and its text that are the page's own furniture, in many tongues: how long it takes to read, who
shares it and prints it, how often it was read, what was said of it, what it is filed under, and the way back."""

from __future__ import annotations

import re

_READING = (
    r"(?:(?:estimated )?reading time|lese(?:zeit|dauer)|temps de lecture|lecture|tiempo de lectura|tempo (?:de leitura|di lettura)|leestijd|czas czytania|czyta się|doba čtení|čas čítania|olvasási idő|timp de citire|lukuaika|lästid"
    r"|l[eæ]setid|время (?:на )?(?:про)?чтени[яе]|час читання|χρόνος ανάγνωσης|okuma süresi|thời gian đọc|waktu baca|زمان مطالعه|(?:وقت|مدة) القراءة|זמן קריאה|읽는 시간|読了時間)\W{0,3}\d{1,3}\s?[^\W\d]{1,12}\.?"
    r"|\d{1,3}\smin[^\W\d]{0,5}\.?\s(?:read|(?:de )?(?:lectura|lecture|leitura)|di lettura|leestijd|czytania|lesezeit|lästid|lesetid)|この記事は\d{1,3}分で読めます"
)
_READ = (
    r"(?:views?|hits|просмотр(?:ов|ы)?|переглядів|wyświetle[nń](?:ia)?|odsłon[ay]?|visitas|visualiz(?:zazioni|azioni|ações|aciones)|vues|aufrufe|zugriffe|görüntülenme|okunma|lượt xem|dibaca|dilihat|조회\s?수?|(?:ال)?مشاهدات|بازدید|צפיות|כניסות|閲覧数)"
    r"\s?[:：]?\s?\d[\d.,\s]{0,9}(?:\skali)?"
)
_SAID = (
    r"(?:no|\d{1,4}|keine|aucun|sin|sem|nessun|geen|brak|нет|немає|tidak ada|không có|لا|بدون|אין)\s(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|comment[oi]|reacties?|komentarzy?|комментари(?:ев|й|я)|коментарів|komentar"
    r"|bình luận|yorum|تعليقات|دیدگاه|نظر|תגובות)|(?:comments|kommentare|commentaires|comentarios|comentários|commenti|комментарии)\s?[:：]\s?\d{1,4}(?:\s[^\W\d]{4,14})?|комментариев нет|yorum yok|(?:댓글|コメント)\s?[:：]?\s?\d{0,4}"
)
_WHERE = r"(?:\s(?:(?:on|auf|sur|en|no|su|op|na|på|ke|di|в|via)\s)?(?:facebook\w{0,5}|twitter|whatsapp|linkedin|telegram|соц\s?сетях))?"
_SHARED = (
    rf"(?:(?:share|partager|condividi|deel|compartir|compartilhar)(?:\s(?:this|cet|questo|dit|este|esta))?(?:\s(?:article|post|page|story|articolo|artikel|artículo|artigo|notícia|noticia))?|(?:artikel |beitrag |seite )?teilen|comparte|compartilhe|delen|udostępnij|sdílet"
    rf"|zdieľať|megosztás|distribuie|jaa|dela|del|поделиться|поділитися|κοινοποίηση|paylaş|chia sẻ|bagikan|اشتراک[\s\u200c]?گذاری|شارك|مشاركة|שתף|シェアする?|ツイート|공유(?:하기)?){_WHERE}|facebook['’]ta paylaş"
)
_TOOLS = (
    r"print(?: this (?:page|article))?|(?:seite )?drucken|imprim(?:er|ir)|stampa|afdrukken|drukuj|tisk|распечатать|версия для печати|yazdır|in trang|طباعة|چاپ|印刷(?:する)?|프린트|인쇄(?:하기)?|스크랩|글자\s?크기(?:\s조절)?|본문 글씨 (?:키우기|줄이기)|기사 듣기"
    r"|listen to (?:this|the) article|(?:artikel|beitrag) (?:an)?hören|écouter l['’]article|escuchar la noticia|ouvir a notícia|ascolta l['’]articolo|posłuchaj artykułu|прослушать новость"
)
_BACK = (
    r"[«‹<←]?\s?(?:zurück(?: zur? [^\W\d]{4,20})?|back(?: to (?:the |all )?(?:overview|list|news|blog|home|articles|posts|top|index|archives?|results))?|retour(?: à la liste| aux [^\W\d]{4,12})?|volver|voltar|(?:torna )?indietro|terug(?: naar [^\W\d]{4,12})?|wróć|powrót|zpět|späť|вернуться(?: назад| к списку)?|назад|geri dön"
    r"|kembali|목록(?:으로|보기)?|一覧[へに]戻る|戻る)"
)
_FILED = (
    r"(?:categor(?:y|ies)|kategorien?|catégories?|categor[íi]as?|kategori[ae]?|рубрик[аи]|категори[яи]|chuyên mục|danh mục|التصنيف|دسته[\s\u200c]?بندی|קטגוריה|カテゴリー?|카테고리|분류|schlagw(?:ort|örter|orte)|mots-clés|etiquetas|теги|метки|etiketler|태그|タグ|tag[is]?"
    r"|štítky|címkék)\s?[:：]\s?[^.。!?]{1,40}"
)
_PICTURE = r"\(?(?:photo by|(?:fotografía|zdjęcie|fot|fotó|фото|fotoğraf|ảnh|사진|写真|撮影|صورة|تصویر|צילום|crédit photo|photo credit|kuva)\s?[.:=：])\s?[^.。!?]{2,40}\)?"
_FURNITURE = re.compile("|".join((_READING, _READ, _SAID, _SHARED, _TOOLS, _BACK, _FILED, _PICTURE)), re.IGNORECASE)
_LONGEST = 60


def is_furniture(text: str) -> bool:
    """Whether the whole line is a piece of it."""
    return len(text) <= _LONGEST and _FURNITURE.fullmatch(text) is not None
