// Judges JSON-LD on standard input by Google's rules for video, as @adobe/structured-data-validator has them;
// prints the issues as JSON.
import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";

const said = JSON.parse(readFileSync(0, "utf8"));
const items = said["@graph"] ?? [said];
const jsonld = {};
for (const item of items) (jsonld[item["@type"]] ??= []).push(item);
const issues = await new Validator().validate({ jsonld, microdata: {}, rdfa: {}, errors: [] });
console.log(JSON.stringify(issues.map(({ issueMessage, severity, path }) => ({ severity, issueMessage, path: path?.map((one) => one.property ?? one.type) }))));
