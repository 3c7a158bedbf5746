"""Words of dates: months in many languages, zones by their letters, Han numerals and eras."""

from __future__ import annotations

import unicodedata

_MONTHS = """
january jan januar janvier janv enero ene gennaio gen janeiro januari sijecanj sijecnja stycznia styczen января январь янв
  січня ianuarie ocak tammikuu tammikuuta leden ledna januara janner xaneiro gener januarja ιανουαριου ιαν януари jaanuar
  ian sty oca січ sausio sausis janvaris janvari январ студзеня yanvar յունվար հունվարի հունվար იანვარი იან ionawr januarie қаңтар јануари јануар
  јануара janar eanair
  tammi tammik січень студзень сту ιανουαριοσ jaan sij saus հնվ қаң яну јан yan xan
february feb februar februarf febr fevrier fevr fev febrero febbraio febb fevereiro februari veljaca veljace lutego luty
  февраля февраль фев лютого februarie subat helmikuu helmikuuta unor unora februara feber febrer februarja φεβρουαριου φεβ
  февруари veebruar
  lut sub лют vasario vasaris februaris лютага fevral փետրվարի փետրվար თებერვალი თებ chwefror ақпан фебруари фебруар фебруара pebrero febreiro shkurt
  feabhra
  февр helmi helmik лютий люты φεβρουαριοσ veebr velj փտվ ақп феб uno vas peb
march mar marz maerz marzo mars mrz marco maart mrt marcius marc ozujak ozujka marca marzec марта март мар березня martie mart
  maaliskuu maaliskuuta brezen brezna marts maret μαρτιου μαρ marta
  бер kovo kovas сакавіка մարտի մարտ მარტი mawrth наурыз marso mac marec
  maalis maalisk березень сакавік сак μαρτιοσ ozu kov მარ մրտ machi bre
april apr април avril avr abril abr aprile aprilis travanj travnja kwietnia kwiecien апреля апрель апр квітня aprilie nisan huhtikuu
  huhtikuuta duben dubna aprila απριλιου απρ aprill
  kwi nis кві balandzio balandis aprili красавіка aprel ապրիլի ապրիլ აპრილი აპრ ebrill сәуір prill aibrean
  huhti huhtik квіт квітень красавік кра απριλιοσ bal ապր tra
may mai mayo maggio mag maio mei maj majus svibanj svibnja maja мая май травня mayis toukokuu toukokuuta kveten kvetna maig
  μαιου μαι
  geguzes geguze maijs maija тра մայիսի մայիս მაისი мамыр мај маја bealtaine
  touko toukok трав травень μαιοσ svi geg მაი մյս kve
june jun juni juin junio giugno giu junho junius lipanj lipnja czerwca czerwiec июня июнь июн червня iunie haziran kesakuu
  kesakuuta cerven cervna juna juny junija ιουνιου ιουν юни juuni
  cze haz iun birzelio birzelis junijs чер чэрвеня iyun հունիսի հունիս ივნისი ივნ mehefin junie маусым јуни јун јуна hunyo qershor meitheamh junij xuno
  kesa kesak черв червень чэрвень чэр ιουνιοσ birz հնս iyn cvn
july jul juli juillet juil julio luglio lug julho julius srpanj srpnja lipca lipiec июля июль июл липня iulie temmuz heinakuu
  heinakuuta cervenec cervence jula juliol julija ιουλιου ιουλ юли juuli
  lip лип tem iul liepos liepa julijs ліпеня iyul հուլիսի հուլիս ივლისი ივლ gorffennaf julie шілде јули јул јула hulyo korrik iuil julai xullo julij
  heina heinak липень ліпень ліп ιουλιοσ liep հլս iyl xul cvc
august aug aout agosto ago augustus augusti augusztus kolovoz kolovoza sierpnia sierpien августа август авг серпня agustos
  elokuu elokuuta srpen srpna avgust avgusta avg agost agustus ağustos augusta αυγουστου αυγ
  sie agu ağu agt rugpjucio rugpjutis augusts agust сер жніўня avqust օգոստոսի օգոստոս აგვისტო აგვ awst тамыз ogos gusht lunasa
  elo elok серп серпень жнівень жні αυγουστοσ rugp օգս ogo agosti avq kol
september sep sept septembre septiembre setiembre settembre set setembro szeptember szept rujan rujna wrzesnia wrzesien
  сентября сентябрь сен сент вересня septembrie eylul syyskuu syyskuuta zari septembar septembra setembre septembri
  σεπτεμβριου σεπ септември
  wrz eyl rugsejo rugsejis septembris вер верасня sentyabr sentabr սեպտեմբերի սեպտեմբեր სექტემბერი სექ medi қыркүйек септембар септембра setyembre
  shtator
  syys syysk вересень верасень σεπτεμβριοσ ruj rugs սեպ сеп septemba zar sen
october oct oktober okt octobre octubre ottobre ott outubro out listopad listopada pazdziernika pazdziernik октября октябрь
  окт жовтня octombrie ekim lokakuu lokakuuta rijen rijna oktobar oktobra οκτωβριου οκτ октомври oktoober
  paz eki spalio spalis oktobris жов кастрычніка oktyabr oktabr հոկտեմբերի հոկտեմբեր ოქტომბერი ოქტ hydref қазан октобар октобра oktubre tetor
  loka lokak жовт жовтень кастрычнік кас οκτωβριοσ spal հոկ oktoba rij
november nov novembre noviembre novembro studeni studenoga studenog listopada ноября ноябрь ноя листопада noiembrie kasim
  marraskuu marraskuuta listopadu novembar novembra νοεμβριου νοε ноември
  kas lapkricio lapkritis novembris лис лістапада noyabr նոյեմբերի նոյեմբեր ნოემბერი ნოე tachwedd қараша новембар новембра nobyembre nentor samhain
  нояб marras marrask лист листопад лістапад ліс νοεμβριοσ stu lapkr նոյ ное нов novemba noy
december dec dezember dez decembre diciembre dic dicembre dezembro prosinac prosinca grudnia grudzien декабря декабрь дек
  грудня decembrie aralik joulukuu joulukuuta prosinec prosince decembar decembra desember des desembre δεκεμβριου δεκ
  декември detsember
  gru ara gruodzio gruodis decembris груд гру снежня dekabr դեկտեմբերի դեկտեմბեր դեկտեմբեր დეკემბერი დეკ rhagfyr желтоқсан децембар децембра disyembre
  dhjetor nollaig disember decembro
  joulu jouluk грудень снежань сне δεκεμβριοσ dets gruod դեկ дец dis desemba dek
"""
# "listopad" is October in Croatian and November in Polish and Czech: a word that means two months proves none.  The dot
# after its day tells "3. listopada" (Croatian) from "3 listopada" (Polish).
_AMBIGUOUS = {"listopad", "listopada", "lip"}
LISTOPADA = {"listopada": (10, 11), "lis": (0, 11), "lip": (6, 7)}
"""The month with a dot after the day, and without one."""
SHORT_WORDS = frozenset(
    "set out des gen sen mag ago lug giu maj mei sty lut mac sie lip lis kas ara eki oca sub nis tem medi julie cze gru ian тра сер вер бер чер "
    "tammi helmi touko kesa elo loka joulu сту лют сак кра ліп жні кас ліс сне сеп нов кві трав лист jaan sij saus kov bal geg svi ruj stu ogo dis iyn iyl noy xan xul uno vas peb bre tra kve kol zar rij dek მარ მაი".split()
)
"""Names of months that are words in another tongue, too: they prove a month with its year, or after its day where no word follows."""


