"""Words before a day that say whether it is that of publishing or that of a change, in many tongues."""

from __future__ import annotations

PUBLISHED = (
    r"publi(?:shed|sh|ée?|cad[oa]|cada|cat[oa]?|ziert|ceret|cerad|sert|kuota|kován[oa]|kované|cēts)|publicação|publicación|posted|created|criad[oa]|cread[oa]|creat[oa]|créée?|written|filed|veröffentlicht|erschienen|erstellt|geschrieben"
    r"|eingestellt|online seit|datum|date|fecha|data|dato|notizia|mise? en ligne|postado|inserito|gepubliceerd|geplaatst|inlagd|skapad|udgivet|offentliggjort|oprettet|lagt ut|opprettet"
    r"|julkaistu|julkaisupäivä|luotu|avaldatud|paskelbta|birt|publikuar|argitaratua|ippubblikat|imechapishwa|yayımlanıb|chop etilgan|opublikowan[oaey]|publikacji|dodan[oaey]|zamieszczon[oaey]|utworzon[oaey]|zveřejněn[oaí]|zverejnen[éeoia]|uverejnen[éo]|vydáno|vloženo"
    r"|közzétéve|megjelent|publikálva|létrehozva|dátum|objavljen[oa]|objave|objavil[oa]?|postat|datë|yayın(?:lan\w{2,5})?(?: tarihi)?|yayım\w{0,8}(?: tarihi)?|eklenme tarihi|giriş tarihi|tarih[i]?"
    r"|δημοσι[εέ][υύ]\w{2,10}|ημερομηνία|αναρτήθηκε|опубликован[оа]?|публикаци[ия]|размещен[оа]?|дата|добавлен[оа]?|создан[оа]?|опубліковано|публікації|розміщено|додано|апублікавана|публикуван[оа]?|објав[лљ]?[еј]\w{1,3}|жариялан\w{2,3}"
    r"|diterbitkan|dipublikasikan|tanggal(?: terbit)?|terbit|tarikh|xuất bản|đăng|ngày|đăng lúc"
)
UPDATED = (
    r"updated?|modified|edited|(?:date of (?:last )?)?modification(?: date)?|last change|revised|aktualisier(?:t|ung)|geändert|bearbeitet|mise? à jour|modifiée?|actualisée?|a[ck]?tuali[sz]ad[oa]|actualización|atualização|aggiornat[oa]|aggiornamento"
    r"|(?:ultima )?modifica(?:t[oa]|d[oa]|ción|ção|re)?|uppdatera[dt]|ändrad|opdateret|ændret|oppdatert|endret|redigert|bijgewerkt|gewijzigd|stand|akt\.|letzte änderung|päivitetty|muokattu"
    r"|z?aktualizowan[oaey]|aktualizac[jt]a|aktualizáci[ae]|aktualizace|aktualizován[oa]|aktualizovan[éáo]|zmodyfikowan[oa]|modyfikacj[ai]|upraveno|změněno|(?:poslední )?změna|frissítve|frissítés|módosít(?:va|ás)"
    r"|actualizat|actualizare|modificat|ažurirano|izm(?:ij)?enjeno|izmjena|posodobljeno|uuendatud|muudetud|atjaunots|labots|atnaujinta|pakeista|uppfært|përditësuar|a[ck]tualitzat|eguneratua|aġġornat|imesasishwa|yenilən\w{2,3}|yangilan\w{2,4}|güncelle\w{2,6}(?: tarihi)?|son güncelleme|ενημέρωση|ενημερώθηκε|τροποποιήθηκε"
    r"|обновлен[оаыи]?[ея]?|обновен[оа]?|изменен(?:[оа]|и[ея])?|оновлен[оа]|оновлення|змінено|актуализиран[оа]?|(?:последна )?промяна|ажурирано|изме[нт]ено|абноўлен[оаы]|жаңартыл\w{2,3}|diperbarui|pembaruan|diubah|dikemas ?kini|cập nhật(?: lần cuối)?"
)
# Tongues that write words together, or with signs that end none.
PUBLISHED_JOINED = (
    r"公開日|掲載日|投稿日|作成日|登録日|発表日|発行日|작성일|등록일?|게시일|입력|(?:تم )?(?:ال)?نشرت?(?: في| بتاريخ)?|تاريخ النشر|بتاريخ|أضيف في|تاریخ(?: انتشار| اشاعت)?|منتشر شده(?: در)?|פורסם(?: ב(?:תאריך)?)?|תאריך(?: פרסום)?"
    r"|प्रकाशित|प्रकाशन तिथि|दिनांक|तारीख|প্রকাশ(?:িত)?|วันที่(?:เผยแพร่|ประกาศ|โพสต์)?|เผยแพร่(?:เมื่อ)?|โพสต์เมื่อ|გამოქვეყნ[ა-ჰ]{2,6}|თარიღი|[Հհ]րապարակ[ա-և]{2,6}(?: է)?"
)
UPDATED_JOINED = (
    r"(?:最終)?更新日時?|수정일?|최종수정일?|업데이트|(?:آخر )?تحديث|(?:تم |تاريخ )?ال?تعديل|عدلت?(?: في)?|به[\u200c ]?روز[\u200c ]?رسانی|ویرایش|اپ ڈیٹ|עודכן(?: ב(?:תאריך)?)?|עדכון(?: אחרון)?|अद्यतन|अपडेट(?:ेड)?|আপডেট|হালনাগাদ|განახლ[ა-ჰ]{2,6}|[Թթ]արմաց[ա-և]{2,6}(?: է)?|ปรับปรุง(?:ล่าสุด)?(?:เมื่อ)?|แก้ไข(?:ล่าสุด)?(?:เมื่อ)?|อัปเดต(?:ล่าสุด)?"
)
OTHER_DAY = (
    r"\b(?:(?:start|end|event|due|closing|expiry|expiration|opening|birth|valid|effective)[\s-]?(?:date|datum|dato|data)|datum der veranstaltung|fecha (?:de (?:inicio|fin|cierre|nacimiento)|límite)"
    r"|data (?:di (?:inizio|fine|scadenza|nascita)|de (?:início|fim|nascimento)|limite|wydarzenia|rozpoczęcia)|date (?:de (?:début|fin|naissance)|limite)|дата (?:проведения|начала|окончания|рождения))\s{0,2}:?\s{0,3}$"
)
"""The label of a day of another kind, which ends with the word for a day."""
SUBMITTED = r"\W{0,3}(?:submitted|posted|published|written|innsendt|skrevet|inlagd|indsendt|verzonden|ingediend|eingereicht|soumis|enviado|inviato)\s(?:by|av|af|door|von|par|por|da)\s[^:]{2,60}$"
"""Who sent it in, at a line's beginning, up to its day."""
BETWEEN = r"\s{0,2}(?:wurde\s)?(?:on|at|am|le|el|il|den|del|al|au|in|em|op|på|în|la|dne|dňa|dnia|από|στις|в|на|vào|lúc|pada)?\s{0,2}[:|]?\s{0,3}(?:[^\W\d]{2,10},?\s)?"
"""What stands between such a word and its day: a small word, a sign, a day of the week."""
