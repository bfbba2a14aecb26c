// Every page: htmx from our own origin, and nothing else.
import "../vendor/htmx.js";
