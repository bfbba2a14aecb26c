// Reads a sitemap on standard input with the parser of the package sitemap, which throws at what it does not
// know; prints its items as JSON.
import { parseSitemap, ErrorLevel } from "sitemap";

console.log(JSON.stringify(await parseSitemap(process.stdin, { level: ErrorLevel.THROW })));
