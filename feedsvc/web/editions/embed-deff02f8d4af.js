// <feed-list src="https://…/news.json" count="5">fallback content</feed-list>
//
// Shows the latest items of a JSON Feed in the fonts and colours of the page around it.
//   count   how many items, 1 to 50 (5)        lines   lines of a title before it is cut, 1 to 4 (1, or 2 where it is narrow)
//   summary show summaries, two lines each     dates   short | long | time | none (short)
//   images  show pictures, where there is room  lang    language of the dates (the feed's own)
//   refresh minutes between looks, at least 5 (30) target  where an article opens (_blank, a tab of its own)
// Style it by --feed-list-accent, -muted, -line, -gap and ::part(list | item | title | date | summary | image | text).
// Whatever the feed holds is text; what is inside the element stays until a good feed has come, and when none does.

// The width a box takes where the page gives it none (a table cell, a float, a flex row) is the same before and after the feed has
// come: the room says it, for the box inside asks how wide it is and may therefore not depend on what it holds. Of the page's text
// a list takes the letters, the colours and whether it is there; all else that a page may say of its text is taken back.
const STYLE = `
:host { display: block; }
:host([hidden]) { display: none; }
.room { display: grid; grid-template-columns: minmax(9em, 1fr); font-size: max(12px, 1em); writing-mode: horizontal-tb; }
.box { display: grid; grid-template-columns: minmax(0, 1fr); container-type: inline-size; contain-intrinsic-inline-size: 26em; }
.box > * { grid-area: 1 / 1; min-width: 0; }
slot { display: block; }
ul { all: initial; display: block; font: inherit; font-style: normal; font-variant: normal; line-height: 1.5; color: inherit; color-scheme: inherit; visibility: inherit; pointer-events: inherit; -webkit-locale: inherit; -webkit-text-size-adjust: inherit; text-size-adjust: inherit; -webkit-font-smoothing: inherit; }
ul.space { visibility: hidden; }
li { display: flex; align-items: center; gap: 0 .9em; padding: var(--feed-list-gap, .55em) 0; border-bottom: 1px solid var(--feed-list-line, rgb(128 128 128 / 25%)); }
li:last-child { border-bottom-color: transparent; }
.text { --lines: var(--narrow); flex: 1; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); align-content: center; gap: 0 1.25em; min-height: calc(1.5em * (var(--lines) + var(--dated)) + var(--below)); }
.title, .summary { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; text-align: -webkit-match-parent; text-align: match-parent; }
.title { -webkit-line-clamp: var(--lines); color: inherit; text-decoration: none; }
a.title:hover { color: var(--feed-list-accent, LinkText); text-decoration: underline; }
a.title:focus-visible { outline: 2px solid var(--feed-list-accent, LinkText); outline-offset: -2px; }
time { font-size: .8125em; line-height: calc(1.5em / .8125); height: calc(1.5em / .8125); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--feed-list-muted, inherit); font-variant-numeric: tabular-nums; }
.summary { grid-column: 1 / -1; -webkit-line-clamp: 2; font-size: .875em; color: var(--feed-list-muted, inherit); }
img, .blank { flex: none; width: 6em; height: 4.5em; object-fit: cover; border-radius: .4em; background: var(--feed-list-line, rgb(128 128 128 / 25%)); }
@container (width > 26em) {
  .text { --lines: var(--wide); grid-template-columns: minmax(0, 1fr) auto; min-height: calc(1.5em * var(--lines) + var(--below)); }
}
@container (width <= 15em) {
  img, .blank { display: none; }
}`;

const WAIT = 5000; // milliseconds for a whole answer
const MOST = 2 ** 20; // characters of a feed worth reading
const MINUTE = 60000;
const FORMS = {
  short: { year: "numeric", month: "short", day: "numeric" },
  long: { year: "numeric", month: "long", day: "numeric", weekday: "long" },
};

// Only what an object holds itself, and only text: a feed may carry any key.
const has = Object.prototype.hasOwnProperty;
const own = (object, key) => (object && typeof object === "object" && has.call(object, key) ? object[key] : undefined);
const text = (object, key) => (typeof own(object, key) === "string" ? own(object, key).trim() : "");

