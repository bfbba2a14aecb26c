// Reads the podcast feeds that are named as arguments with podcast-partytime, the parser of the Podcast Index;
// prints as JSON for each what it understood, null where it took the feed for none.
import { readFileSync } from "node:fs";
import partytime from "podcast-partytime";

const found = process.argv.slice(2).map((path) => {
  const feed = partytime.parseFeed(readFileSync(path, "utf8"), { allowMissingGuid: false });
  return feed && { ...feed, items: feed.items, pc20support: feed.pc20support };
});
console.log(JSON.stringify(found));
