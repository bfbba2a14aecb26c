// The page that says "this phone is not paired": whatever it knew of a gate is deleted.

import { AppShell } from "./app-shell.js";
import { eraseEverything } from "./vault.js";

if (globalThis.indexedDB) await eraseEverything();
await new AppShell({}).remove();