function webUrl(address, base) {
  try {
    const url = new URL(address, base);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : "";
  } catch {
    return "";
  }
}

async function download(url, cache, signal) {
  const answer = await fetch(url, { cache, signal, credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let all = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    all += decoder.decode(part.value, { stream: true });
    if (all.length > MOST) {
      reader.cancel();
      throw new Error("too large");
    }
  }
  return all;
}

async function read(url, cache) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  const all = await download(url, cache, stop.signal).finally(() => clearTimeout(timer));
  const feed = JSON.parse(all);
  if (!/^https:\/\/jsonfeed\.org\/version\/1/.test(text(feed, "version")) || !Array.isArray(own(feed, "items"))) throw new Error("not a feed");
  return [all, feed];
}

// One per feed address, shared by all elements that show it.
class Source {
  static known = new Map();

  static at(url) {
    if (!Source.known.has(url)) Source.known.set(url, new Source(url));
    return Source.known.get(url);
  }

  constructor(url) {
    this.url = url;
    this.viewers = new Set();
    this.body = "";
    this.feed = null;
    this.failures = 0;
    this.wake = () => document.visibilityState === "visible" && Date.now() >= this.next && this.look();
  }

  join(viewer) {
    this.viewers.add(viewer);
    if (this.viewers.size === 1) {
      document.addEventListener("visibilitychange", this.wake);
      this.look();
    } else if (this.feed) {
      viewer.show(this.feed);
      viewer.dispatchEvent(new Event("load"));
    }
  }

  leave(viewer) {
    if (!this.viewers.delete(viewer) || this.viewers.size) return;
    document.removeEventListener("visibilitychange", this.wake);
    clearTimeout(this.timer);
    Source.known.delete(this.url);
  }

  async look() {
    clearTimeout(this.timer);
    this.next = Infinity;
    let event = "load";
    try {
      // Later looks ask the server whether anything changed; the browser sends the validators it holds.
      const [body, feed] = await read(this.url, this.body ? "no-cache" : "default");
      this.failures = 0;
      if (body !== this.body) {
        for (const viewer of this.viewers) viewer.show(feed);
        [this.body, this.feed] = [body, feed];
      }
    } catch {
      this.failures = Math.min(this.failures + 1, 4);
      event = "error";
    }
    if (!this.viewers.size) return;
    for (const viewer of this.viewers) viewer.dispatchEvent(new Event(event));
    const pause = Math.min(...[...this.viewers].map((viewer) => viewer.pause)) * 2 ** this.failures * (1 + Math.random() / 5);
    this.next = Date.now() + pause;
    this.timer = setTimeout(this.wake, pause);
  }
}

function part(name, tag, content, inside = []) {
  const element = document.createElement(tag);
  element.className = name;
  element.setAttribute("part", name);
  if (content) element.textContent = content;
  element.append(...inside);
  return element;
}

// A sheet of its own passes any policy of the page; who cannot make one (Safari before 16.4) gets an element.
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
  }
}

class FeedList extends HTMLElement {
  static observedAttributes = ["src", "count", "lines", "summary", "images", "dates", "lang", "target"];
  #room = document.createElement("div");
  #box = document.createElement("div");
  #slot = document.createElement("slot");
  #source = null;
  #feed = null;