def fold(word: str) -> str:
    """Lower case without accents, so that "Août" is "aout" and "Mär" is "mar"."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("ё", "е").replace("ı", "i").replace("ł", "l"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u0306"))


MONTHS = {
    fold(word): number
    for number, words in enumerate(_MONTHS.replace("\n  ", " ").split("\n")[1:-1], 1)
    for word in words.split()
    if word not in _AMBIGUOUS
}

# Offsets in minutes.  CST is left out: the page's own zone decides between China and America.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480,
    "sgt": 480, "wib": 420, "wita": 480, "wit": 540, "wat": 60, "sast": 120, "eat": 180, "pkt": 300, "ist": 330, "aest": 600, "aedt": 660, "awst": 480, "nzst": 720, "nzdt": 780,
}  # fmt: skip
SEASONAL = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Names that leave open whether it is summer time: the day tells."""

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0, "◯": 0, "元": 1, "两": 2}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911, "民國": 1911}


def han_number(word: str) -> int | None:
    """ "二〇二一" → 2021, "十一" → 11, "廿三" → 23, "21" → 21; None if it is no number below 10,000."""
    if word.isdigit() and word.isascii():
        return int(word)
    word = word.replace("廿", "二十").replace("卅", "三十")
    if "十" in word:
        tens, _, ones = word.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        return _DIGITS.get(tens or "一", 0) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    digits = [_DIGITS.get(c) for c in word]
    if not digits or None in digits or len(digits) > 4:
        return None
    return int("".join(map(str, digits)))

