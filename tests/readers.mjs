// Reads the feed files named as arguments with two libraries and prints, one JSON line for each, what they show.
import { readFileSync } from "node:fs";
import RssParser from "rss-parser";
import { parseFeed } from "feedsmith";

const text = (value) => (value && typeof value === "object" ? value.value : value);
const byFeedsmith = (item) => ({
  id: text(item.id ?? item.guid),
  link: item.url ?? item.link ?? item.links?.find((link) => link.rel === "alternate")?.href,
  title: text(item.title),
  time: item.published ?? item.pubDate ?? item.date_published,
});

for (const name of process.argv.slice(2)) {
  const source = readFileSync(name, "utf8");
  if (!name.endsWith(".json")) {
    const items = (await new RssParser().parseString(source)).items;
    const shown = items.map((item) => ({ id: item.id ?? item.guid, link: item.link, title: item.title, time: item.isoDate }));
    console.log(JSON.stringify({ reader: "rss-parser", name, items: shown }));
  }
  const { feed } = parseFeed(source);
  console.log(JSON.stringify({ reader: "feedsmith", name, items: (feed.entries ?? feed.items ?? []).map(byFeedsmith) }));
}
