// Subscribes to the feeds whose addresses are given, with libraries that fetch by themselves, and prints a JSON line for each:
// what it shows.  Several formats, several libraries.
import RssParser from "rss-parser";
import { extract } from "@extractus/feed-extractor";
import { parseFeed } from "feedsmith";

const text = (value) => (value && typeof value === "object" ? value.value : value);

async function byRssParser(url) {
  const { items } = await new RssParser().parseURL(url);
  return items.map((item) => ({ id: item.id ?? item.guid, link: item.link, title: item.title, time: item.isoDate }));
}

async function byExtractor(url) {
  const { entries } = await extract(url);
  return entries.map((entry) => ({ id: entry.id, link: entry.link, title: entry.title, time: entry.published }));
}

async function byFeedsmith(url) {
  const { feed } = parseFeed(await (await fetch(url)).text());
  return (feed.entries ?? feed.items ?? []).map((item) => ({
    id: text(item.id ?? item.guid),
    link: item.url ?? item.link ?? item.links?.find((link) => link.rel === "alternate")?.href,
    title: text(item.title),
    time: item.published ?? item.pubDate ?? item.date_published,
  }));
}

for (const url of process.argv.slice(2)) {
  const readers = { extractor: byExtractor, feedsmith: byFeedsmith, ...(url.endsWith(".json") ? {} : { "rss-parser": byRssParser }) };
  for (const [reader, read] of Object.entries(readers)) {
    console.log(JSON.stringify({ name: `${reader} ${url.split("/").pop()}`, items: await read(url) }));
  }
}