# Seconds of a unit in "3小时前", in many languages; days back of a word.
_UNITS = """
秒 秒钟 second seconds sec secs sekunden segundos secondi seconden секунд секунды секунду sekund sekunder sekuntia saniye detik giây
分 分钟 分鐘 분 minute minutes min mins minuten minuto minutos minuti minuut минут минуты минуту мин хвилин хвилини хвилину minut minuty minutami minutou minuta minute
  minutter minuter minuuttia dakika λεπτα دقيقة دقائق دقیقه menit phut นาที मिनट דקות
小时 个小时 小時 時間 시간 hour hours hr hrs stunde stunden heure heures hora horas ora ore uur час часа часов годин години годину godz godzin godziny hodin hodinami hodinou
  sati sata timmar timme timer tuntia saat ωρες ωρα ساعة ساعات ساعت jam gio ชั่วโมง घंटे घंटा שעות
天 日 일 day days tag tagen jour jours dia dias giorno giorni dag dagen день дня дней дні днів dni dzien dny dnem dan dana dagar dage dager døgn paivaa gun
  ημερες μερες ημερα يوم أيام ايام روز hari ngay zile วัน दिन ימים
"""
UNITS = {fold(word): seconds for words, seconds in zip(_UNITS.replace("\n  ", " ").split("\n")[1:-1], (1, 60, 3600, 86400), strict=True) for word in words.split()}
DAY_WORDS = {
    "今天": 0,
    "今日": 0,
    "昨天": 1,
    "昨日": 1,
    "前天": 2,
    "today": 0,
    "yesterday": 1,
    "heute": 0,
    "gestern": 1,
    "vorgestern": 2,
}
_TODAY = """aujourd'hui aujourd’hui hoy hoje oggi vandaag сегодня сьогодні dzisiaj dziś dnes danas bugün σήμερα اليوم hari|ini hôm|nay idag i|dag tänään astăzi azi 오늘 วันนี้ היום امروز
আজ आज danes šiandien"""
_YESTERDAY = """hier ayer ontem ieri gisteren вчера вчора wczoraj včera jučer juče dün χθες أمس kemarin hôm|qua igår i|går eilen tegnap 어제 เมื่อวาน เมื่อวานนี้ אתמול دیروز
গতকাল včeraj vakar"""
LONE_WORDS = {word.replace("|", " "): days for days, words in enumerate((_TODAY, _YESTERDAY)) for word in words.split()}
"""Words for days that running text is full of, as they are written: days back."""
