"""What a link to the next, older page says, in many tongues."""

from __future__ import annotations

import re

PAGER = re.compile(r"\W{0,3}(?:(?:首|尾|末|[上下]\s?一?\s?|第一|最[后後]一?|共?\s?\d{1,4}\s?)[页頁]|\d{1,3})\W{0,3}")
"""A link of a Chinese pager: a page by its number, or in words the first, next, last."""

_PAGE = "page|pagina|página|seite|sid[ae]|sivu|stron[ay]|stránka|strana|oldal|sayfa|σελίδα|страница|сторінка|laman|halaman"
_NEXT = (
    r"next|more recent|(?:load|show) more|nächste[rs]?|weiter|suivante?s?|siguientes?|successiv[aoi]|prossim[ao]|próxim[ao]s?|seguinte|següent|volgende|nästa|næste|neste|seuraava|następn[aey]"
    r"|další|následující|ďalš(?:ia|ie|í)|nasledujúc[ae]|következő|următo(?:area|arele|rul)|sonraki|ileri|επόμεν(?:[ηοα]|ες)|далее|следующ(?:ая|ие)|след\.?|вперед|вперёд|наступна|далі|следваща|sljedeć[ae]|naslednja"
    r"|التالية?|الصفحة التالية|(?:صفحه )?بعدی?|הבאה?|ה?עמוד הבא|अगला(?: पृष्ठ)?|(?:หน้า)?ถัดไป|tiếp(?: theo)?|trang (?:sau|tiếp)(?: theo)?|berikutnya|selanjutnya|seterusnya"
    r"|下\s?一?\s?[页頁]|后\s?一?\s?页|後一?頁|下[页頁]>*|加载更多|次へ|次の(?:ページ|\d{1,4}件)へ?|次ページ|다음(?: 페이지)?"
)
_POSTS = (
    r"posts|entries|articles|news|stories|beiträge|artikel|einträge|meldungen|publications|messages|actualités|billets|entradas|artículos|noticias|articoli|notizie|publicações|postagens|notícias|berichten|inlägg"
    r"|indlæg|innlegg|artikkelit|kirjoitukset|julkaisut|uutiset|wpisy|posty|artykuły|aktualności|příspěvky|články|príspevky|bejegyzések|cikkek|postări|articole|yazılar|kayıtlar|haberler|άρθρα|αναρτήσεις|δημοσιεύσεις"
    r"|записи|новости|сообщения|публикации|публікації|новини|дописи|objave|članci|vijesti|novice|مقالات|المقالات|رسائل|تدوينات|نوشته‌های|مطالب|פוסטים|כתבות|लेख|पोस्ट|bài|tulisan|pos|postingan"
)
_OLD = (
    r"older|earlier|ältere|frühere|plus ancien(?:ne)?s|précédents|antiguas?|antiguos?|anteriores|meno recenti|più vecchi[e]?|(?:mais )?antig[ao]s|oudere|eerdere|äldre|ældre|eldre|vanhemmat|aiemmat|starsze|wcześniejsze|starší"
    r"|staršie|régebbi|korábbi|mai vechi|(?:daha )?eski|παλαιότερ(?:α|ες)|παλιότερ(?:α|ες)|(?:более )?(?:старые|ранние)|старіші|по-стари|starij[ei]|starejš[ei]|أقدم|الأقدم|قدیمی‌?تر|پیشین|ישנים(?: יותר)?|קודמים|पुराने|(?:cũ|trước) hơn|(?:lebih )?lama"
)
_WHOLE = r"(?:[更较較]?早期?|以前|过往|過往|[更较較]?[旧舊])的?(?:文章|日志|日誌|帖子|新闻|新聞)|(?:以前|過去|古い)の(?:記事|投稿)|이전 글들?|(?:เรื่อง|บทความ)?ที่เก่ากว่า|mehr laden|carica altri|показать ещё|загрузить ещё"
_SIGNS = r"(?:[\s\])）】》>＞〉»›→←«‹▶]|&gt;)*"
_SAYS_NEXT = re.compile(
    rf"[\s\[(（【<《«»‹›>←→|]*(?:(?:(?:{_PAGE})\s)?(?:{_NEXT})(?:\s(?:{_PAGE}|{_POSTS}))?|(?:{_OLD})(?:\s(?:{_POSTS}))?|(?:{_POSTS})\s(?:{_OLD})|{_WHOLE})"
    rf"(?:\s?[(（]?\d{{1,5}}\s?/\s?\d{{1,5}}[)）]?)?{_SIGNS}|[»›＞〉▶]|>|>>|››|→"
)


def says_next(text: str) -> bool:
    """Whether a link's whole text says so, in whatever case: put into lower case first, as the engine is five times slower to pass
    over words whose case does not matter."""
    return _SAYS_NEXT.fullmatch(text.replace("İ", "i").lower()) is not None