  connectedCallback() {
    if (!this.shadowRoot) {
      // Never lower than what stood here before: nothing below may jump.
      const before = this.getBoundingClientRect().height;
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      this.#room.className = "room";
      this.#box.className = "box";
      this.#box.style.minHeight = `${before}px`;
      this.#room.append(this.#box);
      root.append(this.#room);
    }
    this.#draw();
    this.#follow();
  }

  disconnectedCallback() {
    this.#source?.leave(this);
    this.#source = null;
  }

  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || !this.shadowRoot || before === after) return;
    if (name === "src") {
      this.#feed = null;
      this.#follow();
    }
    this.#draw();
  }

  get pause() {
    return Math.max(5, Number(this.getAttribute("refresh")) || 30) * MINUTE;
  }

  show(feed) {
    this.#feed = feed;
    this.#draw();
  }

  #number(name, most, usual) {
    const number = Math.floor(Number(this.getAttribute(name)));
    return number >= 1 ? Math.min(number, most) : usual;
  }

  #follow() {
    const source = this.getAttribute("src");
    const url = source && webUrl(source, document.baseURI);
    this.#source?.leave(this);
    this.#source = url ? Source.at(url) : null;
    this.#source?.join(this);
  }

  #draw() {
    const lines = this.#number("lines", 4, 0);
    // The room a row keeps, whatever it will hold: lines of the title, of the date where it stands below, of the summary.
    const room = { wide: lines || 1, narrow: lines || 2, dated: Number(this.getAttribute("dates") !== "none"), below: this.hasAttribute("summary") ? "2.625em" : "0em" };
    for (const [name, value] of Object.entries(room)) this.#box.style.setProperty(`--${name}`, value);
    const count = this.#number("count", 50, 5);
    const items = this.#feed ? own(this.#feed, "items").filter((item) => text(item, "title") && !own(own(item, "_feedsvc"), "withdrawn")) : [];
    const list = part("list", "ul", "", items.slice(0, count).map((item) => this.#item(item)));
    list.setAttribute("role", "list");
    const name = text(this.#feed, "title");
    if (name) list.setAttribute("aria-label", name);
    const space = document.createElement("ul");
    space.className = "space";
    space.setAttribute("aria-hidden", "true");
    space.append(...Array.from({ length: count }, () => this.#item({ title: "\u00a0" })));
    this.#box.replaceChildren(space, items.length ? list : this.#slot);
  }

  #item(item) {
    const url = webUrl(text(item, "url"));
    const title = part("title", url ? "a" : "span", text(item, "title") || "\u00a0");
    title.dir = "auto";
    title.title = text(item, "title");
    if (url) {
      title.href = url;
      title.target = this.getAttribute("target") || "_blank";
      title.rel = "noopener noreferrer nofollow";
    }
    const language = text(item, "language") || text(this.#feed, "language");
    if (language) title.lang = language;
    const inside = [title];
    const date = this.#date(item);
    if (date) inside.push(date);
    if (this.hasAttribute("summary")) {
      const summary = part("summary", "div", text(item, "summary"));
      summary.dir = "auto";
      inside.push(summary);
    }
    const image = this.hasAttribute("images") ? [this.#image(item)] : [];
    return part("item", "li", "", [...image, part("text", "div", "", inside)]);
  }

  #image(item) {
    const url = webUrl(text(item, "image"));
    const blank = part("blank", "span");
    if (!url) return blank;
    const image = part("image", "img");
    image.alt = "";
    image.loading = "lazy";
    image.decoding = "async";
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => image.replaceWith(blank));
    image.src = url;
    return image;
  }

  // The date as the site wrote it, in its own zone: nobody's clock shifts it.
  #date(item) {
    const form = this.getAttribute("dates") || "short";
    if (form === "none") return null;
    const written = text(item, "date_published");
    const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(written) || [];
    const time = part("date", "time", "\u00a0");
    if (!year) return time;
    const at = Date.UTC(year, month - 1, day);
    try {
      const language = this.getAttribute("lang") || text(this.#feed, "language") || undefined;
      time.textContent = new Intl.DateTimeFormat(language, { ...(FORMS[form] || FORMS.short), timeZone: "UTC" }).format(at);
      // No country's English: as on our own pages.
      if (language === "en") time.textContent = time.textContent.replace(/(\w+) (\d+),/, "$2 $1");
    } catch {
      time.textContent = `${year}-${month}-${day}`;
    }
    const precise = own(own(item, "_feedsvc"), "precision") !== "day";
    if (form === "time" && clock && precise) time.textContent += ` ${clock}`;
    time.dateTime = written;
    return time;
  }
}

if (!customElements.get("feed-list")) customElements.define("feed-list", FeedList);
