"""Words before a day that say whether it is that of publishing or that of a change, in many tongues."""

from __future__ import annotations

PUBLISHED = (
    r"publi(?:shed|sh|ée?|cad[oa]|cada|cat[oa]?|ziert|ceret|cerad|sert|kuota|kován[oa]|kované|cēts)|publicação|publicación|posted|created|written|filed|veröffentlicht|erschienen|erstellt|geschrieben"
    r"|eingestellt|online seit|datum|date|fecha|data|dato|notizia|mise? en ligne|postado|inserito|gepubliceerd|geplaatst|inlagd|skapad|udgivet|offentliggjort|oprettet|lagt ut|opprettet"
    r"|julkaistu|julkaisupäivä|luotu|avaldatud|paskelbta|birt|opublikowan[oaey]|publikacji|dodan[oaey]|zamieszczon[oaey]|utworzon[oaey]|zveřejněn[oaí]|zverejnen[éeoia]|uverejnen[éo]|vydáno|vloženo"
    r"|közzétéve|megjelent|publikálva|létrehozva|dátum|objavljen[oa]|objave|objavil[oa]?|postat|datë|yayın(?:lan\w{2,5})?(?: tarihi)?|yayım\w{0,8}(?: tarihi)?|eklenme tarihi|giriş tarihi|tarih[i]?"
    r"|δημοσι[εέ][υύ]\w{2,10}|ημερομηνία|αναρτήθηκε|опубликован[оа]?|публикаци[ия]|размещен[оа]?|дата|добавлен[оа]?|создан[оа]?|опубліковано|публікації|розміщено|додано|апублікавана|публикуван[оа]?"
    r"|diterbitkan|dipublikasikan|tanggal|tarikh|xuất bản|đăng|ngày|đăng lúc"
)
UPDATED = (
    r"updated?|modified|last change|revised|aktualisier(?:t|ung)|geändert|bearbeitet|mise? à jour|modifiée?|modification|a[ck]?tuali[sz]ad[oa]|actualización|atualização|aggiornat[oa]|aggiornamento"
    r"|(?:ultima )?modifica(?:t[oa]|d[oa]|ción|re)?|uppdatera[dt]|ändrad|opdateret|ændret|oppdatert|endret|redigert|bijgewerkt|gewijzigd|stand|akt\.|letzte änderung|päivitetty|muokattu"
    r"|(?:za)?aktualizowan[oaey]|aktualizac[jt]a|aktualizáci[ae]|aktualizace|aktualizován[oa]|aktualizovan[éáo]|zmodyfikowan[oa]|modyfikacj[ai]|upraveno|změněno|frissítve|frissítés|módosít(?:va|ás)"
    r"|actualizat|actualizare|modificat|ažurirano|posodobljeno|güncelle\w{2,6}(?: tarihi)?|son güncelleme|ενημέρωση|ενημερώθηκε|τροποποιήθηκε"
    r"|обновлен[оаы]?|обновления|изменен[оа]?|оновлен[оа]|оновлення|змінено|актуализиран[оа]?|diperbarui|cập nhật(?: lần cuối)?"
)
# Tongues that write words together, or with signs that end none.
PUBLISHED_JOINED = (
    r"公開日|掲載日|投稿日|作成日|登録日|発表日|発行日|작성일|등록일?|게시일|입력|نشر(?: في| بتاريخ)?|تاريخ النشر|بتاريخ|أضيف في|تاریخ(?: انتشار)?|منتشر شده|פורסם(?: ב)?|תאריך(?: פרסום)?"
    r"|प्रकाशित|प्रकाशन तिथि|दिनांक|तारीख|প্রকাশ(?:িত)?|วันที่(?:เผยแพร่|ประกาศ|โพสต์)?|เผยแพร่(?:เมื่อ)?|โพสต์เมื่อ"
)
UPDATED_JOINED = (
    r"(?:最終)?更新日時?|수정일?|최종수정일?|업데이트|(?:آخر )?تحديث|به‌?روز ?رسانی|ویرایش|עודכן(?: ב)?|עדכון(?: אחרון)?|अद्यतन|अपडेट(?:ेड)?|ปรับปรุง(?:ล่าสุด)?(?:เมื่อ)?|แก้ไข(?:ล่าสุด)?(?:เมื่อ)?|อัปเดต(?:ล่าสุด)?"
)
OTHER_DAY = (
    r"\b(?:(?:start|end|event|due|closing|expiry|expiration|opening|birth|valid|effective)[\s-]?(?:date|datum|dato|data)|datum der veranstaltung|fecha (?:de (?:inicio|fin|cierre|nacimiento)|límite)"
    r"|data (?:di (?:inizio|fine|scadenza|nascita)|de (?:início|fim|nascimento)|limite|wydarzenia|rozpoczęcia)|date (?:de (?:début|fin|naissance)|limite)|дата (?:проведения|начала|окончания|рождения))\s{0,2}:?\s{0,3}$"
)
"""The label of a day of another kind, which ends with the word for a day."""
SUBMITTED = r"\W{0,3}(?:submitted|posted|published|written|innsendt|skrevet|inlagd|indsendt|verzonden|ingediend|eingereicht|soumis|enviado|inviato)\s(?:by|av|af|door|von|par|por|da)\s[^:]{2,60}$"
"""Who sent it in, at a line's beginning, up to its day."""
BETWEEN = r"\s{0,2}(?:wurde\s)?(?:on|at|am|le|el|il|den|del|al|au|in|em|op|på|în|la|dne|dňa|dnia|από|στις|в|vào|lúc|pada)?\s{0,2}[:|]?\s{0,3}(?:[^\W\d]{2,10},?\s)?"
"""What stands between such a word and its day: a small word, a sign, a day of the week."""
