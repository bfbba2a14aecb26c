// The page of a private link: this browser joins it, and brings along what it had starred.
import { link, starred, take } from "./stars.js";

const { event, secret, codes } = document.querySelector("#star-list").dataset;
const there = new Set(codes.split(" ").filter(Boolean));
const here = starred(event);
const missing = [...here].filter((code) => !there.has(code));

link(event, secret);
if (await take(event, new Set([...there, ...here])) && missing.length) location.reload();
