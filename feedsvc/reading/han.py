"""Patterns of Chinese words, for both ways they are written in: simplified as on the mainland, traditional elsewhere."""

from __future__ import annotations

_SIMPLIFIED = "个临为举于会传体关内冊写击则刚创删别办动区单参发号后听员国声处备复实审导开归当录态户扫报摄数时术权条来标栏欢气没浏点热现电码礼线经统维编网荐览订训议讯记许论访评话详误读责资转载辑过邮郑钟链错门闭问间闻阅页题该迎审专务热门广闲顶"
_TRADITIONAL = "個臨為舉於會傳體關內冊寫擊則剛創刪別辦動區單參發號後聽員國聲處備復實審導開歸當錄態戶掃報攝數時術權條來標欄歡氣沒瀏點熱現電碼禮線經統維編網薦覽訂訓議訊記許論訪評話詳誤讀責資轉載輯過郵鄭鐘鏈錯門閉問間聞閱頁題該迎審專務熱門廣閒頂"
_OTHER = dict(zip(_SIMPLIFIED, _TRADITIONAL, strict=True)) | {"布": "佈", "周": "週"}


def both(pattern: str) -> str:
    """The pattern, which is written in simplified characters, for both: "发布" becomes "[发發][布佈]"."""
    found: list[str] = []
    inside = escaped = False
    for sign in pattern:
        other = "" if escaped else _OTHER.get(sign, "")
        found.append(f"[{sign}{other}]" if other and not inside else sign + other)
        if not escaped:
            inside = sign == "[" or inside and sign != "]"
        escaped = not escaped and sign == "\\"
    return "".join(found)
