// Writes the table of failure families and live checks from the code that knows them: `node scripts/docs.ts`.
// A test fails while the written table and the code disagree.
import { writeFileSync } from "node:fs";
import { familiesDocument } from "../server/families-document.ts";

writeFileSync(new URL("../server/FAMILIES.md", import.meta.url), familiesDocument());
